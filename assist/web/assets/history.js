// History: the list with search and filters, and one ticket with its case, reply, what was sent and what became of it.
"use strict";

(() => {
  const { word, find, all, make, ask, send, each, changed, on, key, typing, language, texts } = assist;
  const SOON = 250; // ms after the last key of a search
  const landed = assist.address.asked(); // what the page was opened with
  let linked = ""; // the ticket that a link names
  let rows = [], following = "", total = null, at = -1, asked = 0, lead = false, searching = 0, viewName = "tickets", behind = false, waiting = 0;

  const root = () => find("#history");
  const filters = () => all("#history [data-filter]");
  const field = () => find("#history-words");
  const PARAMETER = { language: "said" };

  /** The filters as parameters of an address. */
  function wish() {
    const found = new URLSearchParams();
    for (const menu of filters()) {
      const { filter } = menu.dataset;
      if (filter === "days") { if (Number(menu.value)) found.set("since", String(Math.floor(Date.now() / 1000) - Number(menu.value) * 86400)); }
      else if (filter === "agent") { if (menu.value) found.set("agent", menu.value === "-" ? "" : menu.value); }
      else if (menu.value) found.set(PARAMETER[filter] || filter, menu.value === "-" ? "" : menu.value);
    }
    if (field().value.trim()) found.set("words", field().value.trim());
    found.set("language", language);
    found.set("zone", String(-new Date().getTimezoneOffset()));
    return found;
  }
  // The filters in the page's address: a reload, Back and a link that is passed on show the same list and ticket.
  const COUNTED = { days: "0" };
  let begun = false;
  assist.address.keeps("history", () => (!begun ? null : [
    ["view", viewName === "figures" ? viewName : ""], ["words", field().value.trim()],
    ...filters().map((menu) => [PARAMETER[menu.dataset.filter] || menu.dataset.filter, menu.value === (COUNTED[menu.dataset.filter] || "") ? "" : menu.value]),
    ["row", viewName === "tickets" ? linked || rows[at]?.ticket || "" : ""],
  ]), (wanted) => { if (begun) { read(wanted); show(); } });
  function read(wanted) {
    field().value = (wanted.get("words") || "").slice(0, 300);
    for (const menu of filters()) {
      const { filter } = menu.dataset, value = wanted.get(PARAMETER[filter] || filter) || COUNTED[filter] || "";
      if (![...menu.options].some((one) => one.value === value)) menu.append(make("option", { value }, value)); // of a link: it may fit nothing here
      menu.value = value;
    }
    linked = wanted.get("row") || "";
    view(wanted.get("view") === "figures" && lead ? "figures" : "tickets");
  }
  const narrowed = () => Boolean(field().value.trim()) || filters().some((menu) => menu.value && menu.value !== "0");
  assist.historyWish = wish;

  const day = (seconds) => new Date(seconds * 1000).toLocaleDateString(language, { day: "numeric", month: "short", year: "numeric" });
  const moment = (seconds) => new Date(seconds * 1000).toLocaleString(language, { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });
  /** A length of time in words of the page's language. */
  function spent(seconds) {
    const [value, unit] = seconds < 90 ? [Math.round(seconds), "second"] : seconds < 5400 ? [Math.round(seconds / 60), "minute"] : seconds < 129600 ? [Math.round(seconds / 3600), "hour"] : [Math.round(seconds / 86400), "day"];
    return new Intl.NumberFormat(language, { style: "unit", unit, unitDisplay: "short" }).format(value);
  }
  assist.spent = spent;

  changed("#history .list", () => "", () => begin());
  async function begin() {
    for (const menu of filters()) menu.addEventListener("change", sought);
    field().addEventListener("input", () => { clearTimeout(searching); searching = setTimeout(sought, SOON); });
    field().addEventListener("keydown", (event) => { if (event.key === "Enter") { clearTimeout(searching); sought(); } });
    find("#history .list").addEventListener("scroll", (event) => {
      const list = event.target;
      if (following && list.scrollTop + list.clientHeight > list.scrollHeight - 400) more();
    });
    await choices();
    if (landed.get("tab") === "history" && !narrowed()) read(landed); // unless somebody was faster
    begun = true;
    show();
  }
  const sought = () => { linked = ""; show(); };
  async function choices() {
    let found;
    try { found = await ask("GET", `/history/choices?language=${language}`); } catch { return; }
    ({ lead } = found);
    const fill = (name, options) => {
      const menu = find(`#history [data-filter=${name}]`);
      const first = menu.options[0], kept = menu.value;
      menu.replaceChildren(first, ...options.map(([value, text]) => make("option", { value }, text)));
      if (kept && !options.some(([value]) => value === kept)) menu.append(make("option", { value: kept }, kept));
      menu.value = kept;
    };
    fill("product", found.product.map((one) => [one.value, `${one.title} (${one.count})`]));
    fill("language", found.language.map((one) => [one.value, texts[`language.${one.value}`] || one.value]));
    fill("agent", found.owner.map((one) => [one.value || "-", one.title || word("history.nobody")]));
    find("#history [data-filter=agent]").hidden = !lead || found.owner.length < 2;
    find("#history .views").hidden = !lead;
    find("#history [data-do=history-wipe]").hidden = !lead;
  }
  // A tab that is opened again shows what happened meanwhile.
  changed("#tab-history", (tab) => (tab.offsetParent ? "shown" : ""), (tab) => { if (tab.offsetParent && field()) { choices(); show(); } });

  function show() {
    if (viewName === "figures") assist.figures?.(find("#history .figures"), wish());
    else load();
    links();
  }
  function links() {
    if (begun && assist.active() === "history") assist.address.write();
    find("#history [data-do=history-reset]").hidden = !narrowed();
    find("#history-csv").href = `/history/${viewName}.csv?${wish()}`;
  }
  async function load() {
    const mine = ++asked, chosen = rows[at]?.ticket;
    links();
    let found;
    try { found = await ask("GET", `/history/tickets?${wish()}`); } catch (error) { if (mine === asked) failed(error); return; }
    if (mine !== asked) return;
    ({ rows, following, total, behind } = found);
    clearTimeout(waiting);
    if (behind) waiting = setTimeout(() => assist.active() === "history" && viewName === "tickets" && load(), 3000);
    at = rows.findIndex((row) => row.ticket === (linked || chosen));
    draw();
    if (linked && at < 0) detail(linked);  // further down, or not to be seen: the detail says so
    else if (at < 0 && rows.length) select(0, false);
    else if (!rows.length) empty();
    else detail(rows[at].ticket);
  }
  async function more() {
    const cursor = following, mine = asked;
    following = "";
    const wanted = wish();
    wanted.set("cursor", cursor);
    try {
      const found = await ask("GET", `/history/tickets?${wanted}`);
      if (mine !== asked) return;
      rows = [...rows, ...found.rows];
      ({ following } = found);
      draw();
    } catch { following = cursor; }
  }
  function failed(error) {
    find("#history .list").replaceChildren(make("p", { className: "empty" }, `${word("history.failed")} ${error.message}`));
  }
  function empty() {
    shown = "";
    find("#history .detail").replaceChildren(make("p", { className: "empty" }, word("history.detail_empty")));
  }

  function draw() {
    const list = find("#history .list");
    list.role = rows.length ? "listbox" : "group"; // a listbox holds options alone
    list.replaceChildren(...(rows.length ? rows.map(item) : [make("p", { className: "empty" }, word(narrowed() ? "history.empty_filtered" : "history.empty"))]),
      following ? make("button", { type: "button", role: "option", className: "more quiet", onclick: more }, word("history.more")) : "");
    mark();
    const counted = total === null ? "" : word("history.count", { n: total });
    find("#history .bar .count").textContent = behind ? word("history.behind") : counted;
  }
  const sign = (row) => ["reopened", "edited", "copied"].find((name) => row[name]);
  function item(row, i) {
    const happened = sign(row);
    return make("div", { className: "item past", role: "option", id: `past-${i}`, onclick: () => { select(i); find("#history .list").focus({ preventScroll: true }); } },
      row.photo ? make("img", { className: "thumb", src: `/photos/${row.photo}/thumbnail`, alt: "", loading: "lazy" }) : make("span", { className: "thumb letter", "aria-hidden": "true" }, "✉"),
      make("span", { className: "name", dir: "auto" }, row.message || word("history.no_message")),
      make("span", { className: "what" }, [row.title || (row.outcome ? word("history.no_product") : ""), row.agent, moment(row.created)].filter(Boolean).join(" · ")),
      make("span", { className: "signs" },
        row.band ? make("span", { className: `badge ${row.band}` }, word(`band.${row.band}`)) : "",
        make("small", {}, happened ? make("b", { className: `sign ${happened}` }, word(`history.sign.${happened}`)) : "",
          row.rating ? make("b", { className: `sign ${row.rating > 0 ? "up" : "down"}`, title: word(row.rating > 0 ? "history.state_up" : "history.state_down") }, row.rating > 0 ? "👍" : "👎") : "")));
  }
  function mark() {
    all("#history .item").forEach((one, i) => one.setAttribute("aria-selected", String(i === at)));
    const list = find("#history .list");
    if (at >= 0) list.setAttribute("aria-activedescendant", `past-${at}`); else list.removeAttribute("aria-activedescendant");
  }
  function select(index, scroll = true) {
    if (!rows.length) return;
    at = Math.max(0, Math.min(rows.length - 1, index));
    linked = "";
    mark();
    links();
    if (scroll) all("#history .item")[at]?.scrollIntoView({ block: "nearest" });
    if (at > rows.length - 8 && following) more();
    detail(rows[at].ticket);
  }

  let shown = "", wanted = "";
  async function detail(ticket) {
    wanted = ticket;
    let past;
    try { past = await ask("GET", `/history/tickets/${ticket}?language=${language}`); } catch (error) {
      if (wanted === ticket) { shown = ""; find("#history .detail").replaceChildren(make("p", { className: "empty" }, error.message)); }
      return;
    }
    const stamp = JSON.stringify(past);
    if (wanted !== ticket || stamp === shown) return;
    shown = stamp;
    const box = find("#history .detail"), evidence = make("div", { className: "evidence" });
    box.replaceChildren(...head(past), ...asking(past), ...replying(past), ...judging(past), ...telling(past),
      past.view.tabs.length ? make("h3", {}, word("history.evidence")) : "", past.view.tabs.length ? evidence : "");
    box.scrollTop = 0;
    if (past.view.tabs.length) new assist.Viewer(evidence, past.view).select(past.view.selected);
  }
  function head({ row, ticket }) {
    const product = rows.find((one) => one.ticket === ticket.id)?.title || row.title || word("history.no_product");
    return [make("div", { className: "head" }, make("h2", {}, row.outcome ? product : word("history.no_message")),
      row.band ? make("span", { className: `badge ${row.band}` }, word(`band.${row.band}`)) : "",
      make("button", { type: "button", onclick: () => assist.goTo(ticket.id) }, word("history.open"), " ", make("kbd", {}, "Enter")),
      lead ? make("button", { type: "button", className: "danger", onclick: () => assist.wipe?.([ticket.id]) }, word("history.wipe_one")) : ""),
      make("p", { className: "facts" }, row.verdict ? make("span", { className: `verdict ${row.verdict}` }, word(`verdict.${row.verdict}`)) : "",
        [row.outcome && word(`history.outcome.${row.outcome}`), row.language && (texts[`language.${row.language}`] || row.language), ticket.owner, `${day(ticket.created)} ${new Date(ticket.created * 1000).toLocaleTimeString(language, { hour: "2-digit", minute: "2-digit" })}`].filter(Boolean).join(" · "))];
  }
  const block = (title, ...parts) => [make("h3", {}, word(title)), ...parts];
  const words = (text, kind = "") => make("div", { className: `text ${kind}`, dir: "auto" }, text);
  function asking({ ticket }) {
    const turns = ticket.conversation || [];
    return [
      ...(turns.length ? [make("details", {}, make("summary", {}, `${word("history.earlier")} (${turns.length})`), ...turns.map((turn) => words(turn.text, turn.who === "agent" ? "ours" : "theirs")))] : []),
      ...(ticket.message.trim() ? block("history.asked", words(ticket.message, "theirs")) : []),
      ...(ticket.context.trim() ? block("history.context", words(ticket.context)) : []),
    ];
  }
  function replying({ versions, sent }) {
    const newest = versions[versions.length - 1], older = versions.slice(0, -1);
    return [
      ...block("history.sent", ...(sent.length ? sent.map(copy).reverse() : [make("p", { className: "soft" }, word("history.sent_none"))])),
      ...(sent.length && newest ? (same(newest, sent) ? [] : [make("details", {}, make("summary", {}, word("history.draft_seen")), words(newest.text, "ours"))])
        : block("history.draft", newest ? words(newest.text || word("history.draft_none"), "ours") : make("p", { className: "soft" }, word("history.draft_none")))),
      older.length ? make("details", {}, make("summary", {}, word("history.versions", { n: older.length })), ...older.reverse().map((one) =>
        make("div", {}, make("small", {}, `${moment(one.created)} · ${word(`history.outcome.${one.outcome}`)}`), words(one.text)))) : "",
    ];
  }
  const same = (draft, sent) => sent[sent.length - 1].reply === draft.id && !sent[sent.length - 1].distance;
  /** A sent text with its difference from the draft: taken out struck through, put in underlined. */
  function copy(one) {
    const percent = new Intl.NumberFormat(language, { maximumFractionDigits: 1 }).format(100 * one.share);
    const how = !one.draft ? word("history.own") : one.distance ? word("history.changed", { n: one.distance, share: percent }) : word("history.same");
    const after = one.seconds === null ? "" : word("history.after", { time: spent(one.seconds) });
    const parts = one.draft ? one.changes : [["same", one.text]];
    return make("div", { className: "sent" },
      make("small", {}, [moment(one.at), one.person === "local" ? "" : one.person, how, after].filter(Boolean).join(" · ")),
      make("div", { className: "text ours", dir: "auto" }, ...parts.map(([kind, text]) => (kind === "same" ? text
        : make(kind === "out" ? "del" : "ins", { title: word(kind === "out" ? "history.removed" : "history.added") }, text)))));
  }
  function judging({ opinions, versions }) {
    const newest = versions[versions.length - 1]?.id;
    if (!opinions.length) return [];
    return block("history.opinions", make("ul", { className: "opinions" }, ...opinions.map((one) => {
      const [kind, n] = one.about.split(":");
      const text = kind === "reply" ? word(one.rating > 0 ? "history.up" : "history.down") : word(`history.wrong_${kind}`, { n });
      const reasons = one.reasons.map((reason) => texts[`reason.${reason}`] || reason).join(", ");
      return make("li", { className: one.rating > 0 ? "up" : "down" }, make("b", {}, text), reasons ? `: ${reasons}` : "", one.words ? make("q", { dir: "auto" }, one.words) : "",
        make("small", {}, [one.person === "local" ? "" : one.person, moment(one.at), one.reply !== newest ? word("history.older") : ""].filter(Boolean).join(" · ")));
    })));
  }
  function telling({ events, versions }) {
    const every = [...events.map((one) => ({ ...one, name: `history.event.${one.kind}` })),
      ...versions.map((one) => ({ at: one.created, name: "history.event.drafted", person: "" }))].sort((one, other) => one.at - other.at);
    if (!every.length) return [];
    return block("history.events", make("ol", { className: "events" }, ...every.map((one) =>
      make("li", {}, make("time", {}, moment(one.at)), " ", word(one.name), one.person && one.person !== "local" ? make("small", {}, ` ${one.person}`) : ""))));
  }

  on("history-reset", () => {
    linked = "";
    field().value = "";
    for (const menu of filters()) menu.value = menu.dataset.filter === "days" ? "0" : "";
    show();
    field().focus();
  });
  on("history-view", (button) => {
    view(button.dataset.viewName);
    show();
  });
  function view(name) {
    viewName = name;
    all("#history .views button").forEach((one) => one.setAttribute("aria-selected", String(one.dataset.viewName === name)));
    find("#history .split").hidden = viewName === "figures";
    find("#history .figures").hidden = viewName !== "figures";
    field().hidden = viewName === "figures";
    find("#history .bar .count").hidden = viewName === "figures";
  }
  /** Show the tickets of a list that the figures name. */
  assist.historyFind = (ticket) => { assist.goTo(ticket); };
  assist.historyAgain = () => { shown = ""; at = -1; choices(); show(); };
  on("history-wipe", () => assist.wipe?.());

  const here = (act) => (event) => {
    if (assist.active() !== "history" || viewName !== "tickets" || typing(event) || find("dialog[open]") || event.target.closest?.("button, a, select, .stage, summary")) return false;
    act(); return true;
  };
  assist.shortcuts.push(["J  K  Enter", "keys.history"], ["/", "keys.history_search"]);
  key("KeyJ", here(() => select(at + 1)));
  key("KeyK", here(() => select(at - 1)));
  key("ArrowDown", here(() => select(at + 1)));
  key("ArrowUp", here(() => select(at - 1)));
  key("Enter", here(() => rows[at] && assist.goTo(rows[at].ticket)));
  key("Slash", (event) => {
    if (event.shiftKey || typing(event) || assist.active() !== "history" || field().hidden) return false;
    field().focus(); return true;
  });
})();
