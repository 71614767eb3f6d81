// The Answer tab: drafting, its steps and states, copying, wishes on the reply.
"use strict";

(() => {
  const { word, find, all, make, ask, send, copy, type, press, each, changed, on, key, typing, ticket, photos } = assist;
  const LATE = 8000;  // ms after which the agent is told how long it takes, and what else could be done
  const QUEUED = 1500; // ms without a first step: others are being served

  // The page opens ready to be pasted into; nothing takes the focus away later.
  ticket.onOpen(() => { if (document.activeElement === document.body) find("#message textarea")?.focus({ preventScroll: true }); });

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
    if (line) line.hidden = !newPhotos && words(ticket.message()) === words(line.dataset.asked);
  }
  photos.onChange(() => { newPhotos = true; stale(); });
  ticket.onType((field) => { if (field === "message") stale(); if (field === "edited") glossSoon(); });

  // Drafting.
  let began = 0, ticking = 0, asked = 0;
  let wanted = false; // a draft was asked for; one that comes at once may never be seen running
  async function draft(button = "#draft") {
    pressed();
    for (let waited = 0; photos.uploading && waited < 200; waited += 1) await new Promise((done) => setTimeout(done, 50));
    ticket.save();
    press(button);
  }
  assist.draft = draft;
  /** Something was asked for: seen at once, and told where it does not begin soon. */
  function pressed() {
    wanted = true;
    find("#card .card")?.classList.add("pressed");
    clearTimeout(asked);
    asked = setTimeout(() => { if (find("#card .card.pressed")) say(word("running.queued")); }, QUEUED);
  }
  const say = (text) => {
    const card = find("#card .card.pressed");
    if (card) (find(".queued", card) || card.appendChild(make("p", { className: "hint queued", role: "status" }))).textContent = text;
  };
  /** The request itself was refused (the queue is full, nobody answers): told on the card, with everything kept. */
  assist.refused.push((code) => {
    const card = find("#card .card.pressed");
    if (!card) return;
    wanted = false;
    card.classList.remove("pressed");
    find(".queued", card)?.remove();
    find(".refusal", card)?.remove();
    card.append(make("div", { className: "refusal", role: "alert" },
      make("p", { className: "why" }, assist.texts[`error.${code}`] || word("error.internal")),
      make("p", { className: "hint" }, `${word("error.kept")} `, make("code", {}, code)),
      make("p", { className: "actions" }, make("button", { type: "button", "data-do": "draft" }, word("do.retry")))));
  });
  assist.signedIn.push(() => { if (find("#card .card.pressed, #card .refusal")) draft(); });

  const cancel = () => { if (!unchecked()) return false; press("#cancel"); return true; };
  changed("#card .card", (card) => `${card.dataset.band} ${card.dataset.outcome}`, (card) => {
    clearTimeout(asked);
    card.classList.remove("pressed");
    all(".queued, .refusal", card).forEach((one) => one.remove());
    if (card.dataset.band !== "running") { finished(card); return; }
    ticket.copied = false;
    newPhotos = false;
    if (!began && card.dataset.attach) press("#watch");
    if (!began) began = performance.now();
    clearInterval(ticking);
    ticking = setInterval(tick, 250);
  });
  function tick() {
    const spent = performance.now() - began;
    const place = find("#card .elapsed"), late = find("#card .late");
    if (place && spent > 1000) place.textContent = ` ${word("chip.seconds", { n: Math.floor(spent / 1000) })}`;
    if (late && spent > LATE) late.hidden = false;
  }
  /** The focus goes where the agent goes on: a choice that is open, the note for a colleague, else the reply. */
  function finished(card) {
    const drafted = Boolean(began || wanted);
    if (drafted) {
      stale();
      if (find("#state-model:not([hidden])")) assist.health();
      if (card.dataset.band !== "idle") {
        const choice = card.dataset.outcome === "which_product" && find("[data-do=product], [data-do=label]", card);
        (choice || find("#reply textarea"))?.focus({ preventScroll: true });
      }
    }
    if (drafted || card.dataset.outcome) assist.finished.forEach((act) => act(card, drafted));
    began = 0; wanted = false; clearInterval(ticking);
  }
  assist.finished = [];
  on("draft", () => draft());
  on("again", () => { press("#cancel"); setTimeout(draft, 150); });
  on("cancel", cancel);
  on("without", () => { pressed(); ticket.save(); press("#without"); });
  const turn = () => { ticket.save(); press("#follow"); told(""); find("#message textarea")?.focus(); };
  on("turn", turn);
  /** The buyer wrote again: a new turn after a reply that was copied, else more of the message that is still open. */
  on("follow", () => {
    const area = find("#message textarea");
    if (ticket.copied || !area.value.trim()) { turn(); return; }
    told(word("follow.add"), "", make("button", { type: "button", className: "quiet", "data-do": "turn" }, word("do.turn")));
    if (!area.value.endsWith("\n\n")) type("#message", `${area.value.trimEnd()}\n\n`);
    area.focus();
    area.setSelectionRange(area.value.length, area.value.length);
  });
  on("tab", (button) => assist.open(button.dataset.tab));
  each("#draft", (button) => button.addEventListener("click", (event) => {
    pressed();
    if (!photos.uploading) return;
    event.stopPropagation();  // a click waits for what is on its way, as Ctrl+Enter does
    draft();
  }, true));

  /** The agent corrects product or language: kept with the ticket, then drafted again. */
  assist.correct = (field, value) => {
    type("#corrected", JSON.stringify({ [field]: value }));
    setTimeout(() => draft("#correct"), 0);
  };
  on("product", (button) => assist.correct("manual", button.dataset.manual));
  on("label", async (button) => {
    try { await ask("POST", `/tickets/${ticket.id}/label/${button.dataset.index}`); } catch (error) { photos.trouble(error.message); return; }
    draft();
  });

  // Copying: without marks, and the copied text is kept with the ticket.
  const plain = (text) => text.replace(/\s*\[\d+\](?=[\s.,;:!?)。，；：！？）]|$)/gm, "").replace(/\s*\[\d+\]/g, "").replace(/[ \t]+$/gm, "").trim();
  const unchecked = () => Boolean(find("#card .card.running, #aside .unchecked"));
  async function copyReply() {
    if (unchecked()) { told(word("copy.unchecked"), "bad"); return; }
    const text = plain(ticket.reply());
    if (!text) { told(word("copy.empty")); return; }
    const done = await copy(text);
    told(word(done ? "copy.done" : "copy.failed"), done ? "good" : "bad");
    if (done) sent(text);
  }
  function sent(text) {
    ticket.copied = true;
    if (ticket.id) send("PUT", `/tickets/${ticket.id}/sent`, { text }).catch(() => {});
  }
  let telling = 0;
  function told(text, kind = "", ...more) {
    const place = find("#actions .told");
    clearTimeout(telling);
    place.className = `told ${kind}`;
    place.replaceChildren(text, ...more);
    if (kind) telling = setTimeout(() => told(""), 4000);
  }
  assist.told = told;
  // Most of the reply marked and copied by hand was sent as well.
  each("#reply textarea", (area) => area.addEventListener("copy", () => {
    const marked = area.value.slice(area.selectionStart, area.selectionEnd);
    if (!unchecked() && marked.length > 0.8 * area.value.trim().length) sent(plain(marked));
  }));
  on("copy", copyReply);
  assist.plain = plain;

  const here = (act) => () => { if (assist.active() !== "answer") return false; act(); return true; };
  key("Ctrl+Enter", (event) => {
    if (assist.active() !== "answer" || event.target.closest?.("dialog, .handnote")) return false;
    draft();
    return true;
  });
  key("Ctrl+NumpadEnter", here(() => draft()));
  key("Alt+KeyC", (event) => (event.target.closest?.(".handnote") ? false : here(copyReply)()));
  key("Alt+KeyN", () => { assist.open("answer"); ticket.save(); press("#new"); find("#message textarea")?.focus(); });
  key("Alt+KeyF", here(() => press("[data-do=follow]")));

  // Wishes on the reply: the words in the box go along, so that what was typed a moment ago is part of it.
  function wish(wanted, more = {}) {
    if (unchecked() || !ticket.reply().trim()) return;
    ticket.save();
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
      const { text: said } = await send("POST", `/tickets/${ticket.id}/gloss`, { text: ticket.reply(), language: assist.language }).catch(() => ({}));
      if (said) box.textContent = said;
    }, 700);
  }
  key("Escape", () => (assist.active() === "answer" && !find("dialog[open]") ? cancel() : false));
  for (const digit of [1, 2, 3]) {
    key(`Digit${digit}`, (event) => {
      if (typing(event) || assist.active() !== "answer") return false;
      const button = all("#card :is([data-do=product], [data-do=label])")[digit - 1];
      if (!button) return false;
      button.click();
      return true;
    });
  }
  assist.goTo = ticket.goTo;
})();
