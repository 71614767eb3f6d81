// What every tab shares: words, requests, elements, copying, keys, header. Foreign text goes in by textContent only.
"use strict";

window.assist = (() => {
  const { language, texts } = JSON.parse(document.getElementById("assist-words").textContent);

  const locale = language === "zh" ? "zh-CN" : "en";
  const plural = new Intl.PluralRules(locale), numbers = new Intl.NumberFormat(locale);
  const dates = new Intl.DateTimeFormat(locale, { dateStyle: "medium" });
  const times = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short" });
  const day = (seconds) => dates.format(seconds * 1000);
  const moment = (seconds) => times.format(seconds * 1000);

  /** The text under `key`, in the singular (`key.one`) where `n` asks for it; numbers as this language writes them. */
  function word(key, facts = {}) {
    const one = "n" in facts && plural.select(Number(facts.n)) === "one" ? texts[`${key}.one`] : undefined;
    return Object.entries(facts).reduce(
      (text, [name, value]) => text.replaceAll(`{${name}}`, typeof value === "number" ? numbers.format(value) : value),
      one ?? texts[key] ?? key);
  }

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
    { id: seen.ticket.slice(0, 6), date: day(seen.created) });

  // Every request of the page, Gradio's too: one that finds nobody signed in asks the agent to sign in again (the page
  // and all that was typed stay), one that cannot join the queue is told instead of waited for.
  // `missed` hears of every request of our own that was refused: its address and code.
  const signedOut = [], signedIn = [], refused = [], missed = [];
  const fetched = window.fetch.bind(window);
  window.fetch = async (...asked) => {
    const joins = String(asked[0]?.url || asked[0]).includes("/queue/join");
    let answer;
    try { answer = await fetched(...asked); } catch (error) {
      if (joins) refused.forEach((act) => act("offline"));
      throw error;
    }
    if (answer.status === 401) signedOut.forEach((act) => act());
    else if (joins && !answer.ok) refused.forEach((act) => act(answer.status === 503 ? "busy" : `http_${answer.status}`));
    return answer;
  };

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
    missed.forEach((act) => act(address, code));
    throw { code, facts: found?.facts || {}, message: (texts[`error.${code}`] && word(`error.${code}`, found?.facts || {})) || [found?.message, found?.help].filter(Boolean).join(" ") || code };
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

  // Tabs, in the order they stand in; those that do not fit are in Gradio's overflow menu.
  const tabs = () => all("#tabs > .tab-wrapper [data-tab-id], #tabs > .tab-wrapper .overflow-dropdown button")
    .map((button) => button.dataset.tabId || "").filter(Boolean);
  const open = (name) => find(`#tabs > .tab-wrapper [data-tab-id="${name}"]`)?.click();
  const active = () => find("#tabs > .tab-wrapper [role=tab][aria-selected=true]")?.dataset.tabId || "answer";

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
      if (seen.get(element) === sign(element)) return;
      act(element);
      seen.set(element, sign(element));  // as it is once filled in: emptied again before the next look, it differs
    }));
    soon();
  }

  // A list of options is one only while it has some: an empty listbox promises children that are not there.
  watchers.push(() => all(".list[role=listbox], .list[role=group]").forEach((list) => {
    const role = find("[role=option]", list) ? "listbox" : "group";
    if (list.getAttribute("role") !== role) list.setAttribute("role", role);
  }));

  // Buttons name what they do by data-do.
  const deeds = {};
  const on = (name, act) => { deeds[name] = act; };
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-do]");
    if (button && deeds[button.dataset.do]) { event.preventDefault(); deeds[button.dataset.do](button, event); }
  });

  // Keys: by place on the keyboard, never while an input method composes; Esc alone works where they are switched off.
  const keys = [];
  /** `chord` such as "Alt+KeyC" or "Ctrl+Enter"; `act` returns false where the key is not its own. */
  const key = (chord, act) => keys.push([chord, act]);
  const keysOn = (wanted) => {
    if (wanted !== undefined) localStorage.setItem("assist-keys", wanted ? "1" : "0");
    return localStorage.getItem("assist-keys") !== "0";
  };
  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229 || (event.code !== "Escape" && !keysOn())) return;
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
    language, texts, word, day, moment, find, all, make, ask, send, upload, copy, type, press, tabs, open, active, each, changed,
    on, key, keysOn, typing, seenText, signedOut, signedIn, refused, missed, shortcuts: [],
  };
})();
