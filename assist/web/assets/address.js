// The page's address: the ticket, the tab, and what that tab wants kept there (History's filters), so that a reload, the
// browser's Back and a link that is passed on show the same.
"use strict";

assist.address = (() => {
  const { active, changed, open } = assist;
  const START = "answer"; // the tab that need not be named
  const OWN = ["t", "e", "tab"];
  const keepers = {}, readers = {};
  const asked = () => new URLSearchParams(location.search);
  let begun = false;

  /** Write ticket, place, tab and what the tab keeps; a `push` can be gone back to, anything else takes its place. */
  function write(changes = {}, push = false) {
    const now = asked(), next = new URLSearchParams(), tab = "tab" in changes ? changes.tab : now.get("tab") || START;
    const values = { t: now.get("t"), e: now.get("e"), ...changes, tab: tab === START ? "" : tab };
    for (const name of OWN) if (values[name]) next.set(name, values[name]);
    const kept = keepers[tab]?.() ?? Object.entries(Object.fromEntries(now)).filter(([name]) => !OWN.includes(name) && tab === now.get("tab"));
    for (const [name, value] of kept) if (value !== "") next.set(name, value);
    const text = `?${next}`;
    if (text !== location.search) history[push ? "pushState" : "replaceState"](null, "", text);
  }
  changed("#tabs > .tab-wrapper", () => active(), () => {
    const tab = active(), wanted = asked().get("tab") || START;
    if (!begun) {
      begun = true;
      if (wanted !== tab) open(wanted);
    } else if (wanted !== tab) write({ tab, e: "" }, true);
  });
  addEventListener("popstate", () => {
    const wanted = asked(), tab = wanted.get("tab") || START, ticket = wanted.get("t");
    if (tab !== active()) open(tab);
    readers[tab]?.(wanted);
    if (ticket === assist.ticket.id) return;
    if (tab === START && ticket) assist.ticket.goTo(ticket); else write({ t: assist.ticket.id });
  });

  return {
    asked, write,
    /** `keep()` gives a tab's own [name, value] pairs for the address, `read(parameters)` takes them from it. */
    keeps: (tab, keep, read) => { keepers[tab] = keep; readers[tab] = read; },
  };
})();
