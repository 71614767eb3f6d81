// Photos and zips on their way into the queue: two at a time, each with its place, so that a second try doubles nothing.
"use strict";

(() => {
  const { word, find, send, upload, each } = assist;
  const AT_ONCE = 2;
  const sending = assist.queue.sending;
  let unsent = [], stopped = 0;
  const isZip = (file) => /\.zip$/i.test(file.name) || /zip/.test(file.type);
  assist.queue.stop = () => { stopped += 1; sending.photos = 0; };
  assist.queueFiles = (files) => add([...files]);

  each("#queue input[type=file]", (input) => input.addEventListener("change", () => { add([...input.files]); input.value = ""; }));

  async function add(files) {
    const message = find("#queue-message").value, photos = files.filter((file) => !isZip(file));
    for (const zip of files.filter(isZip)) await addZip(zip, message);
    if (!photos.length) return;
    let drop;
    try { drop = (await send("POST", "/queue/drops", { message, total: String(photos.length) })).id; }
    catch (error) { assist.queue.notice(error.message, () => add(photos), word("do.retry")); return; }
    await addAll(photos.map((file, position) => ({ file, drop, position })));
  }
  async function addAll(every) {
    const run = stopped, waiting = [...every];
    sending.photos += waiting.length;
    assist.queue.refresh();
    const work = async () => {
      while (waiting.length && run === stopped) {
        const one = waiting.shift();
        try { await upload("/queue/photos", one.file, { "x-drop": one.drop, "x-position": String(one.position) }); }
        catch (error) {
          if (["offline", "http_502", "http_503", "http_504"].includes(error.code) || error.code === "not_signed_in") unsent.push(one);
          else { assist.queue.notice(`${one.file.name}: ${error.message}`); if (error.code === "queue_full") { sending.photos -= waiting.length; waiting.length = 0; } }
        }
        if (run === stopped) sending.photos = Math.max(0, sending.photos - 1);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    await assist.queue.refresh();
    if (unsent.length) assist.queue.notice(word("queue.unsent", { n: unsent.length }), () => { const again = unsent; unsent = []; addAll(again); }, word("queue.resend"));
  }
  async function addZip(file, message) {
    sending.zip = 0;
    assist.queue.notice("");
    const headers = { "content-type": "application/zip", "x-file-name": encodeURIComponent(file.name), "x-message": encodeURIComponent(message) };
    try { await assist.lists.sendLarge("/queue/zip", file, headers, (share) => { sending.zip = share; assist.queue.draw(); }); }
    catch (error) {
      assist.queue.notice(`${file.name}: ${error.message}`, error.code === "offline" ? () => addZip(file, message) : null, word("queue.resend"));
    }
    sending.zip = null;
    await assist.queue.refresh();
  }
  addEventListener("beforeunload", (event) => { if (sending.photos || sending.zip !== null) event.preventDefault(); });
})();
