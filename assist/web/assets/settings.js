// Settings: what an admin sets, what is configured and missing, the model's trial, tokens and webhooks.
"use strict";

(() => {
  const { word, texts, find, make, ask, send, copy, changed, language } = assist;
  const GROUPS = ["replies", "model", "library", "privacy"];
  const root = () => find("#settings .set");
  let rows = [], admin = false, findings = null, trial = null, edited = {}, tokens = [], hooks = { webhooks: [], sent: [] }, fresh = null;

  changed("#tab-settings", (tab) => (tab.offsetParent ? "shown" : ""), (tab) => { if (tab.offsetParent) load(); });

  async function load() {
    try {
      ({ rows, admin } = await ask("GET", "/settings"));
      draw();
      if (admin) { await programs(); draw(); }
      findings = await ask("GET", "/settings/doctor");
      draw();
    } catch (error) { said(error.message, true); }
  }
  async function programs() {
    tokens = await ask("GET", "/settings/tokens");
    hooks = await ask("GET", "/settings/webhooks");
  }
  const said = (text, bad = false) => {
    const place = find("#settings .said");
    if (place) { place.textContent = text; place.classList.toggle("bad", bad); place.hidden = !text; }
  };
  const trying = (act) => async (event) => {
    event?.preventDefault?.();
    said("");
    try { await act(event); } catch (error) { said(error.message || String(error), true); }
  };
  const button = (text, act, className = "") => make("button", { type: "button", className, onclick: trying(act) }, text);
  const day = (seconds) => new Date(seconds * 1000).toLocaleDateString(language === "zh" ? "zh-CN" : "en", { year: "numeric", month: "short", day: "numeric" });

  function draw() {
    const place = root();
    if (!place) return;
    const focused = document.activeElement?.id, at = document.activeElement?.selectionStart;
    const top = find("#settings .left")?.scrollTop || 0;
    place.replaceChildren(
      make("div", { className: "left", tabIndex: 0, role: "region", "aria-label": word("settings.title") },
        make("p", { className: "said", role: "status", hidden: true }),
        admin ? null : make("p", { className: "hint" }, word("settings.admins_only")),
        make("form", { className: "given", onsubmit: trying(save) },
          ...GROUPS.map(group), admin ? make("div", { className: "foot" },
            make("button", { type: "submit", className: "primary", disabled: !Object.keys(edited).length }, word("settings.save")),
            make("span", { className: "hint" }, word("settings.restart_hint"))) : null),
        ...(admin ? [tokenPart(), hookPart()] : [])),
      make("div", { className: "right", tabIndex: 0, role: "region", "aria-label": word("settings.doctor") }, doctorPart()));
    find("#settings .left").scrollTop = top;
    const again = focused && document.getElementById(focused);
    if (again && place.contains(again)) { again.focus(); try { again.setSelectionRange(at, at); } catch { /* no text field */ } }
  }

  // What is set

  function group(name) {
    const mine = rows.filter((row) => row.group === name);
    return make("fieldset", {}, make("legend", {}, word(`settings.group_${name}`)), ...mine.map(field),
      name === "model" && admin ? make("div", { className: "trial" },
        button(word("settings.try_model"), tryModel), trial === "busy" ? make("span", { className: "hint" }, word("settings.trying")) : null,
        Array.isArray(trial) ? findingList(trial) : null) : null);
  }
  function field(row) {
    const id = `set-${row.name}`, value = row.name in edited ? edited[row.name] : row.value;
    const off = !admin || row.fixed;
    const keep = (now) => { edited[row.name] = now; const go = find("#settings .foot .primary"); if (go) go.disabled = false; };
    const shared = { id, disabled: off, "aria-describedby": `${id}-about` };
    let input;
    if (row.kind === "switch") input = make("input", { ...shared, type: "checkbox", checked: Boolean(value), onchange: (event) => keep(event.target.checked) });
    else if (row.kind === "choice") {
      input = make("select", { ...shared, onchange: (event) => keep(event.target.value) },
        ...row.choices.map((one) => make("option", { value: one, selected: one === value }, word(`settings.${row.name}_${one}`))));
    } else if (row.kind === "lines") input = make("textarea", { ...shared, rows: 3, value: value || "", oninput: (event) => keep(event.target.value) });
    else if (row.kind === "number") input = make("input", { ...shared, type: "number", min: 0, step: "any", value: value ?? 0, oninput: (event) => keep(event.target.value === "" ? null : Number(event.target.value)) });
    else if (row.kind === "secret") {
      input = make("input", { ...shared, type: "password", autocomplete: "new-password", value: edited[row.name] || "",
        placeholder: word(row.set ? "settings.secret_set" : "settings.secret_none"), oninput: (event) => keep(event.target.value) });
    } else input = make("input", { ...shared, type: "text", autocomplete: "off", value: value || "", oninput: (event) => keep(event.target.value) });
    const state = row.fixed ? "settings.fixed" : row.waiting ? "settings.waiting" : row.at_once ? "settings.at_once" : "settings.at_restart";
    return make("div", { className: `field ${row.kind}` }, make("label", { htmlFor: id }, word(`settings.${row.name}`)), input,
      make("p", { className: "about", id: `${id}-about` }, word(`settings.${row.name}_about`), " ",
        make("span", { className: `when ${row.fixed ? "fixed" : row.waiting ? "waiting" : ""}` }, word(state, { name: `ASSIST_${row.name.toUpperCase()}` }))));
  }
  async function save() {
    ({ rows, admin } = await send("PUT", "/settings", edited));
    edited = {};
    draw();
    said(word(rows.some((row) => row.waiting) ? "settings.saved_waiting" : "settings.saved"));
  }
  async function tryModel() {
    trial = "busy"; draw();
    try { trial = await send("POST", "/settings/model", {}); } catch (error) { trial = null; draw(); throw error; }
    draw();
  }

  // What is configured and what is missing

  function doctorPart() {
    if (!findings) return make("section", {}, make("h2", {}, word("settings.doctor")), make("p", { className: "hint" }, word("settings.looking")));
    const bad = findings.filter((one) => one.state === "missing").length;
    return make("section", {}, make("h2", {}, word("settings.doctor")),
      make("p", { className: `sum ${bad ? "bad" : "good"}` }, word(bad ? "settings.doctor_bad" : "settings.doctor_good", { n: bad })),
      findingList(findings), button(word("settings.look_again"), async () => { findings = null; draw(); findings = await ask("GET", "/settings/doctor"); draw(); }));
  }
  const MARKS = { ok: "✓", missing: "✕", optional: "–", starting: "…" };
  const findingList = (list) => make("ul", { className: "findings" }, ...list.map((one) => make("li", { className: one.state },
    make("span", { className: "mark", "aria-hidden": "true" }, MARKS[one.state] || "–"),
    make("div", {}, make("b", {}, texts[`finding.${one.name.split(" (")[0]}`] || one.name),
      make("span", { className: "state" }, word(`settings.state_${one.state}`)), make("p", { dir: "auto" }, saidOf(one.told) || one.found),
      one.help && one.state !== "ok" ? make("p", { className: "do" }, saidOf(one.do) || one.help) : null))));
  /** Sentences of the page's own texts; nothing where one of them is not among those. */
  const saidOf = (told) => (told.every(([key]) => texts[key]) ? told.map(([key, facts]) => word(key, facts)).join(language === "zh" ? "；" : "; ") : "");

  // Programs: tokens and webhooks

  const secret = () => fresh && make("div", { className: "fresh" }, make("p", {}, word("settings.once")), make("code", {}, fresh),
    button(word("settings.copy"), async () => { await copy(fresh); said(word("settings.copied")); }), button(word("settings.done"), () => { fresh = null; draw(); }));

  function tokenPart() {
    const name = make("input", { id: "token-name", type: "text", maxLength: 120, required: true, autocomplete: "off", placeholder: word("settings.token_name_hint") });
    const role = make("select", { id: "token-role" }, ...["agent", "lead", "admin"].map((one) => make("option", { value: one }, word(`settings.role_${one}`))));
    const days = make("input", { id: "token-days", type: "number", min: 1, max: 3650, placeholder: word("settings.token_no_end") });
    const form = make("form", { className: "add", onsubmit: trying(async () => {
      const made = await send("POST", "/settings/tokens", { name: name.value, role: role.value, days: days.value ? Number(days.value) : null });
      fresh = made.token; await programs(); draw();
    }) }, labelled(name, "settings.token_name"), labelled(role, "settings.token_role"), labelled(days, "settings.token_days"),
    make("button", { type: "submit" }, word("settings.token_add")));
    const state = (row) => (row.revoked ? word("settings.revoked") : row.expires ? word("settings.until", { day: day(row.expires) }) : word("settings.token_no_end"));
    return make("section", { className: "programs" }, make("h2", {}, word("settings.tokens")), make("p", { className: "hint" }, word("settings.tokens_about")),
      secret(), tokens.length ? make("table", {}, make("tbody", {}, ...tokens.map((row) => make("tr", { className: row.revoked ? "off" : "" },
        make("td", {}, row.name), make("td", {}, word(`settings.role_${row.role}`)), make("td", {}, state(row)),
        make("td", {}, row.used ? word("settings.used", { day: day(row.used) }) : word("settings.never_used")),
        make("td", {}, row.revoked ? "" : button(word("settings.revoke"), async () => { await ask("DELETE", `/settings/tokens/${row.id}`); await programs(); draw(); }, "danger")))))) : null, form);
  }
  function hookPart() {
    const url = make("input", { id: "hook-url", type: "url", required: true, placeholder: "https://" });
    const form = make("form", { className: "add", onsubmit: trying(async () => {
      const made = await send("POST", "/settings/webhooks", { url: url.value });
      fresh = made.secret; await programs(); draw();
    }) }, labelled(url, "settings.hook_url"), make("button", { type: "submit" }, word("settings.hook_add")));
    return make("section", { className: "programs" }, make("h2", {}, word("settings.hooks")), make("p", { className: "hint" }, word("settings.hooks_about")),
      hooks.webhooks.length ? make("table", {}, make("tbody", {}, ...hooks.webhooks.map((row) => make("tr", {}, make("td", {}, row.url),
        make("td", {}, button(word("settings.remove"), async () => { await ask("DELETE", `/settings/webhooks/${row.id}`); await programs(); draw(); }, "danger")))))) : null,
      hooks.sent.length ? make("ul", { className: "sent" }, ...hooks.sent.map((one) => make("li", {},
        word(`settings.sent_${one.state}`, { n: one.attempts, answer: one.answer, day: day(one.created) })))) : null, form);
  }
  const labelled = (input, key) => make("div", {}, make("label", { htmlFor: input.id }, word(key)), input);
})();
