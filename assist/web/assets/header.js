// The header: state of library, reading and model, language, light or dark; the list of keys; a session that ended.
"use strict";

(() => {
  const { word, find, make, ask, each, key, typing, language } = assist;
  document.cookie = `assist_language=${language}; path=/; max-age=31536000; samesite=lax`;
  document.documentElement.lang = language === "zh" ? "zh-CN" : "en";

  const dark = (on) => document.body.classList.toggle("dark", on);
  const chosen = localStorage.getItem("assist-dark");
  if (chosen !== null) dark(chosen === "1");
  each("#dark", (button) => button.addEventListener("click", () => {
    const on = !document.body.classList.contains("dark");
    dark(on);
    localStorage.setItem("assist-dark", on ? "1" : "0");
  }));
  each("#other-language", (link) => link.addEventListener("click", () => {
    link.href = link.pathname + location.search;
    document.cookie = `assist_language=${link.hreflang}; path=/; max-age=31536000; samesite=lax`;
  }));
  each("#state-library", () => health());

  let waiting = 0;
  async function health() {
    clearTimeout(waiting);
    let busy = true;
    try {
      const state = await ask("GET", "/health");
      if (!state.library) throw assist.signedOut.forEach((act) => act());  // nobody is signed in any more
      const { ready, total, failed } = state.library;
      const model = state.model;
      const opening = state.opening && !total;
      busy = opening || ready < total || state.reading === "warming" || (model && !["ready", "failed"].includes(model.state));
      const [kind, text] = opening ? ["wait", "state.library_opening"]
        : ready < total ? ["wait", "state.library_busy"]
        : failed ? ["warn", "state.library_failed"] : ["good", "state.library_ready"];
      tell("library", kind, word(text, { ready, total, failed }));
      tell("reading", { ready: "good", warming: "wait" }[state.reading] || "bad", word(`state.reading_${state.reading}`));
      if (model) {
        const kind = { ready: "good", starting: "wait", failing: "warn" }[model.state] || "bad";
        tell("model", kind, word(`state.model_${model.state}`, { name: model.name.split("/").pop(), engine: model.engine, seconds: Math.ceil(model.retry_in) }), model.name);
      }
      assist.library?.(state.library);
    } catch {
      tell("library", "bad", word("error.offline"));
    }
    waiting = setTimeout(health, busy ? 1500 : 20000);
  }
  assist.health = health;
  function tell(name, kind, text, title = "") {
    const place = find(`#state-${name}`);
    if (place) { place.hidden = false; place.title = title; }
    if (place && (place.textContent !== text || !place.classList.contains(kind))) {
      place.className = `dot ${kind}`;
      place.textContent = text;
    }
  }

  // The keys by where they work; other tabs add their own: `assist.shortcuts.push([chord, text key])`.
  assist.shortcuts.unshift(
    ["Ctrl+Enter", "keys.draft"], ["Alt+C", "keys.copy"], ["Alt+N", "keys.new"], ["Alt+F", "keys.follow"],
    ["Alt+H", "keys.handoff"], ["Alt+P  Alt+L", "keys.correct"], ["1  2  3", "keys.choose"],
    ["Alt+←  Alt+→", "keys.evidence"], ["Alt+V", "keys.large"], ["Alt+X", "keys.part"], ["+  −  0", "keys.zoom"],
    ["Alt+1 … 5", "keys.tabs"], ["J  K  Enter", "keys.queue"], ["Esc", "keys.cancel"], ["?", "keys.help"],
  );
  function help() {
    const open = find("#shortcuts");
    if (open) { open.remove(); return; }
    const off = make("input", { type: "checkbox", checked: assist.keysOn(), onchange: () => assist.keysOn(off.checked) });
    const dialog = make("dialog", { id: "shortcuts", "aria-label": word("keys.title") },
      make("h2", {}, word("keys.title")),
      make("dl", {}, ...assist.shortcuts.flatMap(([chord, text]) => [
        make("dt", {}, ...chord.split("  ").map((one) => make("kbd", {}, one))), make("dd", {}, word(text))])),
      make("label", { className: "switch" }, off, word("keys.on")),
      make("form", { method: "dialog" }, make("button", { className: "primary" }, word("do.close"))));
    show(dialog);
  }
  /** A dialog over everything; it is gone from the page when it closes. */
  function show(dialog) {
    dialog.addEventListener("close", () => dialog.remove());
    dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
    (find(".gradio-container") || document.body).append(dialog);
    dialog.showModal();
  }
  each("#help", (button) => button.addEventListener("click", help));
  key("Slash", (event) => (event.shiftKey && !typing(event) ? help() : false));
  for (let i = 1; i <= 9; i += 1) {
    key(`Alt+Digit${i}`, () => { const name = assist.tabs()[i - 1]; if (!name) return false; assist.open(name); return true; });
  }

  // A session that ended: the page stays as it is, the agent signs in beside it and goes on.
  assist.signedOut.push(() => {
    if (find("#signin")) return;
    const back = make("button", { type: "button", onclick: async () => {
      try { await ask("GET", "/products"); dialog.close(); assist.signedIn.forEach((act) => act()); } catch { /* still signed out */ }
    } }, word("signin.done"));
    const dialog = make("dialog", { id: "signin", "aria-label": word("signin.title") },
      make("h2", {}, word("signin.title")), make("p", {}, word("signin.kept")),
      make("p", { className: "row" }, make("a", { className: "button primary", href: `/signin?next=/${language}/`, target: "_blank", rel: "noopener" }, word("signin.open")), back));
    show(dialog);
  });
})();
