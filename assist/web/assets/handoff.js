// The note for a colleague: drafted on the server, changed here, copied, and the ticket assigned where there are accounts.
"use strict";

(() => {
  const { word, find, make, ask, send, copy, press, on, key, ticket } = assist;
  let saving = 0, opened = "";

  async function open(focus = true) {
    const place = find("#handoff .handnote");
    if (!place) return;
    const id = ticket.id;
    await ticket.save();
    let note, people = [];
    try { note = await ask("GET", `/tickets/${id}/note?language=${assist.language}`); } catch (error) { assist.told(error.message, "bad"); return; }
    try { people = (await ask("GET", "/people")).filter((one) => one.id !== note.owner); } catch { /* no accounts: nobody to assign to */ }
    if (id !== ticket.id) return;
    opened = id;
    draw(place, note, people);
    const area = find("textarea", place);
    area.setSelectionRange(0, 0);
    if (focus) area.focus({ preventScroll: true });
  }
  function draw(place, note, people) {
    const area = make("textarea", { id: "note-text", value: note.kept || note.drafted, dir: "auto", spellcheck: false, rows: 9, oninput: () => keep(area.value) });
    const told = make("span", { className: "told", role: "status" });
    const choice = people.length && make("select", { "aria-label": word("handoff.assign") },
      make("option", { value: "" }, `${word("handoff.assign")}…`), ...people.map((one) => make("option", { value: one.id }, one.name)));
    const button = (text, act, kind = "") => make("button", { type: "button", className: kind, "data-own": "1", onclick: act }, text);
    if (choice) choice.addEventListener("change", () => choice.value && assign(choice, area, told, people));
    place.hidden = false;
    place.replaceChildren(
      make("div", { className: "head" }, make("label", { htmlFor: "note-text" }, word("handoff.title")), make("span", { className: "hint" }, word("handoff.hint")),
        make("button", { type: "button", className: "close", "aria-label": word("do.close"), title: word("do.close"), onclick: close }, "×")),
      area,
      make("div", { className: "actions" }, button(word("handoff.copy"), async () => {
        const done = await copy(area.value);
        told.textContent = word(done ? "handoff.copied" : "copy.failed");
      }, "primary"), choice || null, button(word("handoff.anew"), () => { area.value = note.drafted; keep(""); }), told));
  }
  async function assign(choice, area, told, people) {
    const to = people.find((one) => one.id === choice.value);
    try {
      await ticket.save();
      await send("PUT", `/tickets/${ticket.id}/note`, { note: area.value });
      const given = await send("PUT", `/tickets/${ticket.id}/owner`, { to: to.id });
      told.textContent = word("handoff.assigned", { name: to.name });
      if (!given.open) press("#look");
    } catch (error) { told.textContent = error.message; }
  }
  function keep(text) {
    clearTimeout(saving);
    const id = ticket.id;
    saving = setTimeout(() => send("PUT", `/tickets/${id}/note`, { note: text }).catch((error) => assist.told(error.message, "bad")), 400);
  }
  function close() {
    const place = find("#handoff .handnote");
    if (!place || place.hidden) return false;
    place.hidden = true;
    place.replaceChildren();
    opened = "";
    find("#reply textarea")?.focus({ preventScroll: true });
    return true;
  }

  assist.handoff = () => open();
  on("handoff", () => open());
  key("Alt+KeyH", () => { if (assist.active() !== "answer") return false; if (!close()) open(); return true; });
  key("Escape", (event) => (event.target.closest?.("#handoff") ? close() : false));
  ticket.onOpen(() => { if (opened) { const place = find("#handoff .handnote"); if (place) { place.hidden = true; place.replaceChildren(); } opened = ""; } });
  // Where a person must decide, the note is the result.
  assist.finished.push((card, fresh) => {
    const result = card.dataset.outcome === "needs_person";
    document.body.classList.toggle("person", result);
    if (result && opened !== ticket.id) open(fresh);
    else if (fresh && opened === ticket.id) open(false);
  });
})();
