// Fields with a search: the product among any number of manuals, and the reply's language. One choice drafts again.
"use strict";

(() => {
  const { word, find, all, make, ask, key, changed, texts } = assist;
  const SHOWN = 60;       // options drawn at once; more is narrowed by typing
  const FRESH = 30_000;   // ms that the list of products is taken to be as it was
  const folded = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

  let listed = { at: -Infinity, options: [] };
  async function products() {
    if (performance.now() - listed.at > FRESH) {
      const rows = await ask("GET", "/products");
      listed = { at: performance.now(), options: rows.map((row) => ({
        value: row.id, text: row.title, more: [row.brand, ...row.models].filter((one) => one && !row.title.includes(one)).join(" · "),
        hay: folded([row.title, row.brand, ...row.models, ...row.skus, row.file].join(" ")),
      })) };
    }
    return listed.options;
  }
  const languages = async (codes) => codes.map((code) => ({ value: code, text: texts[`language.${code}`], more: code, hay: folded(`${texts[`language.${code}`]} ${code}`) }));

  changed("[data-choose]", (holder) => JSON.stringify(holder.dataset) + (holder.firstChild ? "" : "!"), (holder) => new Field(holder));

  class Field {
    constructor(holder) {
      const { choose, value, text, options, why, label, auto } = holder.dataset;
      Object.assign(this, { holder, name: choose, value, auto, first: options.split(" ").filter(Boolean), at: 0, options: [] });
      this.text = text || auto;
      const id = `choose-${choose}`;
      this.input = make("input", {
        id, type: "text", value: this.text, role: "combobox", autocomplete: "off", spellcheck: false, title: [text && !value ? word("answer.auto_found", { found: text }) : text, why].filter(Boolean).join(" · "),
        "aria-expanded": "false", "aria-controls": `${id}-list`, "aria-autocomplete": "list", "aria-haspopup": "listbox",
      });
      this.list = make("ul", { id: `${id}-list`, role: "listbox", hidden: true, "aria-label": label });
      holder.classList.toggle("corrected", Boolean(value));
      holder.replaceChildren(make("label", { htmlFor: id }, label), this.input, this.list);
      this.input.addEventListener("focus", () => this.open());
      this.input.addEventListener("click", () => this.open());
      this.input.addEventListener("input", () => this.search());
      this.input.addEventListener("blur", () => this.close());
      this.input.addEventListener("keydown", (event) => this.key(event));
      this.list.addEventListener("mousedown", (event) => event.preventDefault()); // the field keeps the focus
      this.list.addEventListener("click", (event) => {
        const option = event.target.closest("[role=option]");
        if (option) this.take(this.options[Number(option.dataset.index)]);
      });
    }
    async open() {
      if (!this.list.hidden) return;
      this.input.select();
      this.list.hidden = false;
      this.input.setAttribute("aria-expanded", "true");
      try { this.all = this.name === "manual" ? await products() : await languages(this.first); } catch { this.all = []; }
      if (this.list.hidden) return;
      this.draw(this.input.value === this.text ? "" : this.input.value);  // what was typed while the list was on its way
    }
    close() {
      this.list.hidden = true;
      this.input.setAttribute("aria-expanded", "false");
      this.input.removeAttribute("aria-activedescendant");
      this.input.value = this.text;
    }
    search() { if (this.list.hidden) { this.open(); return; } if (this.all) this.draw(this.input.value); }
    draw(wanted) {
      const parts = folded(wanted).split(/\s+/).filter(Boolean);
      const found = this.all.filter((one) => parts.every((part) => one.hay.includes(part)));
      const likely = (one) => (this.name === "manual" && this.first.includes(one.value) ? 0 : 1);
      found.sort((a, b) => likely(a) - likely(b));
      const auto = { value: "", text: this.auto, more: "" };
      this.options = [...(parts.length ? [] : [auto]), ...found.slice(0, SHOWN)];
      const more = found.length - SHOWN;
      this.list.replaceChildren(...this.options.map((one, i) => make("li", {
        role: "option", id: `${this.input.id}-${i}`, "data-index": i, "aria-selected": String(one.value === this.value), title: one.text,
      }, make("span", { dir: "auto" }, one.text), one.more ? make("small", {}, one.more) : null)),
      this.options.length ? "" : make("li", { className: "none" }, word("choose.none")),
      more > 0 ? make("li", { className: "none" }, word("choose.more", { n: more })) : "");
      const chosen = this.options.findIndex((one) => one.value === this.value);
      this.move(parts.length ? 0 : Math.max(0, chosen));
    }
    move(to) {
      if (!this.options.length) return;
      this.at = (to + this.options.length) % this.options.length;
      all("[role=option]", this.list).forEach((option, i) => {
        option.classList.toggle("at", i === this.at);
        if (i === this.at) { this.input.setAttribute("aria-activedescendant", option.id); option.scrollIntoView({ block: "nearest" }); }
      });
    }
    take(option) {
      if (!option) return;
      this.close();
      this.input.blur();
      if (option.value === this.value) return;
      this.input.value = option.text;
      assist.correct(this.name, option.value);
    }
    key(event) {
      if (event.isComposing || event.keyCode === 229) return;
      const acts = {
        ArrowDown: () => (this.list.hidden ? this.open() : this.move(this.at + 1)),
        ArrowUp: () => this.move(this.at - 1),
        Home: () => this.move(0), End: () => this.move(this.options.length - 1),
        PageDown: () => this.move(Math.min(this.options.length - 1, this.at + 8)), PageUp: () => this.move(Math.max(0, this.at - 8)),
        Enter: () => (this.list.hidden ? this.open() : this.take(this.options[this.at])),
        Escape: () => { this.close(); this.input.blur(); },
      };
      if (!acts[event.key] || event.altKey || event.ctrlKey || event.metaKey) return;
      event.preventDefault(); event.stopPropagation();
      acts[event.key]();
    }
  }
  const focus = (id) => () => { if (assist.active() !== "answer") return false; find(id)?.focus(); return true; };
  key("Alt+KeyP", focus("#choose-manual"));
  key("Alt+KeyL", focus("#choose-language"));
})();
