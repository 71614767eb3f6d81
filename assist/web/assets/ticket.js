// The ticket that is open: its id is in the address, so that a reload or another tab finds it again; what is typed is
// kept on the server a moment after the last key, and once more when the page goes away.
"use strict";

assist.ticket = (() => {
  const { find, send, each, changed } = assist;
  const arrived = [], opened = [], typed = [], refusals = [];
  let id = "", copied = false, unsaved = {}, saving = 0;

  changed("[data-ticket]", (holder) => holder.dataset.ticket, (holder) => {
    const before = id;
    id = holder.dataset.ticket;
    copied = Boolean(holder.dataset.copied);
    const wanted = assist.address.asked();
    assist.address.write({ t: id, e: wanted.get("t") === id ? wanted.get("e") : "" });
    arrived.splice(0).forEach((done) => done(id));
    if (before === id) return;
    unsaved = {};
    opened.forEach((act) => act(id));
  });

  async function save() {
    clearTimeout(saving);
    if (!id || !Object.keys(unsaved).length) return;
    const words = unsaved, into = id;
    unsaved = {};
    try { await send("PUT", `/tickets/${into}/words`, words); } catch (error) {
      if (error.code === "words_too_large") refusals.forEach((act) => act(error.message));
      else if (into === id) unsaved = { ...words, ...unsaved };
    }
  }
  const FIELDS = { message: "message", context: "context", reply: "edited" };
  for (const [name, field] of Object.entries(FIELDS)) {
    each(`#${name} textarea, #${name} input`, (area) => {
      area.dir = "auto";
      area.addEventListener("input", (event) => {
        if (!event.isTrusted && field === "edited") return;
        unsaved[field] = area.value;
        typed.forEach((act) => act(field));
        clearTimeout(saving);
        saving = setTimeout(save, 500);
      });
    });
  }
  addEventListener("pagehide", save);
  document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && save());
  assist.signedIn.push(save);

  return {
    get id() { return id; },
    get unsaved() { return Object.keys(unsaved).length > 0; },
    get copied() { return copied; },
    set copied(now) { copied = now; },
    /** Resolves to the id as soon as there is one. */
    known: () => new Promise((done) => (id ? done(id) : arrived.push(done))),
    /** `act(id)` whenever another ticket is opened; `act(field)` at each key; `act(text)` where words were not kept. */
    onOpen: (act) => opened.push(act),
    onType: (act) => typed.push(act),
    onRefusal: (act) => refusals.push(act),
    save,
    goTo: (other) => { save(); assist.type("#goto", other); assist.press("#go"); assist.open("answer"); },
    message: () => find("#message textarea")?.value || "",
    reply: () => find("#reply textarea")?.value || "",
  };
})();
