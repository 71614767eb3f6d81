// Under the buyer's message, for an agent who cannot read it: its language and what it speaks of; where a language model
// is set, its translation.
"use strict";

(() => {
  const { word, find, make, send, language, texts, ticket } = assist;
  let waiting = 0, asked = "";

  function soon(wait) { clearTimeout(waiting); waiting = setTimeout(tell, wait); }
  async function tell() {
    const place = find("#telling .telling"), text = ticket.message().trim();
    if (!place || !ticket.id) return;
    const about = `${ticket.id} ${text}`;
    if (about === asked && text) return;
    asked = about;
    if (text.length < 6) { place.hidden = true; return; }
    const told = await send("POST", `/tickets/${ticket.id}/telling`, { text, language }).catch(() => null);
    if (asked !== about) return;
    const foreign = told && told.language && told.language !== language;
    place.hidden = !foreign;
    if (!foreign) return;
    const named = texts[`language.${told.language}`];
    const translate = told.translates && make("button", { type: "button", className: "quiet", onclick: () => translated(place, text) }, word("telling.translate"));
    place.replaceChildren(...[
      named && make("b", {}, word("telling.language", { language: named })),
      told.words.length && make("span", {}, word("telling.words", { words: told.words.join(language === "zh" ? "、" : ", ") })),
      translate].filter(Boolean).flatMap((part, i) => (i ? [" · ", part] : [part])));
    place.hidden = !place.childNodes.length;
  }
  async function translated(place, text) {
    const shown = make("p", { role: "status", dir: "auto" }, word("telling.working"));
    place.append(shown);
    try { shown.textContent = (await send("POST", `/tickets/${ticket.id}/translation`, { text, language })).text || word("error.glm_failed"); } catch (error) { shown.textContent = error.message; }
  }
  ticket.onType((field) => { if (field === "message") soon(800); });
  ticket.onOpen(() => { asked = ""; soon(300); });
})();
