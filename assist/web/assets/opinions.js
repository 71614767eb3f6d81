// Feedback by one click: this draft was right or wrong (and why), this source is wrong, this box is wrong. A second click
// takes it back. Each click carries a number, so that two in flight end as the later one.
"use strict";

assist.opinions = (() => {
  const { word, find, all, make, ask, send, each, ticket } = assist;
  const REASONS = ["wrong_product", "wrong_verdict", "wrong_source", "missing", "wording", "language", "other"];
  let given = new Map(), sequence = Date.now();
  const of = (about, number = 0) => given.get(`${about} ${number}`) || { rating: 0, reasons: [], words: "" };

  async function load() {
    const asked = ticket.id;
    try {
      const rows = await ask("GET", `/tickets/${asked}/feedback`);
      if (asked !== ticket.id) return;
      given = new Map(rows.map((row) => [`${row.about} ${row.number}`, row]));
    } catch { given = new Map(); }
    draw();
  }
  async function give(about, number, rating, more = {}) {
    const now = { ...of(about, number), about, number, rating, ...more };
    given.set(`${about} ${number}`, now);
    draw();
    const { reasons, words } = rating < 0 ? now : { reasons: [], words: "" };
    try { await send("PUT", `/tickets/${ticket.id}/feedback`, { about, number, rating, reasons, words, sequence: (sequence += 1) }); } catch (error) { assist.told(error.message, "bad"); }
  }

  /** "Wrong source" and, where a box is drawn, "wrong box" beside a quote. */
  function marks(mark, kind) {
    const flag = (about, text) => make("button", {
      type: "button", className: "flag", "data-about": about, "data-number": mark.number, "aria-pressed": String(of(about, mark.number).rating < 0),
      onclick: () => give(about, mark.number, of(about, mark.number).rating < 0 ? 0 : -1),
    }, word(text));
    return make("span", { className: "flags" }, flag("source", "feedback.source"), mark.box && kind === "photo" ? flag("box", "feedback.box") : null);
  }
  const thumbs = { 1: "M5.5 7.2 8 2.6c1 0 1.6.8 1.4 1.8L9 6.5h3.4c.8 0 1.3.7 1.1 1.4l-1.1 4.2c-.1.5-.6.9-1.1.9H5.5zM2.5 7.2h3V13h-3z",
    "-1": "M5.5 8.8 8 13.4c1 0 1.6-.8 1.4-1.8L9 9.5h3.4c.8 0 1.3-.7 1.1-1.4l-1.1-4.2c-.1-.5-.6-.9-1.1-.9H5.5zM2.5 8.8h3V3h-3z" };
  function drawn(rating) {
    const space = "http://www.w3.org/2000/svg", svg = document.createElementNS(space, "svg"), line = document.createElementNS(space, "path");
    svg.setAttribute("viewBox", "0 0 16 16"); svg.setAttribute("class", "icon"); svg.setAttribute("aria-hidden", "true");
    line.setAttribute("d", thumbs[rating]);
    svg.append(line);
    return svg;
  }

  function draw() {
    for (const flag of all(".flag[data-about]")) flag.setAttribute("aria-pressed", String(of(flag.dataset.about, Number(flag.dataset.number)).rating < 0));
    const place = find("#feedback .opinion");
    if (!place) return;
    const card = find("#card .card");
    const done = card?.dataset.outcome && !["", "error"].includes(card.dataset.outcome);
    place.hidden = !done;
    if (!done) return;
    const mine = of("reply");
    const thumb = (rating, text) => make("button", { type: "button", className: "thumb", title: word(text), "aria-label": word(text),
      "aria-pressed": String(mine.rating === rating), onclick: () => give("reply", 0, mine.rating === rating ? 0 : rating, rating > 0 ? { reasons: [], words: "" } : {}) }, drawn(rating));
    const bad = mine.rating < 0 && make("div", { className: "why", role: "group", "aria-label": word("feedback.why") },
      ...REASONS.map((reason) => make("button", { type: "button", className: "flag", "aria-pressed": String(mine.reasons.includes(reason)),
        onclick: () => give("reply", 0, -1, { reasons: mine.reasons.includes(reason) ? mine.reasons.filter((one) => one !== reason) : [...mine.reasons, reason], words: mine.words }) }, word(`reason.${reason}`))),
      make("input", { type: "text", maxLength: 500, value: mine.words || "", placeholder: word("feedback.words"), "aria-label": word("feedback.words"), dir: "auto",
        onchange: (event) => give("reply", 0, -1, { reasons: mine.reasons, words: event.target.value }) }));
    const name = (button) => button.getAttribute("aria-label") || button.textContent;
    const focused = place.contains(document.activeElement) && name(document.activeElement);
    place.replaceChildren(make("span", { className: "ask" }, word("feedback.title")), thumb(1, "feedback.good"), thumb(-1, "feedback.bad"),
      mine.rating ? make("span", { className: "told good", role: "status" }, word("feedback.thanks")) : "", bad || "");
    if (focused) [...place.querySelectorAll("button")].find((button) => name(button) === focused)?.focus();
  }

  each("#feedback .opinion", draw);
  ticket.onOpen(load);
  assist.finished.push((card, fresh) => {
    if (fresh && card.dataset.outcome && card.dataset.outcome !== "error") {
      given = new Map();
      send("PUT", `/tickets/${ticket.id}/displayed`, {}).catch(() => {});
    }
    draw();
  });
  return { marks };
})();
