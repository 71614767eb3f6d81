// The evidence viewer: a tab for each picture, zoom by wheel, pinch and key, drag, a statement's place on click, a large
// view, and a part of a photo to ask about (`part.js` draws it).
"use strict";

(() => {
  const { word, make, changed, find, all, on, key } = assist;
  const NEAREST = 8;     // times the fitted size
  const FOCUS_NEAR = 3.5;  // a clicked place is at most this near
  const FIRST_NEAR = 2;    // and what a photo opens with, so that the product stays in sight
  const PAGE_READ = 620;   // CSS pixels: a page this wide can be read
  const PAGE_NEAR = 1.6;   // a narrower stage goes at most this much beyond the page's width
  const FOCUS_WIDTH = 0.7; // a marked place fills at most this share of the stage
  const PAGE_WIDTH = 0.95; // a passage on a page runs over nearly its whole width
  const chosen = { ticket: "", tab: null }; // the tab the agent opened by hand stays open while the answer grows
  let current = null, linked = new URLSearchParams(location.search).get("e"); // `&e=1` opens a place, as a note links it

  changed("#viewer [data-view]", (holder) => holder.dataset.view + (holder.firstChild ? "" : "!"), (holder) => {
    const data = JSON.parse(holder.dataset.view);
    const same = current && current.data.ticket === data.ticket;
    if (!same) chosen.tab = null;
    if (linked !== null && Number(linked) < data.tabs.length && data.tabs.length) { chosen.tab = Number(linked); linked = null; }
    const keep = chosen.tab !== null && chosen.tab < data.tabs.length ? chosen.tab : data.selected;
    const large = same && current.large;
    current = new Viewer(holder, data, (index) => { chosen.tab = index; }, true);
    current.select(keep);
    if (large) current.enlarge(true);
  });

  class Viewer {
    /** `tools` offers what belongs to the open ticket: a part to ask about, the large view, feedback. */
    constructor(holder, data, onChoose = () => {}, tools = false) {
      Object.assign(this, { holder, data, own: tools, scale: 1, x: 0, y: 0, large: false });
      this.choose = (index) => { onChoose(index); this.select(index); };
      if (!data.tabs.length) {
        holder.replaceChildren(make("div", { className: "viewer none" }, make("p", {}, word("viewer.empty"))));
        return;
      }
      this.tabs = make("div", { className: "tabs", role: "tablist", "aria-label": word("viewer.title") },
        ...data.tabs.map((tab, i) => make("button", {
          type: "button", role: "tab", className: `${tab.kind}${tab.cited ? " cited" : ""}`, title: tab.title, "aria-selected": "false",
          onclick: () => this.choose(i),
        }, tab.label)));
      this.image = make("img", { draggable: false, decoding: "async" });
      this.flash = make("i", { className: "flash", hidden: true });
      this.part = make("i", { className: "region", hidden: true });
      this.canvas = make("div", { className: "canvas" }, this.image, this.flash, this.part);
      this.stage = make("div", { className: "stage", tabIndex: 0, role: "group", "aria-label": word("viewer.stage") },
        this.canvas, make("p", { className: "loading" }, word("viewer.loading")), make("p", { className: "loading lost" }, word("viewer.broken")));
      this.caption = make("div", { className: "caption", tabIndex: 0, role: "group", "aria-label": word("viewer.marks") });
      this.holderOf = make("div", { className: "viewer" }, this.tabs, this.stage, this.toolbar(), this.caption);
      holder.replaceChildren(this.holderOf);
      this.image.addEventListener("load", () => this.loaded());
      this.image.addEventListener("error", () => this.stage.classList.add("broken"));
      this.listen();
    }

    toolbar() {
      const tool = (text, name, act, more = {}) => make("button", { type: "button", className: "tool", title: word(name), "aria-label": word(name), onclick: act, ...more }, text);
      this.download = make("a", { className: "tool", download: "", title: word("viewer.download"), "aria-label": word("viewer.download") }, word("viewer.save"));
      this.percent = make("button", { type: "button", className: "tool percent", title: word("viewer.fit"), onclick: () => this.fit() }, "100%");
      this.ask = this.own && make("button", {
        type: "button", className: "tool ask", title: word("viewer.part_title"), "aria-pressed": "false", onclick: () => assist.part.toggle(this),
      }, word("viewer.part"));
      this.enlarging = this.own && tool("⤢", "viewer.large", () => this.enlarge(!this.large));
      return make("div", { className: "viewtools" },
        tool("−", "viewer.out", () => this.zoom(1 / 1.3)), this.percent, tool("+", "viewer.in", () => this.zoom(1.3)), this.enlarging,
        make("span", { className: "gap" }), this.ask, this.download);
    }

    select(index, mark = null) {
      const tab = this.data.tabs[index];
      if (!tab) return;
      if (this.own) assist.part?.end(this);
      this.at = index; this.wanted = mark;
      all("[role=tab]", this.tabs).forEach((button, i) => {
        button.setAttribute("aria-selected", i === index);
        button.tabIndex = i === index ? 0 : -1;
        if (i === index && this.tabs.scrollWidth > this.tabs.clientWidth) button.scrollIntoView({ block: "nearest", inline: "nearest" });
      });
      this.download.hidden = !tab.download;
      if (tab.download) this.download.href = tab.download;
      if (this.ask) this.ask.hidden = tab.kind !== "photo";
      this.outline(tab.part);
      this.captions(tab);
      this.stage.classList.remove("broken");
      if (this.image.getAttribute("src") === tab.src && this.image.complete) { this.loaded(); return; }
      this.stage.classList.add("waiting");
      this.flash.hidden = true;
      this.image.alt = tab.alt;
      this.image.src = tab.src;
    }

    captions(tab) {
      const marks = tab.marks.filter((mark) => tab.cited && mark.quote);
      const lines = marks.map((mark) => make("div", { className: `cite ${mark.box ? "holds" : "fails"}` },
        make("button", { type: "button", className: "quote", dir: "auto", onclick: () => this.focus(mark) },
          mark.number ? make("b", {}, `[${mark.number}] `) : null, `“${mark.quote}”`,
          mark.box ? null : make("em", {}, ` ${assist.texts[`why.${mark.why}`] || word("viewer.unlocated")}`)),
        this.own && mark.number ? assist.opinions?.marks(mark, tab.kind) : null));
      const note = tab.cited ? null : make("p", {}, word(tab.kind === "photo" ? "viewer.photo_unmarked" : "viewer.looked_at"));
      this.caption.replaceChildren(make("p", { className: "where", dir: "auto" }, tab.title || ""), ...lines, ...(note ? [note] : []));
    }

    /** The part of the photo that counts, as a dashed line; `box` left, top, right, bottom in [0, 1], null for none. */
    outline(box) {
      this.part.hidden = !box;
      if (box) this.place(this.part, box);
    }
    place(element, [left, top, right, bottom]) {
      Object.assign(element.style, {
        left: `${left * 100}%`, top: `${top * 100}%`, width: `${(right - left) * 100}%`, height: `${(bottom - top) * 100}%`,
      });
    }

    loaded() {
      this.stage.classList.remove("waiting");
      const tab = this.data.tabs[this.at];
      this.fit();
      const boxes = tab.marks.filter((mark) => mark.box).map((mark) => mark.box);
      const together = boxes.length && { box: [0, 1, 2, 3].map((i) => Math[i < 2 ? "min" : "max"](...boxes.map((box) => box[i]))) };
      const mark = this.wanted || (tab.kind === "page" ? tab.marks.find((one) => one.box) : together);
      if (mark?.box) this.focus(mark, this.wanted !== null, this.wanted ? FOCUS_NEAR : FIRST_NEAR);
    }

    size() { return [this.stage.clientWidth, this.stage.clientHeight, this.image.naturalWidth || 1, this.image.naturalHeight || 1]; }
    fitted() { const [w, h, iw, ih] = this.size(); return Math.min(w / iw, h / ih); }

    fit() {
      const [w, h, iw, ih] = this.size();
      this.scale = this.fitted();
      this.x = (w - iw * this.scale) / 2; this.y = (h - ih * this.scale) / 2;
      this.draw();
    }

    /** Move to a mark: near enough to read, the whole mark in sight. */
    focus(mark, flash = true, near = FOCUS_NEAR) {
      if (!mark.box) return;
      const [w, h, iw, ih] = this.size();
      const [left, top, right, bottom] = mark.box;
      const wide = Math.max((right - left) * iw, 1), high = Math.max((bottom - top) * ih, 1);
      const kind = this.data.tabs[this.at].kind;
      const most = kind === "page" ? Math.max(w / iw, this.fitted()) * Math.min(PAGE_NEAR, Math.max(1, PAGE_READ / w)) : this.fitted() * near;
      const share = kind === "page" ? PAGE_WIDTH : FOCUS_WIDTH;
      this.scale = Math.max(this.fitted(), Math.min(most, (w * share) / wide, (h * FOCUS_WIDTH) / high));
      this.x = w / 2 - ((left + right) / 2) * iw * this.scale;
      this.y = h / 2 - ((top + bottom) / 2) * ih * this.scale;
      this.bound();
      this.draw(true);
      if (!flash) return;
      this.place(this.flash, mark.box);
      this.flash.hidden = false;
      this.flash.getAnimations().forEach((animation) => { animation.cancel(); animation.play(); });
    }

    zoom(factor, px = this.stage.clientWidth / 2, py = this.stage.clientHeight / 2) {
      const next = Math.min(this.fitted() * NEAREST, Math.max(this.fitted() * 0.8, this.scale * factor));
      this.x = px - ((px - this.x) * next) / this.scale;
      this.y = py - ((py - this.y) * next) / this.scale;
      this.scale = next;
      this.bound();
      this.draw();
    }

    /** A picture smaller than the stage is centred, a larger one keeps covering it. */
    bound() {
      const [w, h, iw, ih] = this.size();
      const inside = (at, room, size) => (size <= room ? (room - size) / 2 : Math.min(0, Math.max(room - size, at)));
      this.x = inside(this.x, w, iw * this.scale);
      this.y = inside(this.y, h, ih * this.scale);
    }

    draw(smooth = false) {
      this.canvas.style.transition = smooth ? "transform .18s ease-out" : "none";
      this.canvas.style.transform = `translate(${this.x}px, ${this.y}px) scale(${this.scale})`;
      this.canvas.style.setProperty("--line", `${2 / this.scale}px`);
      this.percent.textContent = `${Math.round((this.scale / this.fitted()) * 100)}%`;
    }

    /** A point of the window on the picture, in [0, 1]. */
    point(event) {
      const box = this.stage.getBoundingClientRect(), [, , iw, ih] = this.size();
      const within = (value) => Math.min(1, Math.max(0, value));
      return [within((event.clientX - box.left - this.x) / (iw * this.scale)), within((event.clientY - box.top - this.y) / (ih * this.scale))];
    }
    /** What of the picture is in sight, as a box. */
    sight() {
      const [w, h, iw, ih] = this.size(), within = (value) => Math.min(1, Math.max(0, value));
      return [-this.x / (iw * this.scale), -this.y / (ih * this.scale), (w - this.x) / (iw * this.scale), (h - this.y) / (ih * this.scale)].map(within);
    }

    /** The whole window for the evidence, and back. */
    enlarge(large) {
      this.large = large;
      this.holderOf.classList.toggle("large", large);
      document.body.classList.toggle("enlarged", large);
      this.enlarging.title = word(large ? "viewer.small" : "viewer.large");
      this.enlarging.setAttribute("aria-label", this.enlarging.title);
      this.enlarging.setAttribute("aria-pressed", String(large));
      this.enlarging.textContent = large ? "⤡" : "⤢";
      if (large) this.stage.focus({ preventScroll: true });
    }

    listen() {
      this.stage.addEventListener("wheel", (event) => {
        event.preventDefault();
        const box = this.stage.getBoundingClientRect();
        this.zoom(Math.exp(-Math.max(-60, Math.min(60, event.deltaY)) / 200), event.clientX - box.left, event.clientY - box.top);
      }, { passive: false });
      this.touch();
      this.stage.addEventListener("dblclick", (event) => {
        const box = this.stage.getBoundingClientRect();
        if (this.scale > this.fitted() * 1.05) this.fit();
        else this.zoom(2.5, event.clientX - box.left, event.clientY - box.top);
      });
      this.stage.addEventListener("keydown", (event) => {
        if (event.ctrlKey || event.altKey || event.metaKey) return;
        const step = 60;
        const acts = {
          "+": () => this.zoom(1.3), "=": () => this.zoom(1.3), "-": () => this.zoom(1 / 1.3), 0: () => this.fit(),
          ArrowLeft: () => { this.x += step; }, ArrowRight: () => { this.x -= step; },
          ArrowUp: () => { this.y += step; }, ArrowDown: () => { this.y -= step; },
        };
        if (!acts[event.key]) return;
        event.preventDefault();
        acts[event.key](); this.bound(); this.draw();
      });
      this.tabs.addEventListener("keydown", (event) => {
        const move = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
        if (move && !event.altKey) { event.preventDefault(); this.step(move); find("[aria-selected=true]", this.tabs)?.focus(); }
      });
      let width = 0, height = 0;
      new ResizeObserver(() => {
        const [w, h] = this.size();
        if ((Math.abs(width - w) > 2 || Math.abs(height - h) > 2) && this.image.complete && this.at !== undefined) {
          [width, height] = [w, h];
          this.loaded();
        }
      }).observe(this.stage);
    }

    /** Drag by mouse or finger, pinch by two; while a part is drawn the first pointer draws. */
    touch() {
      const down = new Map();
      let from = null, apart = 0;
      const spread = () => { const [a, b] = [...down.values()]; return Math.hypot(a.x - b.x, a.y - b.y); };
      this.stage.addEventListener("pointerdown", (event) => {
        if (event.button) return;
        this.stage.setPointerCapture(event.pointerId);
        down.set(event.pointerId, { x: event.clientX, y: event.clientY });
        if (down.size === 2) { apart = spread(); from = null; if (this.own) assist.part.drop(); return; }
        if (this.own && assist.part.begin(this, event)) return;
        from = { x: event.clientX - this.x, y: event.clientY - this.y };
        this.stage.classList.add("dragging");
      });
      this.stage.addEventListener("pointermove", (event) => {
        if (!down.has(event.pointerId)) return;
        down.set(event.pointerId, { x: event.clientX, y: event.clientY });
        if (down.size === 2) {
          const now = spread(), box = this.stage.getBoundingClientRect(), [a, b] = [...down.values()];
          if (apart) this.zoom(now / apart, (a.x + b.x) / 2 - box.left, (a.y + b.y) / 2 - box.top);
          apart = now;
          return;
        }
        if (this.own && assist.part.move(event)) return;
        if (!from) return;
        this.x = event.clientX - from.x; this.y = event.clientY - from.y;
        this.bound(); this.draw();
      });
      for (const name of ["pointerup", "pointercancel"]) {
        this.stage.addEventListener(name, (event) => {
          down.delete(event.pointerId);
          from = null;
          this.stage.classList.remove("dragging");
          if (this.own) assist.part[name === "pointerup" ? "finish" : "drop"](event);
        });
      }
    }

    step(by) { this.choose((this.at + by + this.data.tabs.length) % this.data.tabs.length); }

    /** Show the place of citation `number`, or of a quote. */
    show(number, quote) {
      const same = (mark) => (number ? mark.number === number : mark.quote === quote);
      const index = this.data.tabs.findIndex((tab) => tab.marks.some(same));
      if (index < 0) return;
      chosen.tab = index;
      this.select(index, this.data.tabs[index].marks.find(same));
    }
  }

  on("show", (button) => {
    current?.show(Number(button.dataset.number), button.dataset.quote);
    all(".claim").forEach((claim) => claim.classList.toggle("shown", claim === button));
  });
  assist.Viewer = Viewer;
  assist.viewer = () => (current?.tabs ? current : null);
  const here = (act) => () => { if (assist.active() !== "answer" || !current?.tabs) return false; return act() !== false; };
  key("Alt+ArrowRight", here(() => current.step(1)));
  key("Alt+ArrowLeft", here(() => current.step(-1)));
  key("Alt+KeyV", here(() => current.enlarge(!current.large)));
  key("Escape", here(() => (current.large ? current.enlarge(false) : false)));
  assist.show = (number) => current?.show(number, "");
})();
