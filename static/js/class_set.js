// Rating by keyboard: a key rates the student whose row has the focus and moves on. Without this script the form works
// as it is: radios, notes behind their link, and a button for "set the rest".
(() => {
  "use strict";
  const form = document.querySelector("[data-class-set]");
  if (!form) return;
  const rows = [...form.querySelectorAll("[data-row]")];
  const radios = (row) => [...row.querySelectorAll("input[type=radio]")];
  const chosen = (row) => radios(row).find((radio) => radio.checked && radio.value !== "");
  const blank = (row) => radios(row).find((radio) => radio.value === "");
  const singleKeys = () => !document.documentElement.classList.contains("nokeys");

  // "Move on after a rating" is remembered on this device.
  const moveOn = form.querySelector("[data-move-on]");
  const remembered = "waypoint.move-on";
  try {
    if (moveOn && localStorage.getItem(remembered) === "no") moveOn.checked = false;
    moveOn?.addEventListener("change", () => localStorage.setItem(remembered, moveOn.checked ? "yes" : "no"));
  } catch { /* a browser that keeps nothing still rates */ }

  function enter(row) {
    if (!row) return;
    (chosen(row) || radios(row)[0]).focus();
    row.scrollIntoView({ block: "nearest" });
  }
  const beside = (row, step) => rows[rows.indexOf(row) + step];

  function choose(row, radio) {
    radio.checked = true;
    radio.focus();
    count();
  }

  // Keys of two digits (scales above nine steps): the first waits 600 ms for the second.
  const strokes = new Set(rows.slice(0, 1).flatMap((row) => radios(row).map((radio) => radio.dataset.stroke)));
  let waiting = null;
  function settle() {
    if (!waiting) return;
    clearTimeout(waiting.timer);
    const { row } = waiting;
    waiting = null;
    if (moveOn?.checked && row.contains(document.activeElement)) enter(beside(row, 1));
  }
  function stroke(row, key) {
    const typed = waiting && waiting.row === row ? waiting.typed + key : key;
    const wanted = radios(row).find((radio) => radio.dataset.stroke === typed) || radios(row).find((radio) => radio.dataset.stroke === key);
    const couldGrow = [...strokes].some((one) => one && one.length > typed.length && one.startsWith(typed));
    if (waiting) clearTimeout(waiting.timer);
    waiting = null;
    if (!wanted && !couldGrow) return false;
    if (wanted) choose(row, wanted);
    if (couldGrow) waiting = { row, typed, timer: setTimeout(settle, 600) };
    else if (moveOn?.checked) enter(beside(row, 1));
    return true;
  }

  function openNote(row) {
    const note = row.querySelector(".note");
    note.classList.add("is-open");
    note.querySelector("input").focus();
  }

  function repeat(row) {
    const earlier = rows.slice(0, rows.indexOf(row)).reverse().map(chosen).find(Boolean);
    if (!earlier) return;
    choose(row, radios(row).find((radio) => radio.value === earlier.value));
    if (moveOn?.checked) enter(beside(row, 1));
  }

  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      return form.requestSubmit(form.querySelector("[data-save]"));
    }
    const row = event.target.closest("[data-row]");
    if (!row || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.matches("input:not([type=radio]), textarea")) {
      if (event.key === "Escape" || event.key === "Enter") {
        event.preventDefault();
        enter(event.key === "Enter" && moveOn?.checked ? beside(row, 1) || row : row);
      }
      return;
    }
    if (event.key === "ArrowUp" || event.key === "ArrowDown") {
      event.preventDefault();
      settle();
      return enter(beside(row, event.key === "ArrowDown" ? 1 : -1));
    }
    if (!singleKeys()) return;
    const key = event.key.toLowerCase();
    if (event.key === "Backspace" || event.key === "Delete") choose(row, blank(row));
    else if (key === ".") repeat(row);
    else if (key === "n") openNote(row);
    else if (!/^[0-9a-z]$/.test(key) || !stroke(row, key)) return;
    event.preventDefault();
  });

  // A pressed radio that is pressed again is cleared: there is no other way to take a slip back by touch.
  form.addEventListener("pointerdown", (event) => {
    const radio = event.target.closest("[data-row] label")?.querySelector("input[type=radio]");
    if (radio) radio.dataset.was = radio.checked ? "yes" : "";
  });
  form.addEventListener("click", (event) => {
    const link = event.target.closest("[data-note]");
    if (link) {
      event.preventDefault();
      return openNote(link.closest("[data-row]"));
    }
    if (event.target.matches("[data-row] input[type=radio]") && event.target.dataset.was && event.detail) {
      event.target.dataset.was = "";
      const empty = blank(event.target.closest("[data-row]"));
      if (empty) empty.checked = true;
      count();
    }
  });

  // What will be saved, in numbers.
  const status = form.querySelector("[data-counts]");
  const save = form.querySelector("[data-save]");
  function count() {
    if (!status) return;
    const picks = rows.map(chosen).filter(Boolean);
    const marks = new Map();
    for (const pick of picks) if (pick.dataset.mark) marks.set(pick.dataset.mark, (marks.get(pick.dataset.mark) || 0) + 1);
    const levels = picks.length - [...marks.values()].reduce((sum, one) => sum + one, 0);
    const parts = [...marks].map(([name, n]) => ` · ${n} ${name}`).join("");
    status.firstElementChild.textContent = `${levels} ${status.dataset.rated}`;
    status.lastElementChild.textContent = `${parts} · ${rows.length - picks.length} ${status.dataset.blank}`;
    const words = picks.length ? (picks.length === 1 ? save.dataset.one : save.dataset.many.replace("{n}", picks.length)) : save.dataset.none;
    save.textContent = words;
  }
  form.addEventListener("change", count);

  form.querySelector("[data-rest-do]")?.addEventListener("click", (event) => {
    event.preventDefault();
    const value = form.querySelector("[data-rest]").value;
    if (!value) return;
    for (const row of rows) if (!chosen(row)) radios(row).find((radio) => radio.value === value).checked = true;
    count();
  });

  // What describes the work is folded on a phone, and says in one line what it holds.
  const wide = matchMedia("(min-width: 60rem)");
  const folds = [...form.querySelectorAll("[data-fold]")];
  const unfold = () => { if (wide.matches) for (const fold of folds) fold.open = true; };
  wide.addEventListener("change", unfold);
  unfold();
  const brief = form.querySelector("[data-brief]");
  const language = document.documentElement.lang === "en" ? "en-GB" : document.documentElement.lang;
  brief?.closest("details").addEventListener("change", () => {
    const day = form.elements.on.valueAsDate;
    const kind = form.querySelector("[name=kind]:checked")?.closest("label").textContent.trim();
    const written = day?.toLocaleDateString(language, { timeZone: "UTC", day: "numeric", month: "long", year: "numeric" });
    brief.textContent = [form.elements.task.value.trim(), written, kind].filter(Boolean).join(" · ");
  });

  // One press, one save; and nothing typed is lost by leaving unawares.
  let dirty = false;
  let sent = false;
  form.addEventListener("input", () => { dirty = true; });
  form.addEventListener("keydown", () => { dirty = dirty || rows.some(chosen); });
  form.addEventListener("submit", (event) => {
    if (sent) return event.preventDefault();
    sent = true;
    setTimeout(() => { sent = false; }, 8000);
  });
  addEventListener("beforeunload", (event) => { if (dirty && !sent) event.preventDefault(); });
  addEventListener("pageshow", () => { sent = false; count(); });

  // A question that was answered wrongly has the focus; else, on a wide screen, somebody came here to type: the first
  // row that needs it has it.
  const wrong = form.querySelector("[autofocus]");
  if (wrong) wrong.focus();
  else if (matchMedia("(min-width: 60rem) and (hover: hover)").matches) {
    const first = rows.find((row) => row.hasAttribute("data-invalid")) || rows.find((row) => !chosen(row));
    if (first && (document.activeElement === document.body || document.activeElement === null)) radios(first)[0].focus({ preventScroll: !first.hasAttribute("data-invalid") });
  }
  count();
})();
