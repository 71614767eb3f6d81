// One manual: what is known of it, its corrections, editions and warnings, "try a question".
"use strict";

(() => {
  const { word, find, make, ask, send, texts } = assist;
  const { manuals } = assist;
  const { twice } = assist.lists;
  const LISTS = ["models", "names", "languages", "skus", "eans"], FIELDS = ["title", "brand", "models", "names", "languages", "edition", "skus", "eans"];
  let stamp = "", manual = null, editing = false;
  let trial = null; // the question that is tried and what it found stay while their manual is shown
  const box = () => find("#manuals .detail");
  const joined = (value) => (Array.isArray(value) ? value.join(", ") : value);

  /** Called by the list whenever what is selected may have changed. */
  manuals.detail = async (row, loaded) => {
    const place = box();
    if (!place) return;
    if (!row) { stamp = ""; manual = null; place.replaceChildren(make("p", { className: "empty" }, loaded ? word("manuals.detail_empty") : "")); return; }
    const now = JSON.stringify([row, manuals.lead, manuals.jobs.some((job) => job.manual === row.id && !job.ended)]);
    if (now === stamp) return;
    if (editing && manual?.id === row.id) return; // what is being typed stays
    stamp = now; editing = false;
    const before = manual?.id === row.id ? manuals.page() : 1;
    let found;
    try { found = await ask("GET", `/manuals/${row.id}`); } catch (error) { place.replaceChildren(make("p", { className: "empty" }, error.message)); return; }
    if (stamp !== now || (editing && manual?.id === row.id)) return;  // Edit was pressed meanwhile
    manual = found;
    draw(before);
  };

  function draw(page = 1) {
    const sheet = make("div", { className: "preview" });
    if (trial?.of !== manual.id) trial = { of: manual.id, question: make("input", { type: "text", maxLength: 500, placeholder: word("manuals.try_hint"), "aria-label": word("manuals.try") }),
      found: make("div", { className: "found", "aria-live": "polite" }) };
    const { question, found } = trial, typing = document.activeElement === question && [question.selectionStart, question.selectionEnd];
    box().replaceChildren(head(), ...facts(), ...editions(), ...warnings(),
      make("form", { className: "try", onsubmit: (event) => { event.preventDefault(); tryQuestion(question.value, found); } }, question, make("button", {}, word("manuals.try"))),
      found, sheet);
    if (typing) { question.focus({ preventScroll: true }); question.setSelectionRange(...typing); }
    manuals.preview(sheet, manual, page);
  }
  function head() {
    const cited = manual.cited ? word("manuals.delete_cited", { n: manual.cited }) : word("manuals.delete_sure");
    const busy = manuals.jobs.some((job) => job.manual === manual.id && !job.ended);
    return make("div", { className: "head" }, make("h2", {}, manual.title || manual.file),
      ...(manuals.lead ? [make("button", { type: "button", onclick: edit }, word("manuals.edit")),
        make("button", { type: "button", disabled: busy, onclick: () => manuals.act("POST", `/manuals/${manual.id}/index`) }, word("manuals.reindex")),
        twice(word("manuals.delete"), cited, () => manuals.remove(manual), { className: "danger" })] : []));
  }
  function facts() {
    const fact = (name, value) => (value ? [make("dt", {}, word(`manuals.field.${name}`)), make("dd", {}, value,
      manual.corrected.includes(name) ? make("small", { className: "corrected" }, ` ${word("manuals.corrected")}`) : "")] : []);
    const used = manual.cited ? word("manuals.cited", { n: manual.cited }) : word("manuals.cited_none");
    return [make("dl", {}, ...fact("models", [manual.brand, manual.models.slice(0, 12).join(", ")].filter(Boolean).join(" ")), ...fact("names", manual.names.slice(0, 8).join(", ")),
      ...fact("edition", manual.edition), ...fact("skus", manual.skus.join(", ")), ...fact("eans", manual.eans.join(", "))),
    make("p", { className: "soft" }, [manual.file, word("manuals.facts", { passages: manual.passages, megabytes: manual.megabytes }), used].join(" · "))];
  }
  const editions = () => manual.editions.map((other) => make("p", { className: "edition" }, word("manuals.other_edition"), " ",
    make("button", { type: "button", className: "quiet", onclick: () => manuals.choose(other.id) }, [other.title, other.edition, word("manuals.pages", { n: other.pages })].filter(Boolean).join(" · ")),
    manuals.lead ? twice(word("manuals.replace"), word("manuals.replace_sure"), () => replace(other), { className: "quiet" }) : ""));
  async function replace(other) {
    const done = await manuals.act("POST", `/manuals/${manual.id}/replace`, { old: other.id });
    if (done) { stamp = ""; manuals.tell(word("manuals.replaced", { title: other.title }), () => manuals.act("POST", `/manuals/${other.id}/restore`, {}).then(manuals.refresh)); manuals.refresh(); }
  }
  function warnings() {
    const failed = manual.failed.length ? [make("p", { className: "failed-pages" }, word("manuals.pages_failed", { n: manual.failed.length }), " ",
      make("button", { type: "button", className: "quiet", onclick: () => manuals.act("POST", `/manuals/${manual.id}/pages`) }, word("manuals.retry_pages")))] : [];
    if (!manual.warnings.length) return failed;
    const pages = (warning) => warning.pages.slice(0, 40).map((number) => make("button", { type: "button", className: "page", "aria-label": word("manuals.page_button", { page: number }), onclick: () => manuals.turn(0, number) }, `${number}`));
    return [...failed, make("details", { className: "warnings" }, make("summary", {}, `${word("manuals.warnings")} (${new Set(manual.warnings.flatMap((one) => one.pages)).size})`),
      ...manual.warnings.map((warning) => make("p", {}, `${texts[`warning.${warning.code}`] || warning.code}: `, ...pages(warning), warning.n > 40 ? " …" : "")))];
  }

  // Corrections: each field says whether it was corrected, and can go back to what was found.
  function edit() {
    editing = true;
    const inputs = {};
    const field = (name) => {
      const id = `manual-${name}`, several = LISTS.includes(name);
      inputs[name] = make(name === "models" || name === "names" ? "textarea" : "input", { id, value: joined(manual[name]), rows: 2, maxLength: 4000, "aria-describedby": `${id}-why` });
      const back = manual.corrected.includes(name) && make("button", { type: "button", className: "quiet", title: word("manuals.reset_hint"), onclick: () => reset(name) }, word("manuals.reset"));
      const hint = name === "skus" ? word("manuals.sku_hint") : several ? word("manuals.field_hint") : "";
      return make("div", { className: "field" }, make("label", { htmlFor: id }, word(`manuals.field.${name}`), manual.corrected.includes(name) ? make("small", { className: "corrected" }, ` ${word("manuals.corrected")}`) : ""),
        inputs[name], make("span", { id: `${id}-why`, className: "hint" }, hint), back || "");
    };
    const form = make("form", { className: "edit", onsubmit: (event) => { event.preventDefault(); save(inputs, form); } }, ...FIELDS.map(field),
      make("div", { className: "acts" }, make("button", { className: "primary" }, word("manuals.save")), make("button", { type: "button", onclick: close }, word("do.cancel"))));
    form.addEventListener("keydown", (event) => { if (event.key === "Escape") { event.stopPropagation(); close(); } });
    box().replaceChildren(make("div", { className: "head" }, make("h2", {}, manual.title || manual.file)), form);
    inputs.title.focus();
  }
  function close() { editing = false; draw(manuals.page()); }
  async function save(inputs, form) {
    const said = Object.fromEntries(FIELDS.filter((name) => inputs[name].value !== joined(manual[name])).map((name) => [name, inputs[name].value]));
    form.querySelectorAll(".wrong").forEach((place) => place.remove());
    try {
      const found = Object.keys(said).length ? await send("PATCH", `/manuals/${manual.id}`, said) : { ...manual, taken_from: [] };
      took(found);
      manuals.tell(found.taken_from.length ? word("manuals.taken_from", { titles: found.taken_from.join(", ") }) : word("manuals.saved"));
    } catch (error) {
      const name = error.facts?.field, at = inputs[name] || inputs.title;
      at.setAttribute("aria-invalid", "true");
      at.after(make("p", { className: "wrong", role: "alert" }, error.message));
      at.focus();
    }
  }
  async function reset(name) {
    try { took(await send("POST", `/manuals/${manual.id}/reset`, { fields: name })); edit(); } catch (error) { manuals.trouble(error.message); }
  }
  function took(found) {
    manual = found; editing = false;
    draw(manuals.page());
    manuals.refresh();
  }

  async function tryQuestion(text, place) {
    if (!text.trim()) return;
    place.replaceChildren(make("p", { className: "soft" }, "…"));
    try {
      const { passages } = await send("POST", `/manuals/${manual.id}/try`, { question: text });
      if (trial?.found !== place) return; // another manual was chosen meanwhile
      place.replaceChildren(...(passages.length ? passages.map((passage) => make("button", { type: "button",
        onclick: () => manuals.turn(0, passage.page, passage) }, make("b", {}, `${word("viewer.page", { page: passage.page })} `), passage.text.slice(0, 220)))
        : [make("p", { className: "soft" }, word("manuals.try_none"))]));
      if (passages.length) manuals.turn(0, passages[0].page, passages[0]);
    } catch (error) { place.replaceChildren(make("p", { className: "soft" }, error.message)); }
  }
})();
