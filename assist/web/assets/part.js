// A part of a photo to ask about: drawn by mouse, pen or finger (or what is in sight, by Enter), read close up on the
// server, and made what the next draft looks at.
"use strict";

assist.part = (() => {
  const { word, make, send, key, ticket } = assist;
  const LEAST = 0.008; // of the picture's side: less is a click, not a box
  let viewer = null, from = null, box = null;

  function toggle(on) { if (viewer) end(viewer); else start(on); }
  function start(on) {
    viewer = on;
    on.stage.classList.add("drawing");
    on.ask.setAttribute("aria-pressed", "true");
    panel(make("p", { role: "status" }, word("viewer.part_hint")));
    on.stage.focus({ preventScroll: true });
  }
  /** Give up: the viewer is as it was. */
  function end(on) {
    if (viewer !== on || !viewer) return;
    viewer = from = box = null;
    on.stage.classList.remove("drawing");
    on.ask.setAttribute("aria-pressed", "false");
    on.outline(on.data.tabs[on.at]?.part);
    on.holderOf.querySelector(".asking")?.remove();
  }
  function begin(on, event) {
    if (viewer !== on) return false;
    from = on.point(event); box = null;
    return true;
  }
  function move(event) {
    if (!viewer || !from) return false;
    const to = viewer.point(event);
    box = [Math.min(from[0], to[0]), Math.min(from[1], to[1]), Math.max(from[0], to[0]), Math.max(from[1], to[1])];
    viewer.outline(box);
    return true;
  }
  function finish() {
    if (!viewer || !from) return;
    from = null;
    if (box && box[2] - box[0] > LEAST && box[3] - box[1] > LEAST) read();
  }
  function drop() { from = null; }

  async function read() {
    const on = viewer, wanted = box, photo = on.data.tabs[on.at].photo;
    on.outline(wanted);
    panel(make("p", { role: "status" }, word("viewer.part_reading")));
    let lines;
    try { ({ lines } = await send("POST", `/tickets/${ticket.id}/part`, { photo, box: wanted })); } catch (error) {
      if (viewer === on) panel(make("p", { role: "alert", className: "bad" }, error.message));
      return;
    }
    if (viewer !== on || box !== wanted) return; // given up, or another box was drawn meanwhile
    if (!lines.length) { panel(make("p", { role: "status" }, word("viewer.part_none"))); return; }
    const go = make("button", { type: "button", className: "tool go", onclick: () => ask(photo, wanted) }, word("viewer.part_draft"));
    panel(make("p", { role: "status" }, word("viewer.part_read")), make("pre", { dir: "auto", tabIndex: 0 }, lines.join("\n")), go);
    go.focus({ preventScroll: true });
  }
  async function ask(photo, wanted) {
    const on = viewer;
    try { await send("PUT", `/tickets/${ticket.id}/part`, { photo, box: wanted }); } catch (error) { panel(make("p", { role: "alert", className: "bad" }, error.message)); return; }
    on.data.tabs[on.at].part = wanted;
    end(on);
    on.enlarge(false);
    assist.draft();
  }
  function panel(...parts) {
    const quit = make("button", { type: "button", className: "tool", onclick: () => viewer && end(viewer) }, word("viewer.part_give_up"));
    viewer.holderOf.querySelector(".asking")?.remove();
    viewer.caption.before(make("div", { className: "asking" }, ...parts, quit));
  }

  key("Escape", () => { if (!viewer || assist.active() !== "answer") return false; end(viewer); return true; });
  key("Alt+KeyX", () => {
    const on = assist.viewer();
    if (assist.active() !== "answer" || !on?.ask || on.ask.hidden) return false;
    toggle(on);
    return true;
  });
  key("Enter", (event) => {
    if (!viewer || event.target !== viewer.stage) return false;
    box = viewer.sight();
    read();
    return true;
  });
  return { toggle, end, begin, move, finish, drop };
})();
