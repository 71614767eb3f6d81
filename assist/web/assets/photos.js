// A ticket's photos: dropped, pasted or chosen, read from that moment on; and the examples to click.
"use strict";

(() => {
  const { word, find, make, ask, send, upload, each, seenText, ticket } = assist;
  let rows = [], polling = 0, uploading = 0;
  const changes = []; // called whenever the photos differ from those that were answered

  assist.photos = { get uploading() { return uploading; }, onChange: (act) => changes.push(act), trouble, refresh };
  ticket.onOpen(() => { rows = []; draw(); refresh(); trouble(""); });
  ticket.onRefusal(trouble);

  async function refresh() {
    const asked = ticket.id;
    if (!asked) return;
    try {
      const found = await ask("GET", `/tickets/${asked}/photos`);
      if (asked === ticket.id) { rows = found; draw(); }
    } catch (error) { trouble(error.message); }
    clearTimeout(polling);
    if (rows.some((row) => row.state === "reading")) polling = setTimeout(refresh, 350);
  }
  const isPicture = (file) => file.type.startsWith("image/") || /\.(heic|heif|avif|jpe?g|png|webp|gif)$/i.test(file.name);
  async function add(files) {
    const pictures = [...files].filter(isPicture);
    if (!pictures.length) { if (files.length) trouble(word("error.photo_not_a_picture")); return; }
    trouble("");
    const into = await ticket.known();
    uploading += pictures.length; draw();
    for (const file of pictures) {
      try {
        const found = await upload(`/tickets/${into}/photos`, file);
        if (into === ticket.id) { rows = found; changes.forEach((act) => act()); }
      } catch (error) { trouble(`${file.name}: ${error.message}`); }
      uploading -= 1; draw();
    }
    refresh();
  }
  async function remove(id) {
    try {
      rows = await ask("DELETE", `/tickets/${ticket.id}/photos/${id}`);
      draw();
      changes.forEach((act) => act());
    } catch (error) { trouble(error.message); }
  }
  function draw() {
    const list = find("#photos .photos");
    if (!list) return;
    list.replaceChildren(...rows.map((row) => make("li", { className: row.hopeless ? "bad" : row.flaws.length ? "warn" : "" },
      make("img", { src: `/photos/${row.id}/thumbnail`, alt: row.name || word("viewer.photo"), title: row.name, loading: "lazy" }),
      make("span", { className: `note ${row.state}`, title: row.flaws.map((flaw) => word(`flaw.${flaw}`)).join(", ") }, note(row)),
      make("button", { type: "button", title: word("photos.remove"), "aria-label": `${word("photos.remove")}: ${row.name}`, onclick: () => remove(row.id) }, "×"))),
      ...Array.from({ length: uploading }, () => make("li", { className: "pending" }, make("span", { className: "note reading" }, word("photos.uploading")))));
    find("#photos .drop").classList.toggle("has", rows.length + uploading > 0);
    seenBefore();
  }
  const note = (row) => {
    if (row.hopeless) return word(`flaw.${row.flaws[0] || "blank"}`);
    if (row.state === "read") return row.lines || !row.flaws.length ? word("photos.lines", { n: row.lines }) : word(`flaw.${row.flaws[0]}`);
    return word(`photos.${row.state}`);
  };
  // Photos that another ticket shows as well: asked once for each set of photos.
  let seenFor = "";
  async function seenBefore() {
    const asked = [ticket.id, ...rows.map((row) => row.id)].join(" ");
    if (asked === seenFor) return;
    seenFor = asked;
    let seen = {};
    try { if (rows.length) seen = await ask("GET", `/tickets/${ticket.id}/seen`); } catch { /* a hint, nothing more */ }
    const list = find("#photos .seen");
    if (!list || asked !== seenFor) return;
    const found = rows.filter((row) => seen[row.id]);
    list.hidden = !found.length;
    list.replaceChildren(...found.map((row) => make("li", {}, rows.length > 1 ? `${row.name} · ` : "",
      make("a", { href: `?t=${seen[row.id].ticket}` }, seenText(seen[row.id])))));
  }
  function trouble(text) {
    const place = find("#photos .trouble");
    if (place) { place.textContent = text; place.hidden = !text; }
  }

  // Ways in: chosen, dropped anywhere, pasted anywhere.
  each("#photos input[type=file]", (input) => {
    draw();
    input.addEventListener("change", () => { add(input.files); input.value = ""; });
  });
  for (const name of ["dragover", "dragenter"]) {
    document.addEventListener(name, (event) => {
      if (![...(event.dataTransfer?.types || [])].includes("Files")) return;
      event.preventDefault();
      document.body.classList.add("dropping");
    }, true);
  }
  document.addEventListener("dragleave", (event) => { if (!event.relatedTarget) document.body.classList.remove("dropping"); }, true);
  document.addEventListener("drop", (event) => {
    document.body.classList.remove("dropping");
    const files = event.dataTransfer?.files;
    if (!files?.length) return;
    event.preventDefault(); event.stopPropagation();
    ({ queue: assist.queueFiles, manuals: assist.manualFiles }[assist.active()] || add)(files);
  }, true);
  document.addEventListener("paste", (event) => {
    if (assist.active() !== "answer") return;
    const files = [...(event.clipboardData?.files || [])];
    const text = event.clipboardData?.getData("text/plain") || "";
    // Copied from a web page or an office program a text comes with its picture: then the text is meant.
    if (files.length && !text.trim()) { event.preventDefault(); add(files); return; }
    const area = find("#message textarea");
    if (text && area && !assist.typing(event)) { // wherever the page was clicked last: the words are the buyer's
      event.preventDefault();
      area.focus();
      area.setSelectionRange(area.value.length, area.value.length);
      document.execCommand("insertText", false, text);
    }
  }, true);

  // Examples to click.
  each("#examples", async (place) => {
    let examples = [];
    try { examples = await ask("GET", `/examples?language=${assist.language}`); } catch { return; }
    if (!examples.length) return;
    place.replaceChildren(make("h2", {}, place.dataset.title), make("ul", {}, ...examples.map((example) => make("li", {},
      make("button", { type: "button", title: example.message, onclick: () => tryExample(example) },
        example.photo ? make("img", { src: example.photo, alt: "", loading: "lazy" }) : make("span", { className: "letter", "aria-hidden": "true" }, "…"),
        make("span", {}, make("b", {}, example.title), make("span", { dir: "auto" }, example.message)))))));
  });
  async function tryExample(example) {
    try {
      const { ticket: id } = await send("POST", `/examples/${example.id}`, { language: assist.language });
      ticket.goTo(id);
      await until(() => ticket.id === id);
      await refresh();
      await until(() => ticket.message() === example.message);
      assist.draft();
    } catch (error) { trouble(error.message); }
  }
  async function until(true_) {
    for (let i = 0; i < 100 && !true_(); i += 1) await new Promise((done) => setTimeout(done, 50));
  }
})();
