// History's figures: the funnel, times, reasons and days as plain bars, and the questions that no manual answers.
"use strict";

(() => {
  const { word, make, ask, language, texts } = assist;
  const number = (value) => value.toLocaleString(language);
  const part = (value, of) => new Intl.NumberFormat(language, { style: "percent", maximumFractionDigits: 0 }).format(of ? value / of : 0);
  const SVG = "http://www.w3.org/2000/svg";
  let asked = 0;

  assist.figures = async (box, wish) => {
    const mine = ++asked;
    let found;
    try { found = await ask("GET", `/history/figures?${wish}`); } catch (error) {
      if (mine === asked) box.replaceChildren(make("p", { className: "empty" }, error.message));
      return;
    }
    if (mine !== asked) return;
    box.replaceChildren(...(found.tickets
      ? [funnel(found), tiles(found), panel("history.figure.day", days(found.days), "wide"), panel("history.figure.outcomes", outcomes(found)), panel("history.figure.reasons", reasons(found))]
      : [make("section", { className: "panel wide" }, make("p", { className: "empty" }, word("history.figure.empty")))]), gaps(found));
  };

  function panel(title, body, kind = "") {
    return make("section", { className: `panel ${kind}`, "aria-label": word(title) }, make("h3", {}, word(title)), body);
  }
  /** A list of bars; each says its count and its part in words as well. */
  function bars(rows, of, kind = "") {
    return make("ul", { className: `bars ${kind}` }, ...rows.map(([name, count, tone = ""]) => make("li", {},
      make("span", { className: "label" }, name), make("span", { className: "value" }, number(count), make("small", {}, part(count, of))),
      make("span", { className: "rail" }, make("i", { className: tone, style: `width:${of ? Math.max(count ? 0.5 : 0, (100 * count) / of) : 0}%` })))));
  }
  function funnel(found) {
    const rows = ["tickets", "displayed", "copied", "edited", "reopened"].map((name) => [word(`history.figure.${name}`), found[name], name]);
    return panel("history.funnel", bars(rows, found.tickets, "funnel"));
  }
  function tiles(found) {
    const tile = (name, value, hint = "") => make("div", { className: "tile", title: hint }, make("b", {}, value), make("span", {}, word(`history.figure.${name}`)));
    return make("section", { className: "panel tiles" },
      tile("seconds", found.seconds === null ? "–" : assist.spent(found.seconds)),
      tile("edit_share", found.edit_share === null ? "–" : part(found.edit_share, 1)),
      tile("up", number(found.up)), tile("down", number(found.down)),
      tile("refused", `${number(found.refused)} · ${part(found.refused, found.tickets)}`, word("history.figure.refused_hint")));
  }
  function outcomes(found) {
    const tone = { answered: "good", unverified: "warn", which_product: "warn", unreadable_photo: "warn", ask_buyer: "warn" };
    return bars(found.outcomes.map(([name, count]) => [word(`history.outcome.${name}`), count, tone[name] || "bad"]), found.tickets);
  }
  function reasons(found) {
    const every = found.reasons.reduce((sum, [, count]) => sum + count, 0);
    return every ? bars(found.reasons.map(([name, count]) => [texts[`reason.${name}`] || name, count, "bad"]), every) : make("p", { className: "soft" }, word("history.figure.none"));
  }
  /** A column a day: tickets, of them copied (darker). */
  function days(every) {
    const wide = 600, high = 120, step = wide / Math.max(every.length, 14), most = Math.max(...every.map((one) => one.tickets), 1);
    const date = (one) => new Date(one.start * 1000).toLocaleDateString(language, { day: "numeric", month: "short" });
    const picture = document.createElementNS(SVG, "svg");
    picture.setAttribute("viewBox", `0 0 ${wide} ${high + 2}`);
    picture.setAttribute("preserveAspectRatio", "none");
    picture.setAttribute("role", "img");
    picture.setAttribute("aria-label", word("history.figure.day"));
    const bar = (k, value, kind, told) => {
      const shape = document.createElementNS(SVG, "rect");
      const height = value ? Math.max(1.5, (high * value) / most) : 0;
      for (const [name, to] of Object.entries({ x: k * step + step * 0.12, y: high - height, width: step * 0.76, height, class: kind })) shape.setAttribute(name, to);
      const title = document.createElementNS(SVG, "title");
      title.textContent = told;
      shape.append(title);
      return shape;
    };
    every.forEach((one, k) => {
      const told = word("history.figure.day_title", { day: date(one), tickets: one.tickets, copied: one.copied, edited: one.edited, reopened: one.reopened });
      picture.append(bar(k, one.tickets, "all", told), bar(k, one.copied, "copied", told));
    });
    return make("div", { className: "days" }, make("span", { className: "most" }, number(most)), picture,
      make("div", { className: "ends" }, make("span", {}, date(every[0])), make("span", { className: "key" }, make("i", { className: "all" }), word("history.figure.tickets"), make("i", { className: "copied" }), word("history.figure.copied")),
        make("span", {}, every.length > 1 ? date(every[every.length - 1]) : "")));
  }
  function gaps(found) {
    const rows = found.gaps.map((gap) => make("li", { className: "gap" },
      make("div", { className: "of" }, make("b", {}, gap.title || word("history.no_product")), make("small", { className: gap.kind }, word(`history.gap_${gap.product ? gap.kind : "unknown"}`)),
        make("span", { className: "value" }, word("history.gap_times", { n: number(gap.count) })),
        gap.kind === "manual" && gap.product ? make("button", { type: "button", className: "quiet", onclick: () => assist.open("manuals") }, word("history.gap_upload")) : ""),
      make("ul", {}, ...gap.questions.slice(0, 8).map((one) => make("li", {}, make("span", { className: "times" }, word("history.gap_times", { n: number(one.count) })),
        ...one.examples.slice(0, 3).map(([ticket, message], k) => make("a", { href: `?t=${ticket}`, dir: "auto", className: k ? "again" : "", title: message,
          onclick: (event) => { if (event.ctrlKey || event.metaKey || event.shiftKey) return; event.preventDefault(); assist.goTo(ticket); } },
        k ? `#${ticket.slice(0, 6)}` : message || word("history.no_message"))))))));
    return make("section", { className: "panel wide gaps", "aria-label": word("history.gaps") }, make("h3", {}, word("history.gaps")), make("p", { className: "soft" }, word("history.gaps_hint")),
      rows.length ? make("ul", { className: "list-of-gaps" }, ...rows) : make("p", { className: "soft" }, word("history.gaps_none")));
  }
})();

// Deleting a buyer's data: a search, what will go, and only then the deletion.
(() => {
  const { word, make, send, find } = assist;

  assist.wipe = (tickets = null) => {
    const told = make("p", { className: "soft", role: "status" }), list = make("ul", { className: "found" });
    const field = make("input", { type: "text", maxLength: 200, "aria-label": word("history.wipe_field"), placeholder: word("history.wipe_field"), autocomplete: "off" });
    const act = make("button", { type: "button", className: "danger", hidden: true, onclick: () => go() }, word("history.wipe_do"));
    const form = make("form", { hidden: Boolean(tickets), onsubmit: (event) => { event.preventDefault(); look({ words: field.value }); } }, field, make("button", {}, word("history.wipe_find")));
    const dialog = make("dialog", { id: "wipe", "aria-label": word("history.wipe_title") }, make("h2", {}, word("history.wipe_title")),
      tickets ? "" : make("p", { className: "soft" }, word("history.wipe_hint")), form, told, list,
      make("div", { className: "actions" }, act, make("button", { type: "button", onclick: () => dialog.close() }, word("do.close"))));
    let chosen = [];
    const say = (text, kind = "soft") => { told.textContent = text; told.className = kind; };

    async function look(asked) {
      act.hidden = true;
      act.textContent = word("history.wipe_do");
      delete act.dataset.sure;
      list.replaceChildren();
      let found;
      try { found = await send("POST", "/history/wipe/preview", asked); } catch (error) { say(error.message, "bad"); return; }
      chosen = found.found.map((one) => one.ticket);
      if (!chosen.length) { say(word("history.wipe_none")); return; }
      count(found);
      list.replaceChildren(...found.found.map((one) => make("li", {}, make("label", {}, make("input", { type: "checkbox", checked: true, onchange: (event) => choose(one.ticket, event.target.checked) }),
        make("span", {}, make("b", { dir: "auto" }, one.message || word("history.no_message")), make("small", {}, [one.where && `…${one.where}…`, assist.moment(one.created)].filter(Boolean).join(" · ")))))),
      found.more ? make("li", { className: "soft" }, word("history.wipe_more", { n: chosen.length })) : "");
    }
    function count(found) {
      say(word("history.wipe_found", { tickets: found.tickets, replies: found.replies, photos: found.photos }) + (found.shared ? ` ${word("history.wipe_shared", { n: found.shared })}` : ""));
      act.hidden = !found.tickets;
    }
    async function choose(ticket, on) {
      chosen = on ? [...chosen, ticket] : chosen.filter((one) => one !== ticket);
      delete act.dataset.sure;
      act.textContent = word("history.wipe_do");
      if (!chosen.length) { act.hidden = true; return; }
      try { count(await send("POST", "/history/wipe/preview", { tickets: chosen })); } catch (error) { say(error.message, "bad"); }
    }
    async function go() {
      if (!act.dataset.sure) { act.dataset.sure = "1"; act.textContent = word("history.wipe_sure", { n: chosen.length }); return; }
      act.disabled = true;
      try {
        const gone = await send("POST", "/history/wipe", { tickets: chosen });
        list.replaceChildren();
        act.hidden = true;
        say(word("history.wipe_done", { tickets: gone.tickets, replies: gone.replies, photos: gone.photos }), "good");
        assist.historyAgain();
      } catch (error) { say(error.message, "bad"); }
      act.disabled = false;
    }
    dialog.addEventListener("close", () => dialog.remove());
    (find(".gradio-container") || document.body).append(dialog);
    dialog.showModal();
    if (tickets) look({ tickets }); else field.focus();
  };
})();
