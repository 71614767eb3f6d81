// The open ticket was handed over or deleted: the card says where it went, all that was typed stays on the page, and
// goes on in a new ticket. Where the server never kept anything of it (an empty page, left open over a restart of the
// program) the new ticket is begun without asking.
"use strict";

(() => {
  const { word, find, ask, send, changed, on, press, type, ticket } = assist;
  const CODES = ["ticket_handed_over", "ticket_of_another", "ticket_deleted", "ticket_unknown"];
  const card = () => find('#card [data-outcome^="lost"]');
  const context = () => find("#context textarea, #context input")?.value || "";
  let written = "", wanted = "", rescuing = false;

  // Every refused request of the page comes by here: those of the open ticket have its card told.
  assist.missed.push((address, code) => {
    if (!ticket.id || !address.startsWith(`/tickets/${ticket.id}/`) || !CODES.includes(code)) return;
    if (code === "ticket_unknown") rescue(); else if (!card()) press("#look");
  });
  assist.finished.push((shown, fresh) => {
    const outcome = shown.dataset.outcome || "";
    if (!outcome.startsWith("lost")) { if (fresh) wanted = ""; return; }
    if (written && ticket.reply() !== written) type("#reply", written);  // a draft or a wish had begun in its place
    if (outcome.endsWith("ticket_unknown")) rescue(wanted);
    wanted = "";
  });
  // What stood in the reply before a draft or a wish took its place; forgotten as soon as that is whole.
  document.addEventListener("click", (event) => {
    const pressed = event.target.closest?.("#draft, #correct, #without, #refine");
    if (!pressed) return;
    written = ticket.reply();
    wanted = pressed.id === "refine" ? "" : `#${pressed.id}`;
  }, true);
  changed("#reply textarea", (area) => String(area.disabled), (area) => {
    if (!area.disabled) setTimeout(() => { if (!area.disabled) written = ""; }, 500);
  });

  /** The words of the page into a new ticket, which the page shows from then on; `again` is pressed there. */
  async function rescue(again = "") {
    if (rescuing) return;
    rescuing = true;
    const words = { message: ticket.message(), context: context(), edited: ticket.reply() };
    const note = find("#note-text")?.value || "";
    try {
      const { ticket: id } = await send("POST", "/tickets", { ...words, note });
      type("#goto", id);
      setTimeout(() => press("#adopt"), 0);
      for (let i = 0; i < 200 && ticket.id !== id; i += 1) await new Promise((done) => setTimeout(done, 50));
      if (ticket.id !== id) throw { message: word("error.offline") };
      const now = { message: ticket.message(), context: context(), edited: ticket.reply() };
      const later = Object.fromEntries(Object.entries(now).filter(([name, text]) => text !== words[name]));
      if (Object.keys(later).length) await send("PUT", `/tickets/${id}/words`, later);
      if (note) assist.handoff();
      if (again) assist.draft(again);
    } catch (error) { tell(error.message); } finally { rescuing = false; }
  }
  function tell(text) {
    const place = find(".told", card() || undefined);
    if (card() && place) place.textContent = text; else assist.told(text, "bad");
  }
  on("rescue", () => rescue());
  on("ask-back", async (button) => {
    try { await ask("POST", `/tickets/${ticket.id}/back`); } catch (error) { tell(error.message); return; }
    button.disabled = true;
    tell(word("lost.asked"));
  });
  addEventListener("beforeunload", (event) => { if (card() && ticket.unsaved) event.preventDefault(); });
})();
