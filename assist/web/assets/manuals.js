// Manuals: uploads and jobs with their progress, the list with its search, deleting with a way back.
"use strict";

(() => {
  const { word, find, all, make, ask, send, each, on, key, typing, texts } = assist;
  const { fill, notice, sendLarge, twice } = assist.lists;
  const SOON = 700, LATER = 15_000; // ms between two looks: while something is at work, and else
  let rows = [], jobs = [], deleted = [], version = "", lead = false, transfer = null, polling = 0, failing = false;
  let more = 0, shown = [], at = "", show = "", sought = "", loaded = false, opening = false, resting = false;
  const uploads = new Map(), running = new Map(); // what is sent; jobs that were at work at the last look
  const part = (selector) => find(`#manuals ${selector}`);
  const tell = (...told) => notice(part(".notice"), ...told);
  assist.manuals = { refresh, trouble, tell, act, choose, get lead() { return lead; }, get jobs() { return jobs; }, row: (id) => rows.find((row) => row.id === id) };
  assist.manualFiles = (files) => add([...files]);
  assist.library = () => { if (assist.active() === "manuals") refresh(); };

  each("#manuals .list", (list) => {
    list.addEventListener("click", (event) => {
      const item = event.target.closest(".item.manual[data-id]");
      if (item && !event.target.closest("button, input, form")) choose(item.dataset.id);
    });
    refresh();
  });
  each("#manuals .pick input", (input) => input.addEventListener("change", () => { add([...input.files]); input.value = ""; }));
  each("#manuals .find", (field) => field.addEventListener("input", () => { sought = field.value.trim().toLowerCase(); draw(); }));
  each("#manuals .bar .chips", (chips) => chips.addEventListener("click", (event) => {
    const chip = event.target.closest("[data-show]");
    if (chip) { show = chip.dataset.show; draw(); }
  }));

  // Uploads, one after the other: what is sent can be seen, and a failure is told with its file.
  async function add(files) {
    trouble("");
    const run = files.map((file) => ({ file, id: `up-${file.name}-${Math.random()}` }));
    for (const one of run) uploads.set(one.id, { file: one.file.name, share: 0 });
    draw();
    for (const { file, id } of run) {
      try {
        told(file, await sendLarge("/manuals", file, { "content-type": "application/pdf", "x-file-name": encodeURIComponent(file.name) },
          (share) => { uploads.get(id).share = share; drawJobs(); }));
      } catch (error) { trouble(`${file.name}: ${error.message}`); }
      uploads.delete(id);
      await refresh();
    }
    assist.health();
  }
  function told(file, found) {
    const name = { known: "manuals.known", restored: "manuals.restored", waiting: "manuals.already_waiting" }[found.already];
    if (name) tell(word(name, { file: file.name, title: found.title }), found.manual ? () => choose(found.manual) : null, word("manuals.show"));
  }
  function trouble(text) {
    const place = part(".trouble");
    place.textContent = [text && place.textContent, text].filter(Boolean).join("\n");
    place.hidden = !text;
  }

  async function refresh() {
    clearTimeout(polling);
    let found = null;
    try { found = await ask("GET", `/manuals?seen=${encodeURIComponent(version)}`); failing = false; } catch { failing = true; }
    if (found) {
      const fresh = found.manuals !== null;
      if (fresh) rows = found.manuals;
      ({ version, jobs, more, deleted, lead, transfer, opening, resting } = found);
      ended();
      loaded = true;
      draw(fresh);
    }
    const busy = opening || uploads.size || jobs.some((job) => !job.ended) || transfer?.state === "running";
    polling = setTimeout(refresh, busy || failing ? SOON * (failing ? 4 : 1) : LATER);
  }
  /** Jobs that were at work and are in the list no more have become manuals. */
  function ended() {
    for (const [id, job] of running) {
      if (jobs.some((one) => one.id === id && !one.ended)) continue;
      running.delete(id);
      const row = rows.find((one) => one.id === job.manual);
      if (row && job.state === "running" && !jobs.some((one) => one.id === id)) { tell(word(row.editions.length ? "manuals.done_edition" : "manuals.done", { file: row.title }), () => choose(row.id), word("manuals.show")); assist.health(); }
    }
    for (const job of jobs) if (!job.ended) running.set(job.id, job);
  }

  // The list.
  const kinds = {
    "": () => true, jobs: () => false, warned: (row) => row.warned > 0, editions: (row) => row.editions.length > 0, unnamed: (row) => !row.models.length,
  };
  const words = (row) => [row.title, row.file, row.brand, row.edition, ...row.models, ...row.names, ...row.skus, ...row.eans].join(" ").toLowerCase();
  const matches = (row) => kinds[show](row) && sought.split(/\s+/).every((piece) => words(row).includes(piece));
  function draw() {
    const list = part(".list");
    if (!list) return;
    shown = rows.filter(matches);
    if (!rows.some((row) => row.id === at)) at = shown[0]?.id || "";
    const waiting = uploads.size + jobs.length + more;
    const known = new Map(all(".item.manual[data-id]", list).map((item) => [item.dataset.id, item]));
    const place = part(".rows"), lines = shown.map((row) => line(row, known.get(row.id)));
    if (!shown.length && !(waiting && ["", "jobs"].includes(show))) lines.push(nothing());
    place.role = shown.length ? "listbox" : "group"; // a listbox holds options alone
    fill(place, lines);
    bin(deleted.length > 0 && ["", "jobs"].includes(show) && !sought);
    drawJobs();
    const counts = { ...Object.fromEntries(Object.keys(kinds).map((name) => [name, rows.filter(kinds[name]).length])), jobs: waiting };
    for (const chip of all(".bar .chip", part(".bar").parentElement)) {
      const n = counts[chip.dataset.show];
      find("b", chip).textContent = n;
      chip.hidden = !n && chip.dataset.show !== "" && chip.dataset.show !== show;
      chip.setAttribute("aria-pressed", String(chip.dataset.show === show));
    }
    part(".menu").hidden = !lead;
    drawTransfer();
    assist.manuals.detail?.(rows.find((row) => row.id === at) || null, loaded);
  }
  const nothing = () => (rows.length ? make("p", { className: "empty" }, word("manuals.none"), " ",
    make("button", { type: "button", className: "quiet", onclick: () => { show = ""; sought = ""; part(".find").value = ""; draw(); } }, word("manuals.show_all")))
    : make("p", { className: "empty", role: "status" }, word(opening ? "manuals.opening" : loaded ? "manuals.empty" : "manuals.loading")));
  const languages = (codes) => codes.map((code) => texts[`language.${code}`] || code).join(", ");
  function line(row, old) {
    const busy = jobs.find((job) => job.manual === row.id && !job.ended);
    const stamp = JSON.stringify([row, busy?.page, busy?.state, busy?.stopping, resting]);
    const chosen = String(row.id === at);
    if (old && old.dataset.stamp === stamp) { old.setAttribute("aria-selected", chosen); return old; }
    return make("div", { className: "item manual", role: "option", id: `manual-${row.id}`, "data-id": row.id, "data-stamp": stamp, "aria-selected": chosen },
      make("img", { className: "thumb", src: `/manuals/${row.id}/pages/1?side=240`, alt: "", loading: "lazy", decoding: "async" }),
      make("span", { className: "name", title: row.file }, row.title),
      make("span", { className: "what" }, [[row.brand, ...row.models.slice(0, 3)].filter(Boolean).join(" "), languages(row.languages),
        word("manuals.pages", { n: row.pages }), row.edition, row.editions.length ? word("manuals.edition_chip", { n: row.editions.length }) : ""].filter(Boolean).join(" · ")),
      busy ? make("span", { className: "badge working" }, phase(busy, "manuals.reading_again"))
        : make("span", { className: `badge ${row.warned ? "check" : "ready"}` }, row.warned ? word("manuals.warned", { n: row.warned }) : word("job.done")));
  }

  // Jobs above the list: only these lines are drawn anew while something is read.
  function drawJobs() {
    const place = part(".list .jobs");
    if (!place || place.contains(document.activeElement) && document.activeElement.tagName === "INPUT") return;
    if (show && show !== "jobs") { place.replaceChildren(); return; }
    const every = jobs.filter((job) => job.ended || !rows.some((row) => row.id === job.manual));
    place.replaceChildren(...[...uploads.values()].map((one) => jobLine({ file: one.file, state: "uploading", share: one.share })), ...every.map(jobLine),
      ...(more ? [make("p", { className: "more" }, word("manuals.more_waiting", { n: more }), " ",
        make("button", { type: "button", className: "quiet", onclick: () => act("POST", "/jobs/cancel") }, word("manuals.cancel_waiting")))] : []));
  }
  /** What is done for a job now: it waits, is read, was read and is made searchable, or stops as soon as it can. */
  const phase = (job, reading) => (job.stopping ? word("job.stopping") : resting && job === jobs.find((one) => !one.ended) ? word("job.resting") : job.state !== "running" || !job.pages ? word(`job.${job.state}`)
    : word(job.page < job.pages ? reading : "job.indexing", { page: job.page, pages: job.pages }));
  const button = (name, act, more = {}) => make("button", { type: "button", className: "tool", onclick: act, ...more }, word(name));
  function jobLine(job) {
    const share = job.state === "uploading" ? job.share : job.pages ? job.page / job.pages : 0, code = job.error?.code || "";
    const said = code && (texts[`error.${code}`] ? word(`error.${code}`, job.error.facts || {}) : `${job.error.message} ${job.error.help || ""}`);
    const why = [said, ...(job.error?.facts?.pages_say || "").split(" ").map((one) => texts[`warning.${one}`])].filter(Boolean).join(" · ");
    const now = job.state === "uploading" ? word("manuals.uploading", { percent: Math.round(100 * share) }) : phase(job, "manuals.reading");
    const locked = ["manual_password", "manual_wrong_password"].includes(code);
    return make("div", { className: "item manual job-row" }, make("span", { className: "thumb none" }),
      make("span", { className: "name", title: job.file }, job.title || job.file), make("span", { className: "what", title: why }, why || now),
      make("span", { className: `badge ${job.state === "failed" ? "failed" : job.ended ? "cancelled" : "working"}` },
        ...(job.ended ? [locked ? "" : button("do.retry", () => act("POST", `/jobs/${job.id}/retry`)), button("do.dismiss", () => act("DELETE", `/jobs/${job.id}`))]
          : job.state === "uploading" || job.stopping ? [] : [button("do.cancel", () => act("POST", `/jobs/${job.id}/cancel`))])),
      locked ? unlock(job) : null,
      job.ended ? null : make("span", { className: "job", role: "progressbar", "aria-valuenow": Math.round(100 * share), "aria-label": job.file }, make("i", { style: `width:${100 * share}%` })));
  }
  function unlock(job) {
    const field = make("input", { type: "password", autocomplete: "off", maxLength: 200, required: true, "aria-label": word("manuals.password_for", { file: job.file }), placeholder: word("manuals.password_for", { file: job.file }) });
    return make("form", { className: "unlock", onsubmit: (event) => {
      event.preventDefault();
      field.blur();
      act("POST", `/jobs/${job.id}/retry`, undefined, { "x-password": encodeURIComponent(field.value) });
    } }, field, make("button", { className: "tool" }, word("manuals.unlock")));
  }

  // Deleted manuals, which can be brought back for a day.
  const left = (seconds) => (seconds >= 3600 ? word("manuals.hours", { n: Math.floor(seconds / 3600) }) : word("manuals.minutes", { n: Math.max(1, Math.round(seconds / 60)) }));
  function bin(open) {
    const place = part(".bin"), stamp = JSON.stringify([deleted.map((one) => [one.id, left(one.left)]), lead]);
    place.hidden = !open;
    if (place.dataset.stamp === stamp) return; // a button that was clicked once stays so
    place.dataset.stamp = stamp;
    place.replaceChildren(make("h3", { className: "drop-name" }, word("manuals.bin")), ...deleted.map((one) => make("div", { className: "item manual gone" }, make("span", { className: "thumb none" }), make("span", { className: "name" }, one.title),
      make("span", { className: "what" }, word("manuals.bin_left", { time: left(one.left) })),
      lead ? make("span", { className: "badge" }, button("manuals.restore", () => act("POST", `/manuals/${one.id}/restore`)),
        twice(word("manuals.purge"), word("manuals.purge_sure"), () => act("POST", `/manuals/${one.id}/purge`), { className: "tool danger" })) : "")));
  }
  assist.manuals.remove = async (manual) => {
    const next = shown[shown.findIndex((row) => row.id === manual.id) + 1]?.id || "";
    const found = await act("DELETE", `/manuals/${manual.id}`);
    if (!found) return;
    if (next) choose(next);
    tell(word("manuals.deleted", { title: found.title }), () => act("POST", `/manuals/${manual.id}/restore`).then(() => choose(manual.id)), word("manuals.undo"));
  };

  // The library as a file.
  function drawTransfer() {
    const place = part(".transfer");
    place.hidden = !transfer;
    if (!transfer) return;
    const { kind, state, manuals: n, total, refused, error, file } = transfer;
    const why = error && (texts[`error.${error.code}`] || error.message);
    place.replaceChildren(...(state === "failed" ? [word("manuals.failed_transfer", { why })]
      : state === "running" ? [word(kind === "export" ? "manuals.exporting" : "manuals.importing", { n, total })]
        : kind === "export" ? [word("manuals.exported"), " ", make("a", { className: "quiet", href: `/manuals/export/${file}`, download: "" }, word("manuals.download"))]
          : [refused.length ? word("manuals.imported_refused", { n, refused: refused.length, why: refused.map((one) => one.join(": ")).join("; ") }) : word("manuals.imported", { n })]));
  }
  on("manuals-export", async () => { part(".menu").open = false; await act("POST", "/manuals/export"); });
  each("#manuals .bundle", (input) => input.addEventListener("change", async () => {
    const file = input.files[0];
    part(".menu").open = false;
    trouble("");
    try { await sendLarge("/manuals/import", file, { "content-type": "application/zip" }, (share) => tell(word("manuals.uploading", { percent: Math.round(100 * share) }))); tell(""); }
    catch (error) { tell(""); trouble(`${file.name}: ${error.message}`); }
    input.value = "";
    refresh();
  }));

  async function act(method, address, body, headers = {}) {
    let found = null;
    trouble("");
    try { found = await (body ? send(method, address, body) : ask(method, address, undefined, headers)); } catch (error) { trouble(error.message); }
    await refresh();
    assist.health();
    return found;
  }
  function choose(id) {
    if (!rows.some((row) => row.id === id)) return;
    if (!shown.some((row) => row.id === id)) { show = ""; sought = ""; part(".find").value = ""; }
    at = id;
    draw();
    part(`#manual-${id}`)?.scrollIntoView({ block: "nearest" });
    part(".rows").setAttribute("aria-activedescendant", `manual-${id}`);
  }
  const step = (by) => choose(shown[Math.max(0, Math.min(shown.length - 1, shown.findIndex((row) => row.id === at) + by))]?.id);
  const here = (does) => (event) => {
    if (assist.active() !== "manuals" || event.shiftKey || typing(event) || find("dialog[open]") || !rows.length || event.target.closest?.(".stage")) return false;
    does(); return true;
  };
  for (const [chord, by] of [["KeyJ", 1], ["KeyK", -1], ["ArrowDown", 1], ["ArrowUp", -1]]) key(chord, here(() => step(by)));
  for (const [chord, by] of [["ArrowLeft", -1], ["PageUp", -1], ["ArrowRight", 1], ["PageDown", 1]]) key(chord, here(() => assist.manuals.turn?.(by)));
})();
