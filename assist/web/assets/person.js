// Who sits here: the menu at the header's end, and who else has the open ticket open.
"use strict";

if (assist.ticket) (() => {
  const { word, find, make, ask, send, each } = assist;

  async function menu(bar) {
    let me;
    try { me = await ask("GET", "/me"); } catch { return; }
    if (find("#person", bar)) return;
    const item = (name, text) => make("a", { href: `/${name}` }, word(text));
    const items = me.local
      ? [make("p", {}, word("people.local_told")), item("accounts", "people.set_up"), item("audit", "people.audit")]
      : [make("p", {}, me.name, make("small", {}, word(`role.${me.role}`))), item("account", "people.account"),
        ...(me.role === "admin" ? [item("accounts", "people.accounts"), item("audit", "people.audit")] : []),
        make("button", { type: "button", onclick: leave }, word("people.sign_out"))];
    const name = me.name || word("people.local");
    const summary = make("summary", { title: name, "aria-label": `${word("people.menu")}: ${name}` },
      me.local ? icon() : make("b", { "aria-hidden": "true" }, [...me.name.trim()][0].toUpperCase()));
    const details = make("details", { id: "person" }, summary, make("div", { className: "sheet" }, ...items));
    bar.append(details);
    document.addEventListener("click", (event) => { if (!details.contains(event.target)) details.open = false; });
    details.addEventListener("keydown", (event) => { if (event.key === "Escape" && details.open) { details.open = false; summary.focus(); event.stopPropagation(); } });
  }
  function icon() {
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    svg.setAttribute("viewBox", "0 0 16 16");
    svg.setAttribute("class", "icon");
    svg.setAttribute("aria-hidden", "true");
    const path = document.createElementNS(svg.namespaceURI, "path");
    path.setAttribute("d", "M8 8a2.7 2.7 0 1 0 0-5.4A2.7 2.7 0 0 0 8 8zM2.8 14a5.2 5.2 0 0 1 10.4 0");
    svg.append(path);
    return svg;
  }
  async function leave() {
    try { await assist.ticket?.save?.(); } finally {
      await fetch("/signout", { method: "POST" });
      location.href = "/signin";
    }
  }
  each(".top nav", menu);

  // Presence: the page says every 15 s that it has the ticket open, while it can be seen.
  const EVERY = 15_000;
  let ticket = "", next = 0;
  async function here() {
    clearTimeout(next);
    const open = assist.ticket?.id;
    if (open && open !== ticket && ticket) fetch(`/tickets/${ticket}/presence`, { method: "DELETE", keepalive: true }).catch(() => {});
    ticket = open || "";
    if (ticket && !document.hidden) {
      try {
        const { others, asked } = await ask("PUT", `/tickets/${ticket}/presence`);
        tell(others);
        wanted(asked);
      } catch { tell([]); wanted([]); /* hints, nothing more */ }
    }
    next = setTimeout(here, EVERY);
  }
  function tell(others) {
    let line = find("#also-here");
    if (!others.length) { line?.remove(); return; }
    const names = others.map((one) => one.name || word("people.local"));
    const text = word("people.also_here", { names: new Intl.ListFormat(document.documentElement.lang).format(names) });
    if (!line) {
      line = make("p", { id: "also-here", role: "status" });
      find("#result")?.prepend(line);
    }
    if (line.textContent !== text) line.textContent = text;
  }
  /** Who handed the ticket over wants it back: one click gives it. */
  function wanted(asked) {
    const sign = asked.map((one) => one.id).join(" ");
    let line = find("#asked-back");
    if (line?.dataset.sign === sign) return;
    line?.remove();
    if (!asked.length) return;
    line = make("div", { id: "asked-back", role: "status", "data-sign": sign }, ...asked.map((one) => make("p", {},
      word("people.asked_back", { name: one.name }), " ",
      make("button", { type: "button", className: "quiet", onclick: () => give(one) }, word("people.hand_back")))));
    find("#result")?.prepend(line);
  }
  async function give(one) {
    try {
      const given = await send("PUT", `/tickets/${ticket}/owner`, { to: one.id });
      wanted([]);
      if (given.open) assist.told(word("handoff.assigned", { name: one.name }), "good"); else assist.press("#look");
    } catch (error) { assist.told(error.message, "bad"); }
  }
  assist.ticket.onOpen(here);
  if (assist.ticket.id) here();
  document.addEventListener("visibilitychange", () => { if (!document.hidden) here(); });
  addEventListener("pagehide", () => { if (ticket) fetch(`/tickets/${ticket}/presence`, { method: "DELETE", keepalive: true }).catch(() => {}); });
})();
