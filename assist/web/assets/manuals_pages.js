// A manual page by page: its picture, and over it the boxes of what was read there.
"use strict";

(() => {
  const { word, make, ask } = assist;
  const { manuals } = assist;
  const KEPT = 200; // pages whose boxes are kept
  const on = { passages: localStorage.getItem("assist-boxes") === "1", lines: localStorage.getItem("assist-lines") === "1" };
  const known = new Map();
  let manual = null, page = 1, viewer = null, bar = null, holder = null, wanted = 0;

  manuals.page = () => page;
  manuals.preview = (place, one, first) => {
    manual = one;
    for (const key of [...known.keys()]) if (key.startsWith(one.id)) known.delete(key); // it may have been read anew
    const toggle = (name, text, hint, kept) => make("label", { className: "toggle", title: hint }, make("input", { type: "checkbox", checked: on[name],
      onchange: (event) => { on[name] = event.target.checked; localStorage.setItem(kept, on[name] ? "1" : "0"); boxes(); } }), ` ${text}`);
    const tool = (text, name, by) => make("button", { type: "button", className: "tool", "aria-label": word(name), title: word(name), onclick: () => turn(by) }, text);
    bar = { at: make("input", { type: "number", min: 1, max: one.pages, "aria-label": word("manuals.goto"), onchange: (event) => turn(0, Number(event.target.value) || page) }), told: make("span", { className: "told", role: "status" }) };
    holder = make("div", { className: "evidence" });
    place.replaceChildren(make("div", { className: "turn" }, tool("‹", "manuals.before", -1), bar.at, make("span", { className: "of" }, `/ ${one.pages}`), tool("›", "manuals.after", 1), bar.told,
      toggle("passages", word("manuals.boxes"), word("manuals.boxes_hint"), "assist-boxes"), toggle("lines", word("manuals.lines"), "", "assist-lines")), holder);
    page = Math.min(first, one.pages);
    turn(0);
  };
  manuals.turn = turn;

  function turn(by, at = page + by, mark = null) {
    if (!manual) return;
    page = Math.max(1, Math.min(manual.pages, at));
    const alt = word("viewer.page_alt", { manual: manual.title, page });
    const tab = { kind: "page", label: "", title: "", alt, cited: true, download: "", marks: mark ? [mark] : [], src: mark ? mark.src : `/manuals/${manual.id}/pages/${page}` };
    viewer = new assist.Viewer(holder, { tabs: [tab] });
    viewer.select(0);
    bar.at.value = page;
    bar.told.textContent = "";
    boxes();
  }
  async function boxes() {
    const mine = ++wanted, one = `${manual.id}/${page}`, shown = viewer;
    let read = known.get(one);
    if (!read) {
      try { read = await ask("GET", `/manuals/${manual.id}/pages/${page}/marks`); } catch { return; }
      known.set(one, read);
      if (known.size > KEPT) known.delete(known.keys().next().value);
    }
    if (mine !== wanted || shown !== viewer) return;
    const why = read.warnings.map((code) => assist.texts[`warning.${code}`] || code);
    bar.told.textContent = [read.label && read.label !== `${page}` ? word("manuals.printed", { label: read.label }) : "", assist.texts[`manuals.source.${read.source}`] || "", ...why].filter(Boolean).join(" · ");
    bar.told.title = bar.told.textContent;
    bar.told.classList.toggle("warned", read.warnings.length > 0);
    const place = ([left, top, right, bottom]) => `left:${100 * left}%;top:${100 * top}%;width:${100 * (right - left)}%;height:${100 * (bottom - top)}%`;
    const over = viewer.image.parentElement; // moves and grows with the picture
    over.querySelector(".boxes")?.remove();
    over.append(make("div", { className: "boxes", "aria-hidden": "true" },
      ...(on.lines ? read.lines.map((box) => make("i", { className: "line", style: place(box) })) : []),
      ...(on.passages ? read.passages.flatMap((passage, i) => passage.boxes.map((box) => make("i", { className: `passage n${i % 3}`, style: place(box), title: [passage.heading, passage.text].filter(Boolean).join("\n") }))) : [])));
  }
})();
