// What Queue and Manuals share: files out of dropped folders, a notice with an undo, a list walked by key.
"use strict";

(() => {
  const { make, active, word } = assist;

  /** Every file of a drop, folders opened; a folder's files keep its name in front. */
  async function files(transfer) {
    const entries = [...(transfer.items || [])].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
    if (!entries.some((entry) => entry.isDirectory)) return [...transfer.files];
    const found = [];
    for (const entry of entries) await walk(entry, found);
    return found;
  }
  async function walk(entry, found) {
    if (entry.isFile) { found.push(await new Promise((done, fail) => entry.file(done, fail))); return; }
    const reader = entry.createReader();
    for (;;) { // a reader gives at most 100 entries at a time
      const some = await new Promise((done, fail) => reader.readEntries(done, fail));
      if (!some.length) return;
      for (const one of some) await walk(one, found);
    }
  }
  // Before the page's own listener, which knows no folders.
  addEventListener("drop", (event) => {
    const take = { queue: assist.queueFiles, manuals: assist.manualFiles }[active()];
    if (!take || !event.dataTransfer?.files.length) return;
    event.preventDefault(); event.stopPropagation();
    document.body.classList.remove("dropping");
    files(event.dataTransfer).then(take);
  }, true);

  /** A line that says what happened, with a button that takes it back; it stays until the next one or its close. */
  function notice(place, text, undo = null, name = word("queue.undo")) {
    place.hidden = !text;
    place.replaceChildren(...(text ? [text, " ",
      undo ? make("button", { type: "button", className: "quiet", onclick: () => { notice(place, ""); undo(); } }, name) : "",
      make("button", { type: "button", className: "quiet close", "aria-label": word("do.close"), onclick: () => notice(place, "") }, "×")] : []));
  }

  /** A file sent with its progress told: fetch cannot. Throws as `ask` does. */
  function sendLarge(address, file, headers, progress) {
    return new Promise((done, fail) => {
      const request = new XMLHttpRequest();
      request.open("POST", address);
      for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
      request.upload.onprogress = (event) => event.lengthComputable && progress(event.loaded / event.total);
      request.onerror = () => fail({ code: "offline", message: word("error.offline") });
      request.onload = () => {
        let found = {};
        try { found = JSON.parse(request.responseText); } catch { /* no JSON: told by its number */ }
        if (request.status < 300) { done(found); return; }
        if (request.status === 401) assist.signedOut.forEach((act) => act());
        const code = found.code || `http_${request.status}`;
        fail({ code, message: assist.texts[`error.${code}`] ? word(`error.${code}`, found.facts || {}) : [found.message, found.help].filter(Boolean).join(" ") || code });
      };
      request.send(file);
    });
  }

  /** A button that acts on the second click only: the first one says what it will do, for a while. */
  function twice(name, sure, act, more = {}) {
    const button = make("button", { type: "button", ...more, onclick: () => {
      if (button.dataset.sure) { act(); return; }
      button.dataset.sure = "1";
      button.textContent = sure;
      setTimeout(() => { delete button.dataset.sure; button.textContent = name; }, 5000);
    } }, name);
    return button;
  }

  let asked = null;
  /** Who sits here, as `/me` tells. */
  const me = () => (asked ??= assist.ask("GET", "/me").catch(() => { asked = null; return {}; }));

  /** The elements into a list, touching only those that differ: a list of 200 is slow to lay out anew. */
  function fill(place, elements) {
    const now = [...place.children];
    const moved = elements.some((element, i) => now[i] !== element && element.parentElement === place);
    if (moved || now.length !== elements.length) { place.replaceChildren(...elements); return; }
    elements.forEach((element, i) => { if (now[i] !== element) now[i].replaceWith(element); });
  }

  assist.lists = { fill, notice, sendLarge, twice, me };
})();
