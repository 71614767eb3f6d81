// Queue: rows are fetched with their evidence, so that J and K never wait for the server; afterwards only what changed.
"use strict";

(() => {
  const { word, find, all, make, ask, send, each, on, key, typing, seenText } = assist;
  const SOON = 700, LATER = 15_000; // ms between two looks for changes: while something is at work, and else
  const VERDICTS = ["yes", "no", "ask", "other", "person"];
  const rows = new Map(), drops = new Map();
  let shown = [], at = "", epoch = "", since = -1, polling = 0, everybody = false, detailed = "", version = 0;
  const asked = { show: "", verdict: "", judged: "", product: "", drop: "", text: "" }; // the filter, as `Filter` in queue_rows.py
  const part = (selector) => find(`#queue ${selector}`);
  const ended = (row) => ["done", "failed", "cancelled"].includes(row.state);
  const kind = (row) => (row.state === "done" ? row.band : ended(row) ? "failed" : "open");
  const notice = (...told) => assist.lists.notice(part(".notice"), ...told);
  assist.queue = { refresh, draw, notice, sending: { photos: 0, zip: null } };

  each("#queue .list", (list) => {
    list.addEventListener("click", (event) => select(event.target.closest(".item")?.dataset.id));
    list.addEventListener("dblclick", openRow);
    refresh();
  });
  each("#queue .filters", (bar) => {
    assist.lists.me().then((me) => { find(".everybody", bar).hidden = Boolean(me.local) || !["lead", "admin"].includes(me.role); });
    bar.addEventListener("input", (event) => {
      const { name, value, checked } = event.target;
      if (name === "all") { everybody = checked; since = -1; at = ""; refresh(); } else if (name in asked) { asked[name] = value; draw(); }
    });
    bar.addEventListener("click", (event) => {
      const chip = event.target.closest("[data-show]");
      if (chip) { asked.show = chip.dataset.show; draw(); }
    });
  });

  // Changes since the last look.
  async function refresh() {
    clearTimeout(polling);
    try { take(await ask("GET", `/queue?language=${assist.language}&since=${since}&epoch=${epoch}${everybody ? "&all=1" : ""}`)); } catch { /* the header says so */ }
    const busy = assist.queue.sending.photos || [...rows.values()].some((row) => !ended(row)) || [...drops.values()].some((drop) => drop.state === "unpacking");
    polling = setTimeout(refresh, busy ? SOON : LATER);
  }
  function take(found) {
    ({ epoch, sequence: since } = found);
    const looked = rows.get(at);
    if (found.all) { rows.clear(); drops.clear(); }
    for (const drop of found.drops) drops.set(drop.id, drop);
    for (const id of found.gone) rows.delete(id);
    for (const row of found.rows) keep(row);
    if (looked && !rows.has(at)) notice(word("queue.gone", { name: looked.name || "–" }));  // deleted, cleared or handed over
    if (found.all || found.rows.length || found.gone.length || found.drops.length || !version) draw();
  }
  function keep(row) {
    const mine = unsaved.get(row.id);
    if (mine && mine.sequence > row.sequence) Object.assign(row, mine);
    rows.set(row.id, { ...row, version: ++version });
  }

  // What is shown: the filter, the newest drop first, each in its order.
  const order = (one, other) => (one.drop === other.drop ? one.position - other.position
    : (drops.get(other.drop)?.created || 0) - (drops.get(one.drop)?.created || 0));
  function matches(row) {
    const judged = { "": true, none: !row.judged, some: Boolean(row.judged) }[asked.judged] ?? row.judged === asked.judged;
    return judged && ["", kind(row)].includes(asked.show) && ["", row.verdict].includes(asked.verdict) && ["", row.product].includes(asked.product) && ["", row.drop].includes(asked.drop)
      && [row.name, row.product, row.text].join(" ").toLowerCase().includes(asked.text.trim().toLowerCase());
  }
  function draw() {
    const list = part(".list");
    if (!list) return;
    const every = [...rows.values()].sort(order);
    const before = shown.findIndex((row) => row.id === at);
    shown = every.filter(matches);
    if (!shown.some((row) => row.id === at)) at = shown[Math.min(Math.max(before, 0), shown.length - 1)]?.id || "";
    const known = new Map(all(".item", list).map((element) => [element.dataset.id, element]));
    const several = new Set(every.map((row) => row.drop)).size > 1;
    const lines = shown.flatMap((row, i) => [
      several && row.drop !== shown[i - 1]?.drop ? make("h3", { className: "drop-name", role: "presentation" }, dropName(row.drop, every)) : null,
      line(row, known.get(row.id))]).filter(Boolean);
    list.role = lines.length ? "listbox" : "group"; // a listbox holds options alone
    assist.lists.fill(list, lines.length ? lines : [nothing(every)]);
    bar(every);
    detail();
  }
  const nothing = (every) => (every.length ? make("p", { className: "empty" }, word("queue.nothing"), " ",
    make("button", { type: "button", className: "quiet", onclick: reset }, word("queue.nothing_reset"))) : make("p", { className: "empty" }, word("queue.empty")));
  function reset() {
    for (const name of Object.keys(asked)) { asked[name] = ""; const field = part(`[name=${name}]`); if (field) field.value = ""; }
    draw();
  }
  function dropName(id, every) {
    const drop = drops.get(id) || {}, time = assist.moment(drop.created || 0), n = every.filter((row) => row.drop === id).length;
    const name = drop.name ? word("queue.drop_zip", { name: drop.name, time }) : word("queue.drop_photos", { time, n });
    return everybody && drop.owner ? `${name} · ${word("queue.of", { name: drop.owner })}` : name;
  }
  const number = (row) => `${row.position + 1}`;
  function twinText(row) {
    const first = rows.get(row.twin.row);
    return first ? word(row.twin.same ? "queue.twin" : "queue.twin_near", { n: first.name || number(first) }) : word("queue.twin_gone");
  }
  const badge = (row) => make("span", { className: `badge ${row.state === "done" ? row.band : row.state}` },
    row.state === "done" ? word(`band.${row.band}`) : word(`queue.${row.state}`));
  const mark = (row) => (row.judged ? make("span", { className: `judged ${row.judged}` }, word(`queue.judged.${row.judged}`)) : "");
  function line(row, old) {
    const chosen = String(row.id === at), twin = row.twin ? rows.get(row.twin.row)?.version || 0 : 0;
    if (old && old.dataset.stamp === `${row.version}/${twin}`) { old.setAttribute("aria-selected", chosen); return old; }
    const said = row.error || [row.product, row.reason].filter(Boolean).join(" · ") || word(`queue.${row.state}`);
    return make("div", { className: "item", role: "option", id: `row-${row.id}`, "data-id": row.id, "data-stamp": `${row.version}/${twin}`, "aria-selected": chosen },
      row.photo ? make("img", { className: "thumb", src: `/photos/${row.photo}/thumbnail`, alt: "", loading: "lazy", decoding: "async" }) : make("span", { className: "thumb none" }),
      make("span", { className: "name", title: row.name }, row.name || "–", row.twin ? make("em", { className: "soft" }, ` ${twinText(row)}`) : "",
        row.seen ? make("em", { className: "soft" }, ` ${seenText(row.seen)}`) : ""),
      make("span", { className: "what", title: said }, said),
      make("span", { className: "ends" }, badge(row), mark(row)));
  }
  function bar(every) {
    const { photos, zip } = assist.queue.sending;
    const coming = [...drops.values()].filter((drop) => drop.state === "unpacking")
      .reduce((sum, drop) => sum + Math.max(0, drop.total - every.filter((row) => row.drop === drop.id).length), 0);
    const done = every.filter(ended).length, failed = every.filter((row) => row.state === "failed").length, total = every.length + photos + coming;
    const more = [photos ? word("queue.sending", { n: photos }) : "", zip !== null ? word("queue.sending_zip", { percent: Math.round(100 * zip) }) : "", coming ? word("queue.unpacking") : ""];
    const judged = every.filter((row) => row.judged).length;
    part(".count").textContent = [total ? word(failed ? "queue.progress_failed" : "queue.progress", { done, total, failed }) : word("queue.none"),
      judged ? word("queue.judged_n", { n: judged }) : "", ...more].filter(Boolean).join(" · ");
    part(".track i").style.width = total ? `${(100 * done) / total}%` : "0";
    part("[data-do=queue-cancel]").hidden = done === total;
    part("[data-do=queue-retry]").hidden = !every.some((row) => row.state === "failed" && row.retryable);
    part("[data-do=queue-clear]").disabled = !every.some((row) => ended(row) && ["", row.drop].includes(asked.drop));
    const filters = part(".filters");
    filters.hidden = !every.length;
    for (const chip of all("[data-show]", filters)) {
      const n = every.filter((row) => ["", kind(row)].includes(chip.dataset.show)).length;
      find("b", chip).textContent = n;
      chip.setAttribute("aria-pressed", String(chip.dataset.show === asked.show));
      chip.hidden = !n && chip.dataset.show !== asked.show && chip.dataset.show !== "";
    }
    part("[name=verdict]").closest("label").hidden = !asked.verdict && !every.some((row) => row.verdict);
    options("product", [...new Set(every.map((row) => row.product).filter(Boolean))].sort().map((name) => [name, name]));
    options("drop", [...new Set(every.map((row) => row.drop))].map((id) => [id, dropName(id, every)]));
    const query = new URLSearchParams({ language: assist.language, ...asked, ...(everybody ? { all: 1 } : {}) });
    for (const link of all("[data-export]", filters)) link.href = `/queue.${link.dataset.export}?${query}`;
  }
  function options(name, every) {
    const field = part(`[name=${name}]`), stamp = JSON.stringify(every);
    field.closest("label").hidden = every.length < 2 && !asked[name];
    if (field.dataset.stamp === stamp) return;
    field.dataset.stamp = stamp;
    field.replaceChildren(field.firstElementChild, ...every.map(([value, text]) => make("option", { value }, text)));
    field.value = asked[name];
  }

  // The row that is looked at.
  const row = () => rows.get(at);
  function select(id) {
    if (!id || !rows.has(id)) return;
    part(`#row-${at}`)?.setAttribute("aria-selected", "false");
    at = id;
    part(`#row-${at}`)?.setAttribute("aria-selected", "true");
    part(`#row-${at}`)?.scrollIntoView({ block: "nearest" });
    part(".list").setAttribute("aria-activedescendant", `row-${at}`);
    detail();
  }
  function step(by) {
    const now = shown.findIndex((one) => one.id === at);
    select(shown[Math.max(0, Math.min(shown.length - 1, now + by))]?.id);
  }
  function detail() {
    const box = part(".detail"), now = row();
    if (!box) return;
    const stamp = now ? `${now.id}/${now.version}` : "none";
    if (stamp === detailed && box.firstChild) return;
    detailed = stamp;
    if (!now) { box.replaceChildren(make("p", { className: "empty" }, word("queue.detail_empty"))); return; }
    const evidence = make("div", { className: "evidence" });
    const waits = { waiting: "queue.waiting_detail", working: "queue.working_detail", cancelled: "queue.cancelled_detail" }[now.state];
    box.replaceChildren(
      make("div", { className: "head" }, make("h2", {}, now.product || now.name || "–", now.product && now.name ? make("small", {}, now.name) : ""), badge(now),
        now.retryable ? make("button", { type: "button", onclick: () => change("retry", { rows: now.id }) }, word("queue.retry_one")) : "",
        now.ticket ? make("button", { type: "button", onclick: openRow }, word("queue.open"), " ", make("kbd", {}, "Enter")) : ""),
      now.ticket ? make("div", { className: "judge", role: "group", "aria-label": word("queue.judge") }, ...VERDICTS.map((verdict, i) =>
        make("button", { type: "button", className: verdict, title: word(`queue.judge_why.${verdict}`), "aria-pressed": String(now.judged === verdict), onclick: () => judge(verdict, false) },
          make("kbd", {}, `${i + 1}`), ` ${word(`queue.judged.${verdict}`)}`))) : "",
      make("p", { className: now.error ? "error" : "" }, now.verdict ? make("span", { className: `verdict ${now.verdict}` }, word(`verdict.${now.verdict}`)) : "", now.verdict ? " " : "",
        now.error || now.reason || (waits ? word(waits) : "")),
      now.twin ? make("p", { className: "soft" }, twinText(now), " ", rows.has(now.twin.row) ? make("button", { type: "button", className: "quiet", onclick: () => select(now.twin.row) }, word("queue.twin_show")) : "") : "",
      now.text ? make("div", { className: "reply", dir: "auto", tabIndex: 0, role: "region", "aria-label": word("queue.column.reply") }, now.text) : "", evidence);
    const view = now.view || (now.photo ? { ticket: now.ticket, selected: 0, tabs: [{ kind: "photo", label: "", title: now.name, alt: word("viewer.photo_alt"), cited: true, download: "", marks: [], src: `/tickets/${now.ticket}/places/0` }] } : null);
    if (view) new assist.Viewer(evidence, view).select(view.selected); else evidence.remove();
    ahead();
  }
  /** The next rows' pictures are fetched before they are looked at. */
  function ahead() {
    const now = shown.findIndex((one) => one.id === at);
    for (const next of shown.slice(now + 1, now + 3)) {
      const source = next.view?.tabs[next.view.selected]?.src;
      if (source) new Image().src = source;
    }
  }
  let opened = "";
  function openRow() {
    const now = row();
    if (now?.ticket) { opened = now.id; assist.goTo(now.ticket); }
  }
  // Back from Answer, where the reply may have been changed.
  assist.changed("#tab-queue", (tab) => String(Boolean(tab.offsetParent)), async (tab) => {
    if (!tab.offsetParent || !opened) return;
    const id = opened;
    opened = "";
    try { keep(await ask("POST", `/queue/rows/${id}/renew?language=${assist.language}`)); draw(); } catch { /* it is shown as it was */ }
    part(".list")?.focus({ preventScroll: true });
  });

  // The agent's verdict: shown at once, saved with a number by which the server knows an older write, tried until saved.
  const unsaved = new Map(), taken = JSON.parse(sessionStorage.getItem("assist-undo") || "[]"); // ids and verdicts, nothing else
  const remember = () => sessionStorage.setItem("assist-undo", JSON.stringify(taken.slice(-200)));
  let last = 0, saving = 0;
  function put(id, judged) {
    const one = rows.get(id);
    last = Math.max(Date.now(), last + 1, one.sequence + 1);
    unsaved.set(id, { judged, sequence: last });
    rows.set(id, { ...one, judged, sequence: last, version: ++version });
    save(id);
  }
  async function save(id) {
    const mine = unsaved.get(id);
    if (!mine) return;
    try {
      await send("PUT", `/queue/rows/${id}/verdict`, { verdict: mine.judged, sequence: String(mine.sequence) });
      if (unsaved.get(id) === mine) unsaved.delete(id);
      if (!unsaved.size && part(".notice").dataset.why === "unsaved") { notice(""); delete part(".notice").dataset.why; }
    } catch (error) {
      if (error.code === "verdict_unknown") { unsaved.delete(id); notice(error.message); return; }
      if (["row_unknown", "ticket_handed_over", "ticket_of_another"].includes(error.code)) { lost(id, error); return; }
      notice(word("queue.not_saved")); part(".notice").dataset.why = "unsaved";
      clearTimeout(saving);
      saving = setTimeout(() => [...unsaved.keys()].forEach(save), 2000);
    }
  }
  /** The row is another's now, or deleted: its name is told, with the verdict that was not saved. */
  function lost(id, error) {
    const { judged } = unsaved.get(id) || {}, name = rows.get(id)?.name || "–";
    unsaved.delete(id);
    rows.delete(id);
    notice([name, error.message, judged && word("queue.verdict_lost", { verdict: word(`queue.judged.${judged}`) })].filter(Boolean).join(" · "));
    draw();
  }
  function judge(verdict, onward = true) {
    const now = row();
    if (!now?.ticket) return;
    const next = shown[shown.findIndex((one) => one.id === at) + 1]?.id;
    if (now.judged !== verdict) { taken.push([now.id, now.judged]); remember(); put(now.id, verdict); }
    if (onward && next) at = next;
    draw();
    part(`#row-${at}`)?.scrollIntoView({ block: "nearest" });
  }
  function undo() {
    const [id, before] = taken.pop() || [];
    remember();
    if (!id) { notice(word("queue.undo_none")); return; }
    if (!rows.has(id)) { undo(); return; }
    put(id, before);
    at = id;
    notice(word("queue.undone", { name: rows.get(id).name || "–" }));
    draw();
    select(id);
  }

  // What changes the list.
  async function change(deed, said = {}) {
    let found = {};
    try { found = await send("POST", `/queue/${deed}`, said); } catch (error) { notice(error.message); }
    await refresh();
    return found;
  }
  on("queue-cancel", () => { assist.queue.stop?.(); change("cancel"); });
  on("queue-retry", () => change("retry", { rows: [...rows.values()].filter((one) => one.state === "failed" && one.retryable).map((one) => one.id).join(",") }));
  on("queue-clear", async () => {
    const { at: time, count } = await change("clear", asked.drop ? { drop: asked.drop } : {});
    if (count) notice(word("queue.cleared", { n: count }), () => change("restore", { at: time }));
  });

  const here = (act) => (event) => {
    if (assist.active() !== "queue" || event.shiftKey || typing(event) || find("dialog[open]") || !rows.size) return false;
    if (event.code === "Enter" && event.target.closest?.("button, a, summary")) return false;
    if (event.code.startsWith("Arrow") && event.target.closest?.(".stage, [role=tablist]")) return false;
    act(); return true;
  };
  for (const [chord, by] of [["KeyJ", 1], ["KeyK", -1], ["ArrowDown", 1], ["ArrowUp", -1]]) key(chord, here(() => step(by)));
  key("Enter", here(openRow));
  key("KeyU", here(undo));
  VERDICTS.forEach((verdict, i) => { for (const chord of [`Digit${i + 1}`, `Numpad${i + 1}`]) key(chord, here(() => judge(verdict))); });
  for (const chord of ["Digit0", "Numpad0"]) key(chord, here(() => judge("", false)));
})();
