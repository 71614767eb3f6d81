// One's own account, everybody's, and the audit log: pages of their own (`/account`, `/accounts`, `/audit`).
"use strict";

if (document.getElementById("people")) (() => {
  const { word, texts, find, make, ask, send, copy, moment, language } = assist;
  const root = document.getElementById("people");
  const page = root.dataset.page;
  document.documentElement.lang = language === "zh" ? "zh-CN" : "en";
  assist.signedOut.push(() => { location.href = `/signin?next=${encodeURIComponent(location.pathname)}`; });

  const main = make("main", { className: "people" });
  const told = make("p", { className: "wrong", role: "alert", hidden: true });
  const tell = (text = "") => { told.textContent = text; told.hidden = !text; };
  /** Do something that may fail; what went wrong is told above. */
  const trying = (act) => async (...given) => {
    tell();
    try { return await act(...given); } catch (error) { tell(error.message || String(error)); return undefined; }
  };
  const button = (text, act, className = "") => make("button", { type: "button", className, onclick: trying(act) }, text);

  function frame(me) {
    const link = (name) => make("a", { href: `/${name}`, "aria-current": name === page ? "page" : undefined }, word(`people.${name}`));
    const own = me.local ? [] : [link("account")];
    const others = me.role === "admin" ? [link("accounts"), link("audit")] : [];
    root.replaceChildren(
      make("header", { className: "bar" },
        make("a", { className: "home", href: `/${language}/`, title: word("people.back") }, word("page.name")),
        make("nav", { "aria-label": word("people.menu") }, ...own, ...others),
        make("span", { className: "me" }, me.name || word("people.local"))),
      main);
  }

  // My account

  function account(me) {
    const old = input("old", "account.old", "current-password"), fresh = input("new", "door.new_password", "new-password");
    const done = make("p", { className: "done", role: "status" });
    const form = make("form", { onsubmit: trying(async (event) => {
      event.preventDefault();
      done.textContent = "";
      await send("POST", "/password", { old: old.value, new: fresh.value });
      form.reset();
      done.textContent = word("account.changed");
    }) },
      make("input", { type: "text", name: "username", value: me.name, autocomplete: "username", hidden: true, readOnly: true }),
      ...labelled(old, "account.old"), ...labelled(fresh, "door.new_password"),
      make("p", { className: "hint" }, word("door.password_hint", { n: 10 })),
      make("div", { className: "row" }, make("button", { type: "submit", className: "primary" }, word("account.change")), done));
    main.replaceChildren(
      make("h1", {}, me.name), make("p", { className: "lead" }, word("account.role", { role: word(`role.${me.role}`) })), told,
      make("section", {}, make("h2", {}, word("account.password")),
        me.provider ? make("p", {}, word("account.provider", { name: me.provider })) : form),
      make("section", {}, make("h2", {}, word("account.sessions")), make("p", {}, word("account.sessions_told")),
        button(word("account.end_all"), async () => { await send("POST", "/account/signout", {}); location.href = "/signin"; })));
  }
  function input(name, label, fill) {
    return make("input", { id: name, name, type: "password", required: true, maxLength: 1024, autocomplete: fill });
  }
  const labelled = (field, label) => [make("label", { htmlFor: field.id }, word(label)), field];

  // Accounts

  const role = (chosen, act) => {
    const select = make("select", { "aria-label": word("accounts.role"), onchange: trying(() => act(select.value, select)) },
      ...["agent", "lead", "admin"].map((one) => make("option", { value: one, selected: one === chosen }, word(`role.${one}`))));
    return select;
  };

  async function accounts(me) {
    const { accounts: rows, local } = await ask("GET", "/accounts/rows");
    const given = make("div", { className: "given" });
    const link = async (body) => {
      const made = await send("POST", "/accounts/links", body);
      const address = make("input", { readOnly: true, value: location.origin + made.path, "aria-label": word("accounts.copy"), onfocus: () => address.select() });
      const copied = make("span", { className: "done", role: "status" });
      given.replaceChildren(make("p", {}, word("accounts.link_told", { until: moment(made.expires) })),
        make("div", { className: "row" }, address,
          button(word("accounts.copy"), async () => { await copy(address.value); copied.textContent = word("accounts.copied"); }, "primary"), copied));
      address.focus();
    };
    const says = make("p", { className: "hint" });
    const wanted = role("agent", (one) => { says.textContent = word(`role.${one}_may`); });
    says.textContent = word("role.agent_may");
    const invite = local
      ? make("section", {}, make("p", {}, word("accounts.none")),
        button(word("accounts.make_admin"), async () => { location.href = (await send("POST", "/accounts/links", { role: "admin" })).path; }, "primary"))
      : make("section", { className: "invite" }, make("h2", {}, word("accounts.invite")),
        make("div", { className: "row" }, make("span", {}, word("accounts.as")), wanted,
          button(word("accounts.make_link"), () => link({ role: wanted.value }), "primary"), says), given);
    const body = make("tbody", {}, ...rows.map((row) => line(row, me, link)));
    main.replaceChildren(make("h1", {}, word("accounts.title")), told, invite,
      rows.length ? make("table", {}, heads("name", "role", "seen", "state", ""), body) : "");
  }
  const heads = (...names) => make("thead", {}, make("tr", {}, ...names.map((name) => make("th", { scope: "col" }, name && word(`accounts.${name}`)))));

  function line(row, me, link) {
    const again = () => accounts(me), name = row.name;
    const act = (deed) => async () => {
      if (deed === "disable" && !(await sure(word("accounts.disable_sure", { name }), word("accounts.disable")))) return;
      const { ended } = await send("POST", `/accounts/${row.id}/${deed}`, {});
      if (deed === "signout") find(".done", shown).textContent = word("accounts.ended", { n: ended });
      else await again();
    };
    const select = role(row.role, async (one) => {
      try { await send("PUT", `/accounts/${row.id}/role`, { role: one }); } catch (error) { select.value = row.role; throw error; }
      row.role = one;
    });
    const shown = make("tr", { className: row.disabled ? "off" : "" },
      make("th", { scope: "row" }, name, row.id === me.id ? make("span", { className: "tag" }, word("accounts.you")) : null,
        row.provider ? make("span", { className: "tag" }, word("accounts.by_provider")) : null),
      make("td", {}, select), make("td", {}, row.seen ? moment(row.seen) : word("accounts.never")),
      make("td", {}, make("span", { className: `state ${row.disabled ? "bad" : "good"}` }, word(row.disabled ? "accounts.disabled" : "accounts.active"))),
      make("td", { className: "deeds" }, make("span", { className: "done", role: "status" }),
        row.disabled || row.provider ? null : button(word("accounts.new_password"), () => link({ account: row.id })),
        row.disabled ? null : button(word("accounts.sign_out"), act("signout")),
        row.disabled ? button(word("accounts.enable"), act("enable")) : button(word("accounts.disable"), act("disable"), "danger")));
    return shown;
  }
  /** A question that is answered by its own button, not by a stray key. */
  function sure(question, deed) {
    return new Promise((answer) => {
      const dialog = make("dialog", { "aria-label": deed }, make("p", {}, question),
        make("div", { className: "row" }, make("button", { type: "button", onclick: () => dialog.close() }, word("accounts.cancel")),
          make("button", { type: "button", className: "danger", onclick: () => dialog.close("yes") }, deed)));
      dialog.addEventListener("close", () => { dialog.remove(); answer(dialog.returnValue === "yes"); });
      document.body.append(dialog);
      dialog.showModal();
    });
  }

  // Audit log

  async function audit() {
    const people = (await ask("GET", "/accounts/rows")).accounts;
    const choice = (name, all, options) => make("select", { name, "aria-label": word(all) }, make("option", { value: "" }, word(all)),
      ...options.map(([value, text]) => make("option", { value }, text)));
    const kinds = Object.keys(texts).filter((key) => key.startsWith("kind.")).map((key) => key.slice(5));
    const deeds = Object.keys(texts).filter((key) => key.startsWith("deed.")).map((key) => key.slice(5));
    const day = (name, label) => make("label", { className: "day" }, word(label), make("input", { type: "date", name }));
    const form = make("form", { className: "row filter", onchange: trying(() => show()), onsubmit: (event) => event.preventDefault() },
      choice("person", "audit.everybody", people.map((one) => [one.id, one.name])),
      choice("deed", "audit.every_deed", deeds.map((one) => [one, word(`deed.${one}`)])),
      choice("kind", "audit.every_kind", kinds.map((one) => [one, word(`kind.${one}`)])),
      day("since", "audit.since"), day("until", "audit.until"),
      make("input", { name: "subject", placeholder: word("audit.id"), "aria-label": word("audit.id"), maxLength: 200 }));
    const table = make("a", { className: "button", download: "audit.csv" }, word("audit.csv"));
    form.append(table);
    const body = make("tbody"), more = button(word("audit.more"), () => show(before), "more");
    let before = 0;
    async function show(from = 0) {
      const asked = new URLSearchParams([...new FormData(form)].filter(([, value]) => value));
      table.href = `/audit.csv?${asked}&language=${language}`;
      if (from) asked.set("before", from);
      const found = await ask("GET", `/audit/rows?${asked}`);
      if (!from) body.replaceChildren();
      body.append(...found.rows.map(deed));
      if (!body.children.length) body.append(make("tr", {}, make("td", { colSpan: 6 }, word("audit.nothing"))));
      before = found.rows.at(-1)?.id || 0;
      more.hidden = !found.more;
    }
    main.replaceChildren(make("h1", {}, word("audit.title")), make("p", { className: "lead" }, word("audit.told")), told, form,
      make("table", { className: "audit" },
        make("thead", {}, make("tr", {}, ...["when", "who", "deed", "what", "id", "address"].map((name) => make("th", { scope: "col" }, word(`audit.${name}`))))), body),
      more);
    await trying(show)();
  }
  const named = (group, key) => texts[`${group}.${key}`] || key;
  const deed = (row) => make("tr", { className: ["sign_in_failed", "deleted", "disabled"].includes(row.deed) ? "notable" : "" },
    make("td", { className: "when" }, moment(row.at)),
    make("td", {}, row.name || (row.person === "local" ? word("people.local") : row.person || word("audit.nobody"))),
    make("td", {}, named("deed", row.deed)), make("td", {}, named("kind", row.kind)),
    make("td", { className: "id" }, row.kind === "ticket" && row.subject ? make("a", { href: `/${language}/?t=${row.subject}` }, row.subject.slice(0, 8)) : row.subject.slice(0, 12)),
    make("td", { className: "id" }, row.address));

  (async () => {
    const me = await ask("GET", "/me");
    frame(me);
    await trying({ account, accounts, audit }[page])(me);
  })();
})();
