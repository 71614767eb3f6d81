// Manuals: upload with progress, the list, a page's preview and "try a question".
"use strict";

(() => {
  const { word, find, all, make, ask, send, upload, each, texts } = assist;
  const MILD = new Set(["no_text", "garbled_text", "hidden_text", "blank", "no_passage"]); // read all the same
  let manuals = [], jobs = [], chosen = "", page = 1, polling = 0, uploading = new Map(), shown = "", sheet = null;

  each("#manuals .list", () => { refresh(); });
  each("#manuals input[type=file]", (input) => input.addEventListener("change", () => { add([...input.files]); input.value = ""; }));
  assist.manualFiles = (files) => add(files);
  assist.library = () => { if (assist.active() === "manuals") refresh(); };

  async function add(files) {
    trouble("");
    const password = find("#manual-password").value;
    for (const file of files) uploading.set(file.name, true);
    draw();
    for (const file of files) {
      try { await upload("/manuals", file, password ? { "x-password": encodeURIComponent(password) } : {}); }
      catch (error) { trouble(`${file.name}: ${error.message}`); }
      uploading.delete(file.name);
      await refresh();
    }
    find("#manual-password").value = "";
    assist.health();
  }
  function trouble(text) {
    const place = find("#manuals .trouble");
    place.textContent = [text && place.textContent, text].filter(Boolean).join("\n");
    place.hidden = !text;
  }
  async function refresh() {
    clearTimeout(polling);
    try { ({ manuals, jobs } = await ask("GET", "/manuals")); } catch { return; }
    draw();
    if (jobs.some((job) => !job.ended)) polling = setTimeout(refresh, 700);
  }

  function draw() {
    const list = find("#manuals .list");
    if (!list) return;
    const rows = [
      ...[...uploading.keys()].map((name) => jobRow({ id: `up-${name}`, file: name, state: "uploading", page: 0, pages: 0 })),
      ...jobs.filter((job) => job.state !== "done").map(jobRow),
      ...manuals.map(manualRow),
    ];
    list.replaceChildren(...(rows.length ? rows : [make("p", { className: "empty" }, word("manuals.empty"))]));
    if (!manuals.some((manual) => manual.id === chosen)) chosen = manuals[0]?.id || "";
    all(".item.manual", list).forEach((row) => row.setAttribute("aria-selected", String(row.dataset.id === chosen)));
    detail();
  }
  function jobRow(job) {
    const share = job.pages ? Math.round((100 * job.page) / job.pages) : 0;
    const failed = job.error && (texts[`error.${job.error.code}`] || `${job.error.message} ${job.error.help || ""}`);
    return make("div", { className: "item manual" }, make("span", { className: "thumb" }),
      make("span", { className: "name" }, job.file),
      make("span", { className: "what", title: failed || "" }, failed || (job.pages ? word("manuals.reading", { page: job.page, pages: job.pages }) : word(`job.${job.state}`))),
      make("span", { className: `badge ${job.state === "failed" ? "failed" : "working"}` }, ...[job.ended
        ? [make("button", { type: "button", className: "tool", onclick: () => retry(job) }, word("do.retry")),
          make("button", { type: "button", className: "tool", onclick: () => act("DELETE", `/jobs/${job.id}`) }, word("do.dismiss"))]
        : job.state === "uploading" ? "" : make("button", { type: "button", className: "tool", onclick: () => act("POST", `/jobs/${job.id}/cancel`) }, word("do.cancel"))].flat()),
      job.ended ? null : make("span", { className: "job" }, make("i", { style: `width:${share}%` })));
  }
  function manualRow(manual) {
    const codes = (manual.warnings || []).filter((warning) => !MILD.has(warning.code));
    return make("div", { className: "item manual", tabIndex: 0, role: "button", "data-id": manual.id,
      onclick: () => choose(manual.id), onkeydown: (event) => event.key === "Enter" && choose(manual.id) },
      make("img", { className: "thumb", src: `/manuals/${manual.id}/pages/1?side=240`, alt: "", loading: "lazy" }),
      make("span", { className: "name" }, manual.title || manual.file),
      make("span", { className: "what" }, [[manual.brand, ...manual.models.slice(0, 3)].filter(Boolean).join(" "),
        manual.languages.map((code) => texts[`language.${code}`] || code).join(", "), word("manuals.pages", { n: manual.pages })].filter(Boolean).join(" · ")),
      make("span", { className: `badge ${codes.length ? "check" : "ready"}` }, codes.length ? word("manuals.warned", { n: codes.length }) : word("job.done")));
  }
  function choose(id) { chosen = id; page = 1; shown = ""; draw(); }
  async function retry(job) {
    const password = find("#manual-password").value;
    await act("POST", `/jobs/${job.id}/retry`, password ? { "x-password": encodeURIComponent(password) } : {});
    find("#manual-password").value = "";
  }
  async function act(method, address, headers = {}) {
    try { await ask(method, address, undefined, headers); } catch (error) { trouble(error.message); }
    await refresh();
    assist.health();
  }

  function detail() {
    const box = find("#manuals .detail"), manual = manuals.find((one) => one.id === chosen);
    if (!manual) { shown = ""; box.replaceChildren(make("p", { className: "empty" }, word("manuals.detail_empty"))); return; }
    if (shown === JSON.stringify(manual)) return;
    shown = JSON.stringify(manual);
    const found = make("div", { className: "found", "aria-live": "polite" });
    const question = make("input", { type: "text", maxLength: 500, placeholder: word("manuals.try_hint"), "aria-label": word("manuals.try") });
    const form = make("form", { onsubmit: (event) => { event.preventDefault(); tryQuestion(question.value, found); } }, question, make("button", {}, word("manuals.try")));
    const remove = make("button", { type: "button", className: "danger", onclick: () => {
      if (remove.dataset.sure) act("DELETE", `/manuals/${manual.id}`);
      else { remove.dataset.sure = "1"; remove.textContent = word("manuals.delete_sure"); setTimeout(() => { delete remove.dataset.sure; remove.textContent = word("manuals.delete"); }, 4000); }
    } }, word("manuals.delete"));
    const fact = (name, value) => (value ? [make("dt", {}, word(name)), make("dd", {}, value)] : []);
    box.replaceChildren(make("div", { className: "head" }, make("h2", {}, manual.title || manual.file),
      make("button", { type: "button", onclick: () => act("POST", `/manuals/${manual.id}/index`) }, word("manuals.reindex")), remove),
      make("dl", {}, ...fact("manuals.file", manual.file), ...fact("manuals.models", manual.models.join(", ")),
        ...fact("manuals.names", manual.names.slice(0, 8).join(", ")), ...fact("manuals.edition", manual.edition)),
      ...(manual.warnings || []).map((warning) => make("p", { className: "soft" }, `${texts[`warning.${warning.code}`] || warning.code}: ${warning.pages.join(", ")}`)),
      form, found, make("div", { className: "turn" },
        make("button", { type: "button", className: "tool", "aria-label": word("manuals.before"), onclick: () => turn(-1) }, "‹"),
        make("span", { className: "at" }), make("button", { type: "button", className: "tool", "aria-label": word("manuals.after"), onclick: () => turn(1) }, "›")),
      sheet = make("div", { className: "evidence" }));
    turn(0);
  }
  function turn(by, at = page + by, mark = null) {
    const manual = manuals.find((one) => one.id === chosen);
    page = Math.max(1, Math.min(manual.pages, at));
    const alt = word("viewer.page_alt", { manual: manual.title, page });
    const tab = { kind: "page", label: "", title: "", alt, cited: true, download: "", marks: mark ? [mark] : [],
      src: mark ? mark.src : `/manuals/${chosen}/pages/${page}` };
    new assist.Viewer(sheet, { tabs: [tab] }).select(0);
    find("#manuals .detail .at").textContent = word("manuals.at", { page, pages: manual.pages });
  }
  async function tryQuestion(text, found) {
    if (!text.trim()) return;
    try {
      const { passages } = await send("POST", `/manuals/${chosen}/try`, { question: text });
      found.replaceChildren(...(passages.length ? passages.map((passage) => make("button", { type: "button",
        onclick: () => turn(0, passage.page, passage) }, make("b", {}, `${word("viewer.page", { page: passage.page })} `), passage.text.slice(0, 220)))
        : [make("p", { className: "soft" }, word("manuals.try_none"))]));
      if (passages.length) turn(0, passages[0].page, passages[0]);
    } catch (error) { found.replaceChildren(make("p", { className: "soft" }, error.message)); }
  }
})();
