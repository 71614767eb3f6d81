// Queue: rows are fetched with their evidence, so that J and K never wait for the server.
"use strict";

(() => {
  const { word, find, all, make, ask, send, upload, each, on, key, typing, seenText } = assist;
  let rows = [], at = 0, polling = 0, sending = 0, shown = "", viewer = null;
  const root = () => find("#queue");
  const ended = (row) => ["done", "failed", "cancelled"].includes(row.state);

  each("#queue .list", () => { refresh(); });
  each("#queue input[type=file]", (input) => input.addEventListener("change", () => { add([...input.files]); input.value = ""; }));
  each("#queue .list", (list) => list.addEventListener("click", (event) => {
    const row = event.target.closest(".item");
    if (row) select(Number(row.dataset.index));
  }));
  each("#queue .list", (list) => list.addEventListener("dblclick", openRow));

  async function add(files) {
    const message = find("#queue-message").value;
    sending += files.length;
    for (const file of files) {
      try { await upload("/queue/photos", file, { "x-message": encodeURIComponent(message) }); }
      catch (error) { await send("POST", "/queue/refused", { name: file.name, code: error.code, message: error.message }).catch(() => {}); }
      sending -= 1;
      refresh();
    }
  }
  assist.queueFiles = add;

  async function refresh() {
    clearTimeout(polling);
    try { rows = (await ask("GET", `/queue?language=${assist.language}`)).rows; draw(); } catch { /* the header says so */ }
    if (sending || rows.some((row) => !ended(row))) polling = setTimeout(refresh, 700);
  }

  function draw() {
    const list = find("#queue .list");
    if (!list) return;
    at = Math.max(0, Math.min(at, rows.length - 1));
    const known = new Map(all(".item", list).map((element) => [element.dataset.id, element]));
    if (rows.length) list.replaceChildren(...rows.map((row, i) => line(row, i, known.get(row.id))));
    else list.replaceChildren(make("p", { className: "empty" }, word("queue.empty")));
    const done = rows.filter(ended).length, failed = rows.filter((row) => row.state === "failed").length;
    find("#queue .count").textContent = rows.length
      ? word(failed ? "queue.progress_failed" : "queue.progress", { done, total: rows.length + sending, failed }) : word("queue.none");
    find("#queue .track i").style.width = rows.length ? `${(100 * done) / (rows.length + sending)}%` : "0";
    find("#queue [data-do=queue-cancel]").hidden = done === rows.length;
    find("#queue [data-do=queue-retry]").hidden = !rows.some((row) => row.retryable);
    find("#queue [data-do=queue-clear]").hidden = !rows.length || done < rows.length;
    find("#queue .bar a.button").hidden = !rows.length;
    detail();
  }
  function line(row, index, old) {
    const stamp = JSON.stringify([row, index === at]);
    if (old && old.dataset.stamp === stamp && Number(old.dataset.index) === index) return old;
    const badge = row.state === "done" ? row.band : row.state;
    return make("div", { className: "item", role: "option", "data-index": index, "data-id": row.id, "data-stamp": stamp, "aria-selected": String(index === at) },
      row.photo ? make("img", { className: "thumb", src: `/photos/${row.photo}/thumbnail`, alt: "", loading: "lazy" }) : make("span", { className: "thumb" }),
      make("span", { className: "name" }, row.name || "–", row.twin ? make("em", { className: "soft" }, ` ${word("queue.twin")}`) : null,
        row.seen ? make("em", { className: "soft" }, ` ${seenText(row.seen)}`) : null),
      make("span", { className: "what" }, row.error || [row.product, row.reason].filter(Boolean).join(" · ") || word(`queue.${row.state}`)),
      make("span", { className: `badge ${badge}` }, row.state === "done" ? word(`band.${row.band}`) : word(`queue.${row.state}`)));
  }
  function select(index) {
    if (!rows.length) return;
    at = Math.max(0, Math.min(rows.length - 1, index));
    all("#queue .item").forEach((row) => row.setAttribute("aria-selected", String(Number(row.dataset.index) === at)));
    find("#queue .item[aria-selected=true]")?.scrollIntoView({ block: "nearest" });
    detail();
  }
  function detail() {
    const box = find("#queue .detail"), row = rows[at];
    if (!box) return;
    if (!row) { shown = ""; box.replaceChildren(make("p", { className: "empty" }, word("queue.detail_empty"))); return; }
    const stamp = JSON.stringify(row);
    if (stamp === shown) return;
    shown = stamp;
    const badge = row.state === "done" ? row.band : row.state;
    const evidence = make("div", { className: "evidence" });
    box.replaceChildren(
      make("div", { className: "head" }, make("h2", {}, row.product || row.name),
        make("span", { className: `badge ${badge}` }, row.state === "done" ? word(`band.${row.band}`) : word(`queue.${row.state}`)),
        row.ticket ? make("button", { type: "button", onclick: openRow }, word("queue.open"), " ", make("kbd", {}, "Enter")) : ""),
      make("p", {}, row.verdict ? make("span", { className: `verdict ${row.verdict}` }, word(`verdict.${row.verdict}`)) : "", " ", row.error || row.reason || ""),
      row.text ? make("div", { className: "reply", dir: "auto", tabIndex: 0 }, row.text) : "", evidence);
    viewer = row.view ? new assist.Viewer(evidence, row.view) : null;
    viewer?.select?.(row.view.selected);
    if (!row.view && row.photo) evidence.append(make("img", { className: "picture", src: `/tickets/${row.ticket}/places/0`, alt: "" }));
  }
  function openRow() {
    const row = rows[at];
    if (row?.ticket) assist.goTo(row.ticket);
  }

  on("queue-cancel", async () => { await send("POST", "/queue/cancel", {}); refresh(); });
  on("queue-retry", async () => { await send("POST", "/queue/retry", {}); refresh(); });
  on("queue-clear", async () => { await send("POST", "/queue/clear", {}); at = 0; refresh(); });
  const here = (act) => (event) => {
    if (assist.active() !== "queue" || typing(event) || event.target.closest?.("button, a")) return false;
    act(); return true;
  };
  key("KeyJ", here(() => select(at + 1)));
  key("KeyK", here(() => select(at - 1)));
  key("ArrowDown", here(() => select(at + 1)));
  key("ArrowUp", here(() => select(at - 1)));
  key("Enter", here(openRow));
})();
