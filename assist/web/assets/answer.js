// The Answer tab: photos in, keys, steps, copying, and everything that must survive a reload.
"use strict";

(() => {
  const { word, find, all, make, ask, send, upload, copy, type, press, each, changed, on, key, typing, seenText } = assist;
  const LATE = 8000; // ms after which the agent is told how long it takes
  let ticket = "";
  let copied = false; // whether the reply that stands there was copied: then the buyer's next words are a new turn

  // The ticket: its id is in the address, so that a reload or another tab finds it again.
  const arrived = [];
  const known = () => new Promise((done) => (ticket ? done(ticket) : arrived.push(done)));
  changed("[data-ticket]", (holder) => holder.dataset.ticket, (holder) => {
    const before = ticket;
    ticket = holder.dataset.ticket;
    copied = Boolean(holder.dataset.copied);
    history.replaceState(null, "", `?t=${ticket}`);
    arrived.splice(0).forEach((done) => done(ticket));
    if (before !== ticket) { rows = []; draw(); refresh(); trouble(""); }
  });

  // Photos.
  let rows = [], polling = 0, uploading = 0;
  async function refresh() {
    const asked = ticket;
    if (!asked) return;
    try {
      const found = await ask("GET", `/tickets/${asked}/photos`);
      if (asked === ticket) { rows = found; draw(); }
    } catch (error) { trouble(error.message); }
    clearTimeout(polling);
    if (rows.some((row) => row.state === "reading")) polling = setTimeout(refresh, 350);
  }
  async function add(files) {
    const pictures = [...files].filter((file) => file.type.startsWith("image/") || /\.(heic|heif|avif|jpe?g|png|webp|gif)$/i.test(file.name));
    if (!pictures.length) { if (files.length) trouble(word("error.photo_not_a_picture")); return; }
    trouble("");
    const into = await known();
    uploading += pictures.length; draw();
    for (const file of pictures) {
      try { const found = await upload(`/tickets/${into}/photos`, file); if (into === ticket) { rows = found; newPhotos = true; stale(); } }
      catch (error) { trouble(`${file.name}: ${error.message}`); }
      uploading -= 1; draw();
    }
    refresh();
  }
  function draw() {
    const list = find("#photos .photos");
    if (!list) return;
    list.replaceChildren(...rows.map((row) => make("li", { className: row.hopeless ? "bad" : row.flaws.length ? "warn" : "" },
      make("img", { src: `/photos/${row.id}/thumbnail`, alt: row.name || word("viewer.photo"), title: row.name, loading: "lazy" }),
      make("span", { className: `note ${row.state}`, title: row.flaws.map((flaw) => word(`flaw.${flaw}`)).join(", ") }, note(row)),
      make("button", { type: "button", title: word("photos.remove"), "aria-label": `${word("photos.remove")}: ${row.name}`, onclick: () => remove(row.id) }, "×"))),
      ...Array.from({ length: uploading }, () => make("li", { className: "pending" }, make("span", { className: "note reading" }, word("photos.uploading")))));
    find("#photos .drop").classList.toggle("has", rows.length + uploading > 0);
    seenBefore();
  }
  // Photos that another ticket shows as well: asked once for each set of photos.
  let seenFor = "";
  async function seenBefore() {
    const asked = [ticket, ...rows.map((row) => row.id)].join(" ");
    if (asked === seenFor) return;
    seenFor = asked;
    let seen = {};
    try { if (rows.length) seen = await ask("GET", `/tickets/${ticket}/seen`); } catch { /* a hint, nothing more */ }
    const list = find("#photos .seen");
    if (!list || asked !== seenFor) return;
    const found = rows.filter((row) => seen[row.id]);
    list.hidden = !found.length;
    list.replaceChildren(...found.map((row) => make("li", {}, rows.length > 1 ? `${row.name} · ` : "",
      make("a", { href: `?t=${seen[row.id].ticket}` }, seenText(seen[row.id])))));
  }
  const note = (row) => {
    if (row.hopeless) return word(`flaw.${row.flaws[0] || "blank"}`);
    if (row.state === "read") return row.lines || !row.flaws.length ? word("photos.lines", { n: row.lines }) : word(`flaw.${row.flaws[0]}`);
    return word(`photos.${row.state}`);
  };
  async function remove(id) {
    try { rows = await ask("DELETE", `/tickets/${ticket}/photos/${id}`); draw(); newPhotos = true; stale(); } catch (error) { trouble(error.message); }
  }
  function trouble(text) {
    const place = find("#photos .trouble");
    if (place) { place.textContent = text; place.hidden = !text; }
  }
  each("#photos input[type=file]", (input) => {
    draw();
    input.addEventListener("change", () => { add(input.files); input.value = ""; });
  });
  for (const name of ["dragover", "dragenter"]) {
    document.addEventListener(name, (event) => {
      if (![...(event.dataTransfer?.types || [])].includes("Files")) return;
      event.preventDefault();
      document.body.classList.add("dropping");
    }, true);
  }
  document.addEventListener("dragleave", (event) => { if (!event.relatedTarget) document.body.classList.remove("dropping"); }, true);
  document.addEventListener("drop", (event) => {
    document.body.classList.remove("dropping");
    const files = event.dataTransfer?.files;
    if (!files?.length) return;
    event.preventDefault(); event.stopPropagation();
    ({ queue: assist.queueFiles, manuals: assist.manualFiles }[assist.active()] || add)(files);
  }, true);
  document.addEventListener("paste", (event) => {
    const files = [...(event.clipboardData?.files || [])];
    if (!files.length || assist.active() !== "answer") return;
    event.preventDefault();
    add(files);
  }, true);

  // Words being typed are kept on the server, a moment after the last key and when the page goes away.
  let unsaved = {}, saving = 0;
  function save() {
    clearTimeout(saving);
    if (!ticket || !Object.keys(unsaved).length) return;
    const words = unsaved;
    unsaved = {};
    send("PUT", `/tickets/${ticket}/words`, words).catch((error) => {
      if (error.code === "words_too_large") trouble(error.message);
      else unsaved = { ...words, ...unsaved };
    });
  }
  const FIELDS = { message: "message", context: "context", reply: "edited" };
  for (const [id, field] of Object.entries(FIELDS)) {
    each(`#${id} textarea, #${id} input`, (area) => {
      area.dir = "auto";
      area.addEventListener("input", (event) => {
        if (!event.isTrusted && field === "edited") return;
        unsaved[field] = area.value;
        if (field === "message") stale();
        if (field === "edited") glossSoon();
        clearTimeout(saving);
        saving = setTimeout(save, 500);
      });
    });
  }
  addEventListener("pagehide", save);
  document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && save());

  // A click on [1] in the reply shows its place.
  each("#reply textarea", (area) => area.addEventListener("click", () => {
    if (area.selectionStart !== area.selectionEnd) return;
    for (const mark of area.value.matchAll(/\[(\d+)\]/g)) {
      if (area.selectionStart >= mark.index && area.selectionStart <= mark.index + mark[0].length) assist.show(Number(mark[1]));
    }
  }));

  // A draft that answers other words or photos than those that stand there now says so.
  let newPhotos = false;
  const words = (text) => text.replace(/\s+/g, " ").trim();
  function stale() {
    const line = find("#card .stale");
    if (line) line.hidden = !newPhotos && words(find("#message textarea").value) === words(line.dataset.asked);
  }

  // Drafting.
  let began = 0, ticking = 0;
  async function draft() {
    const card = find("#card .card");
    if (card) card.classList.add("pressed");
    for (let waited = 0; uploading && waited < 200; waited += 1) await new Promise((done) => setTimeout(done, 50));
    save();
    press("#draft");
  }
  const cancel = () => { if (!unchecked()) return false; press("#cancel"); return true; };
  changed("#card .card", (card) => card.dataset.band, (card) => {
    if (card.dataset.band !== "running") {
      if (began) { stale(); if (find("#state-model:not([hidden])")) assist.health(); }
      if (began && card.dataset.band !== "idle") find("#reply textarea")?.focus({ preventScroll: true });
      began = 0; clearInterval(ticking);
      return;
    }
    copied = false;
    newPhotos = false;
    if (!began && card.dataset.attach) press("#watch");
    if (!began) began = performance.now();
    clearInterval(ticking);
    ticking = setInterval(() => {
      const spent = performance.now() - began;
      const place = find("#card .elapsed"), late = find("#card .late");
      if (place && spent > 1000) place.textContent = ` ${(spent / 1000).toFixed(0)} s`;
      if (late && spent > LATE) late.hidden = false;
    }, 250);
  });
  on("draft", draft);
  on("cancel", cancel);
  on("without", () => { save(); press("#without"); });
  const turn = () => { save(); press("#follow"); told(""); find("#message textarea")?.focus(); };
  on("turn", turn);
  /** The buyer wrote again: a new turn after a reply that was copied, else more of the message that is still open. */
  on("follow", () => {
    const area = find("#message textarea");
    if (copied || !area.value.trim()) { turn(); return; }
    told(word("follow.add"), "", make("button", { type: "button", className: "quiet", "data-do": "turn" }, word("do.turn")));
    if (!area.value.endsWith("\n\n")) type("#message", `${area.value.trimEnd()}\n\n`);
    area.focus();
    area.setSelectionRange(area.value.length, area.value.length);
  });
  on("tab", (button) => assist.open(button.dataset.tab));
  on("product", (button) => pick("#product", button));
  each("#draft", (button) => button.addEventListener("click", () => find("#card .card")?.classList.add("pressed")));

  /** The agent picks one of several products: kept as the correction, then drafted again. */
  async function pick(_, button) {
    try { await send("PUT", `/tickets/${ticket}/words`, { ...unsaved, manual: button.dataset.manual }); unsaved = {}; } catch (error) { trouble(error.message); return; }
    press("#draft");
  }

  on("label", async (button) => {
    try { await ask("POST", `/tickets/${ticket}/label/${button.dataset.index}`); } catch (error) { trouble(error.message); return; }
    draft();
  });

  // Copying: without marks, and the copied text is kept with the ticket.
  const plain = (text) => text.replace(/\s*\[\d+\](?=[\s.,;:!?)。，；：！？）]|$)/gm, "").replace(/\s*\[\d+\]/g, "").replace(/[ \t]+$/gm, "").trim();
  const unchecked = () => Boolean(find("#card .card.running, #aside .unchecked"));
  async function copyReply() {
    if (unchecked()) { told(word("copy.unchecked"), "bad"); return; }
    const text = plain(find("#reply textarea")?.value || "");
    if (!text) { told(word("copy.empty")); return; }
    const done = await copy(text);
    told(word(done ? "copy.done" : "copy.failed"), done ? "good" : "bad");
    setTimeout(() => told(""), 4000);
    if (done) sent(text);
  }
  function sent(text) {
    copied = true;
    if (ticket) send("PUT", `/tickets/${ticket}/sent`, { text }).catch(() => {});
  }
  function told(text, kind = "", ...more) {
    const place = find("#actions .told");
    place.className = `told ${kind}`;
    place.replaceChildren(text, ...more);
  }
  // Most of the reply marked and copied by hand was sent as well.
  each("#reply textarea", (area) => area.addEventListener("copy", () => {
    const marked = area.value.slice(area.selectionStart, area.selectionEnd);
    if (!unchecked() && marked.length > 0.8 * area.value.trim().length) sent(plain(marked));
  }));
  on("copy", copyReply);
  assist.plain = plain;

  const here = (act) => () => { if (assist.active() !== "answer") return false; act(); return true; };
  key("Ctrl+Enter", here(draft));
  key("Ctrl+NumpadEnter", here(draft));
  key("Alt+KeyC", here(copyReply));
  key("Alt+KeyN", () => { assist.open("answer"); save(); press("#new"); find("#message textarea")?.focus(); });
  key("Alt+KeyF", here(() => press("[data-do=follow]")));

  // Wishes on the reply: the words in the box go along, so that what was typed a moment ago is part of it.
  function wish(wanted, more = {}) {
    if (unchecked() || !find("#reply textarea")?.value.trim()) return;
    save();
    type("#wish", JSON.stringify({ wish: wanted, ...more }));
    setTimeout(() => press("#refine"), 0);
  }
  on("wish", (button) => wish(button.dataset.wish));
  on("undo", () => press("#undo"));
  on("gloss", () => press("#gloss"));
  each("#tools select", (menu) => menu.addEventListener("change", () => {
    if (menu.value) wish(menu.dataset.wish, menu.dataset.wish === "translate" ? { language: menu.value } : { detail: menu.value });
    menu.value = "";
  }));
  on("free", (button) => {
    const form = find("#tools .free");
    form.hidden = !form.hidden;
    button.setAttribute("aria-expanded", String(!form.hidden));
    if (!form.hidden) find("input", form).focus();
  });
  each("#tools .free", (form) => form.addEventListener("submit", (event) => {
    event.preventDefault();
    const field = find("input", form);
    if (field.value.trim()) wish("free", { detail: field.value.trim() });
    field.value = "";
  }));

  // The reply in the agent's language stays open where it was opened, and follows what is typed.
  let glossing = 0;
  changed("#aside details.gloss", (box) => box.textContent, (box) => {
    if (localStorage.getItem("assist-gloss") === "1") box.open = true;
    box.ontoggle = () => localStorage.setItem("assist-gloss", box.open ? "1" : "0");
  });
  function glossSoon() {
    clearTimeout(glossing);
    const box = find("#aside details.gloss .told");
    if (box) glossing = setTimeout(async () => {
      const text = find("#reply textarea").value;
      const { text: said } = await send("POST", `/tickets/${ticket}/gloss`, { text, language: assist.language }).catch(() => ({}));
      if (said) box.textContent = said;
    }, 700);
  }
  key("Escape", (event) => (assist.active() === "answer" && !find("dialog[open]") ? cancel() : false));
  for (const digit of [1, 2, 3]) {
    key(`Digit${digit}`, (event) => {
      if (typing(event) || assist.active() !== "answer") return false;
      const button = all("#card [data-do=product]")[digit - 1];
      if (!button) return false;
      button.click();
      return true;
    });
  }
  assist.goTo = (id) => { type("#goto", id); press("#go"); assist.open("answer"); };

  // Examples to click.
  each("#examples", async (place) => {
    let examples = [];
    try { examples = await ask("GET", `/examples?language=${assist.language}`); } catch { return; }
    if (!examples.length) return;
    place.replaceChildren(make("h3", {}, place.dataset.title), make("ul", {}, ...examples.map((example) => make("li", {},
      make("button", { type: "button", title: example.message, onclick: () => tryExample(example) },
        example.photo ? make("img", { src: example.photo, alt: "", loading: "lazy" }) : make("span", { className: "letter", "aria-hidden": "true" }, "…"),
        make("span", {}, make("b", {}, example.title), make("span", {}, example.message)))))));
  });
  async function tryExample(example) {
    try {
      const { ticket: id } = await send("POST", `/examples/${example.id}`, { language: assist.language });
      type("#goto", id);
      press("#go");
      await until(() => ticket === id);
      await refresh();
      await until(() => find("#message textarea")?.value === example.message);
      draft();
    } catch (error) { trouble(error.message); }
  }
  async function until(true_) {
    for (let i = 0; i < 100 && !true_(); i += 1) await new Promise((done) => setTimeout(done, 50));
  }
})();
