// What every tab shares: words, requests, elements, copying, keys, header. Foreign text goes in by textContent only.
"use strict";

window.assist = (() => {
  const { language, texts } = JSON.parse(document.getElementById("assist-words").textContent);

  const word = (key, facts = {}) =>
    Object.entries(facts).reduce((text, [name, value]) => text.replaceAll(`{${name}}`, value), texts[key] ?? key);

  const find = (selector, root = document) => root.querySelector(selector);
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];

  /** An element with properties, attributes (`aria-*`, `data-*`, `role`) and children; strings become text nodes. */
  function make(tag, settings = {}, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(settings)) {
      if (value === undefined || value === null || value === false) continue;
      if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
      else if (name in element && !name.includes("-") && name !== "list") element[name] = value;
      else element.setAttribute(name, value === true ? "" : value);
    }
    element.append(...children.filter((child) => child !== null && child !== undefined && child !== false));
    return element;
  }

  /** Where a photo was seen before, in words: the very same file, or one that looks like it. */
  const seenText = (seen) => word(seen.same_file ? "photos.seen" : "photos.seen_similar",
    { id: seen.ticket.slice(0, 6), date: new Date(seen.created * 1000).toLocaleDateString(language) });

  /** A request to our own routes; throws {code, message} in the page's language. */
  async function ask(method, address, body, headers = {}) {
    let answer;
    try {
      answer = await fetch(address, { method, body, headers, keepalive: method === "PUT" });
    } catch {
      throw { code: "offline", message: word("error.offline") };
    }
    const isJson = (answer.headers.get("content-type") || "").includes("json");
    const found = isJson ? await answer.json() : null;
    if (answer.ok) return found;
    const code = found?.code || `http_${answer.status}`;
    throw { code, message: texts[`error.${code}`] || [found?.message, found?.help].filter(Boolean).join(" ") || code };
  }

  const send = (method, address, value) =>
    ask(method, address, JSON.stringify(value), { "content-type": "application/json" });
  const upload = (address, file, extra = {}) =>
    ask("POST", address, file, {
      "content-type": "application/octet-stream", "x-file-name": encodeURIComponent(file.name || ""), ...extra,
    });

  /** Copying also works on plain http, where the clipboard interface is absent. */
  async function copy(text) {
    try {
      if (window.isSecureContext && navigator.clipboard) { await navigator.clipboard.writeText(text); return true; }
    } catch { /* refused: the way below still works */ }
    const area = make("textarea", { value: text, readOnly: true, style: "position:fixed;opacity:0" });
    const had = document.activeElement;
    document.body.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    had?.focus?.();
    return done;
  }

  /** Put text into a Gradio textbox as if it had been typed. */
  function type(selector, text) {
    const area = find(`${selector} textarea, ${selector} input`);
    if (!area) return;
    area.value = text;
    area.dispatchEvent(new Event("input", { bubbles: true }));
  }

  const press = (selector) => {
    const found = find(selector);
    (found?.matches("button") ? found : found && find("button", found))?.click();
  };

  const TABS = ["answer", "queue", "manuals"];
  const tabButtons = () => all("#tabs > .tab-wrapper [role=tab], #tabs .tab-container [role=tab]");
  const open = (name) => tabButtons().filter((tab, i, every) => every.indexOf(tab) === i)[TABS.indexOf(name)]?.click();
  const active = () => TABS.find((name) => find(`#tab-${name}`)?.offsetParent) || "answer";

  // Parts of the page come and go with Gradio's rendering: every watcher runs after each change, once a frame.
  const watchers = [];
  let due = false;
  const look = () => { due = false; for (const watcher of watchers) watcher(); };
  const soon = () => { if (!due) { due = true; requestAnimationFrame(look); setTimeout(() => due && look(), 120); } };
  new MutationObserver(soon).observe(document.documentElement, {
    childList: true, subtree: true, attributeFilter: ["data-view", "data-ticket", "data-band", "style", "class"],
  });
  /** Run `act(element)` once for every element that matches, now and later. */
  const each = (selector, act) => changed(selector, () => "", act);
  /**
   * Run `act(element)` whenever `sign(element)` differs from before, or what was filled in is gone: Gradio patches
   * the elements of its HTML in place instead of replacing them.
   */
  function changed(selector, sign, act) {
    const seen = new WeakMap();
    watchers.push(() => all(selector).forEach((element) => {
      const now = sign(element);
      if (seen.get(element) !== now) { seen.set(element, now); act(element); }
    }));
    soon();
  }

  // Buttons name what they do by data-do.
  const deeds = {};
  const on = (name, act) => { deeds[name] = act; };
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-do]");
    if (button && deeds[button.dataset.do]) { event.preventDefault(); deeds[button.dataset.do](button, event); }
  });

  // Keys: by place on the keyboard, never while an input method composes.
  const keys = [];
  /** `chord` such as "Alt+KeyC" or "Ctrl+Enter"; `act` returns false where the key is not its own. */
  const key = (chord, act) => keys.push([chord, act]);
  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229) return;
    const parts = [];
    if (event.ctrlKey || event.metaKey) parts.push("Ctrl");
    if (event.altKey) parts.push("Alt");
    parts.push(event.code);
    const chord = parts.join("+");
    for (const [wanted, act] of keys) {
      if (wanted === chord && act(event) !== false) { event.preventDefault(); event.stopPropagation(); return; }
    }
  }, true);
  const typing = (event) => /^(INPUT|TEXTAREA|SELECT)$/.test(event.target?.tagName || "") || event.target?.isContentEditable;

  return {
    language, word, find, all, make, ask, send, upload, copy, type, press, open, active, each, changed, on, key, typing, seenText,
    TABS, texts,
  };
})();

// Header: state of library and reading, language, light or dark, help.
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
      const { ready, total, failed } = state.library;
      const model = state.model;
      busy = ready < total || state.reading === "warming" || (model && !["ready", "failed"].includes(model.state));
      const [kind, text] = ready < total ? ["wait", "state.library_busy"]
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

  const SHORTCUTS = [
    ["Ctrl+Enter", "keys.draft"], ["Alt+C", "keys.copy"], ["Alt+N", "keys.new"], ["Alt+F", "keys.follow"],
    ["Alt+1 … 3", "keys.tabs"], ["Alt+←  Alt+→", "keys.evidence"], ["+  −  0", "keys.zoom"], ["Esc", "keys.cancel"],
    ["J  K  Enter", "keys.queue"], ["?", "keys.help"],
  ];
  function help() {
    const open = find("#shortcuts");
    if (open) { open.remove(); return; }
    const dialog = make("dialog", { id: "shortcuts", "aria-label": word("keys.title") },
      make("h2", {}, word("keys.title")),
      make("dl", {}, ...SHORTCUTS.flatMap(([chord, text]) => [make("dt", {}, make("kbd", {}, chord)), make("dd", {}, word(text))])),
      make("form", { method: "dialog" }, make("button", {}, word("do.close"))));
    dialog.addEventListener("close", () => dialog.remove());
    dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
    (find(".gradio-container") || document.body).append(dialog);
    dialog.showModal();
  }
  each("#help", (button) => button.addEventListener("click", help));
  key("Slash", (event) => (event.shiftKey && !typing(event) ? help() : false));
  assist.TABS.forEach((name, i) => key(`Alt+Digit${i + 1}`, () => { assist.open(name); }));
})();
