// The mastery grid: arrow keys between cells, the why panel beside it, and cells that change by themselves.
"use strict";
(() => {
  const page = document.getElementById("grid-page");
  if (!page) return;
  const wide = matchMedia("(min-width: 60rem)");
  const panel = document.getElementById("why");
  const holder = document.getElementById("with-panel");
  const BUSY = 1500;
  const CALM = 10000;
  const table = () => document.getElementById("grid-table");
  const marks = () => [...table().querySelectorAll("tbody td a.mark")];

  // One cell is in the tab order; the arrow keys move it.
  function settle(current) {
    for (const mark of marks()) mark.tabIndex = -1;
    (current || marks()[0])?.setAttribute("tabindex", "0");
  }
  const step = { ArrowRight: [0, 1], ArrowLeft: [0, -1], ArrowDown: [1, 0], ArrowUp: [-1, 0] };
  page.addEventListener("keydown", (event) => {
    const mark = event.target.closest("tbody td a.mark");
    if (!mark) return;
    const cell = mark.parentElement;
    const rows = [...table().tBodies[0].rows];
    let row = rows.indexOf(cell.parentElement);
    let column = cell.cellIndex;
    if (event.key in step) {
      let [down, right] = step[event.key];
      if (document.dir === "rtl") right = -right;
      do {
        row += down;
        column += right;
      } while (rows[row]?.cells[column] && column > 0 && !rows[row].cells[column].querySelector("a"));
    } else if (event.key === "Home") column = 1;
    else if (event.key === "End") column = rows[row].cells.length - 1;
    else return;
    const next = column > 0 && rows[row]?.cells[column]?.querySelector("a.mark");
    if (!next) return;
    event.preventDefault();
    settle(next);
    next.focus();
  });

  // The why panel: the same page a cell leads to, beside the grid where there is room.
  function mark(current) {
    table().querySelectorAll("[aria-current]").forEach((one) => one.removeAttribute("aria-current"));
    current?.setAttribute("aria-current", "true");
  }
  function show(link) {
    panel.hidden = false;
    holder.classList.remove("with-panel--shut");
    mark(link);
  }
  function failed() {
    const said = document.createElement("p");
    said.className = "notice notice--err";
    said.textContent = panel.dataset.failed;
    panel.replaceChildren(said);
  }
  async function open(link) {
    const answer = await fetch(link.href, { headers: { "HX-Request": "true" } }).catch(() => null);
    // Whoever is no longer signed in is led to the sign-in page, which belongs in the whole window.
    if (answer?.redirected) return location.assign(link.href);
    const words = answer?.ok ? await answer.text().catch(() => null) : null;
    if (words === null) failed();
    else panel.innerHTML = words;
    show(link);
  }
  // What the panel says already stays where it cannot be brought up to date.
  async function reopen(link) {
    const answer = await fetch(link.href, { headers: { "HX-Request": "true" } });
    if (answer.ok && !answer.redirected) panel.innerHTML = await answer.text();
  }
  function close() {
    panel.hidden = true;
    holder.classList.add("with-panel--shut");
    const current = table().querySelector("[aria-current]");
    mark(null);
    current?.focus();
  }
  page.addEventListener("click", (event) => {
    if (event.target.closest("[data-close]")) {
      event.preventDefault();
      return close();
    }
    const link = event.target.closest("tbody td a.mark");
    if (!link || !wide.matches || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    settle(link);
    open(link);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !panel.hidden) close();
  });

  // Keeping up: a cheap question again and again; when its answer changes, only the cells that differ are swapped.
  const glow = (cell) => {
    const inside = cell.querySelector(".mark") || cell;
    inside.classList.add("glow");
    inside.addEventListener("animationend", () => inside.classList.remove("glow"), { once: true });
  };
  const shape = (one) => JSON.stringify([
    [...one.querySelectorAll("thead [data-k]")].map((cell) => cell.dataset.k),
    [...one.tBodies[0].rows].map((row) => row.dataset.s),
  ]);
  function swapCells(fresh) {
    const mine = table();
    if (shape(mine) !== shape(fresh)) return mine.replaceWith(fresh);
    [...fresh.rows].forEach((row, at) => {
      [...row.cells].forEach((cell, place) => {
        const old = mine.rows[at].cells[place];
        const plain = old.cloneNode(true);
        plain.querySelectorAll("a").forEach((one) => ["tabindex", "aria-current"].forEach((name) => one.removeAttribute(name)));
        if (plain.innerHTML === cell.innerHTML) return;
        const focused = old.contains(document.activeElement);
        const current = old.querySelector("[aria-current]");
        old.innerHTML = cell.innerHTML;
        const link = old.querySelector("a");
        if (current) link?.setAttribute("aria-current", "true");
        if (focused) link?.focus();
        if (old.tagName === "TD" && old.closest("tbody")) glow(old);
      });
    });
  }
  async function refresh() {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
    if (!answer.ok) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    const next = fresh.getElementById("grid-page");
    if (!next || !fresh.getElementById("grid-table")) return location.reload();
    const active = document.activeElement;
    swapCells(fresh.getElementById("grid-table"));
    for (const id of ["grid-choices"]) document.getElementById(id).innerHTML = fresh.getElementById(id).innerHTML;
    const state = document.getElementById("grid-state");
    state.className = fresh.getElementById("grid-state").className;
    if (state.textContent !== fresh.getElementById("grid-state").textContent) state.textContent = fresh.getElementById("grid-state").textContent;
    page.dataset.fresh = next.dataset.fresh;
    page.dataset.current = next.dataset.current;
    settle(active?.matches?.("td a.mark") ? active : null);
    const shown = table().querySelector("[aria-current]");
    if (shown && !panel.hidden && !panel.contains(document.activeElement)) await reopen(shown);
  }
  async function check() {
    const answer = await fetch(page.dataset.freshUrl, {
      headers: { "If-None-Match": `"${page.dataset.fresh}"` }, cache: "no-store",
    });
    if (answer.status === 200 && !answer.redirected) await refresh();
    return answer.status !== 404 && !answer.redirected;
  }
  async function keepAsking() {
    let more = true;
    try {
      if (!document.hidden) more = await check();
    } catch { /* no network just now: ask again later */ }
    if (more) setTimeout(keepAsking, page.dataset.current === "no" ? BUSY : CALM);
  }
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) check().catch(() => {});
  });
  if (table()) settle(null);
  setTimeout(keepAsking, page.dataset.current === "no" ? BUSY : CALM);
})();
