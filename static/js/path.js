// A student's pages: the choice between map and list, and a page that swaps itself when its results are current.
"use strict";
(() => {
  const BUSY = 2000;
  const CALM = 15000;
  const KEY = "waypoint.path.view";
  const wide = matchMedia("(min-width: 60.01rem)");
  const live = () => document.getElementById("live");
  const remembered = () => {
    try { return localStorage.getItem(KEY) || "map"; } catch { return "map"; }
  };

  // Map or list: both are there without script; with it, the one that was chosen.
  function show(view) {
    for (const area of document.querySelectorAll("[data-views]")) {
      for (const pane of area.querySelectorAll("[data-pane]")) pane.hidden = wide.matches && pane.dataset.pane !== view;
      for (const tab of area.querySelectorAll("[data-view]")) {
        if (tab.dataset.view === view) tab.setAttribute("aria-current", "true");
        else tab.removeAttribute("aria-current");
      }
    }
  }
  document.addEventListener("click", (event) => {
    const tab = event.target.closest("[data-view]");
    if (!tab) return;
    event.preventDefault();
    try { localStorage.setItem(KEY, tab.dataset.view); } catch { /* not remembered, still shown */ }
    show(tab.dataset.view);
  });
  wide.addEventListener("change", () => show(remembered()));

  // Keeping up: ask whether anything changed; if so, take the new page and let what differs glow once.
  function glow(element) {
    element.classList.add("glow");
    element.addEventListener("animationend", () => element.classList.remove("glow"), { once: true });
  }
  async function refresh() {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
    if (!answer.ok) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("live");
    if (!fresh) return;
    const before = Object.fromEntries([...live().querySelectorAll("[data-live]")].map((one) => [one.id, one.dataset.live]));
    const open = [...live().querySelectorAll("details")].map((one) => one.open);
    const focused = document.activeElement?.getAttribute?.("href");
    live().replaceWith(document.adoptNode(fresh));
    [...live().querySelectorAll("details")].forEach((one, at) => { one.open = open[at] || false; });
    show(remembered());
    if (focused) live().querySelector(`a[href="${CSS.escape(focused)}"]`)?.focus();
    for (const one of live().querySelectorAll("[data-live]")) if (before[one.id] !== one.dataset.live) glow(one);
  }
  async function check() {
    const answer = await fetch(live().dataset.freshUrl, {
      headers: { "If-None-Match": `"${live().dataset.fresh}"` }, cache: "no-store",
    });
    const typing = live().contains(document.activeElement) && document.activeElement.matches("textarea, input");
    if (answer.status === 200 && !answer.redirected && !typing) await refresh();
    return answer.status !== 404 && !answer.redirected;
  }
  async function keepAsking() {
    let more = true;
    try {
      if (!document.hidden) more = await check();
    } catch { /* no network just now: ask again later */ }
    if (more) setTimeout(keepAsking, live().dataset.current === "no" ? BUSY : CALM);
  }
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden && live()) check().catch(() => {});
  });
  if (!live()) return;
  show(remembered());
  setTimeout(keepAsking, live().dataset.current === "no" ? BUSY : CALM);
})();
