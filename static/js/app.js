// What every page shares: menus, toasts, the list of keys, printing, and the glow of what has just changed.
(() => {
  "use strict";
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const calm = matchMedia("(prefers-reduced-motion: reduce)");

  // Menus close on Escape and on a press elsewhere; without this script they still open and close.
  const openMenus = () => all("details[data-menu][open]");
  document.addEventListener("click", (event) => {
    for (const menu of openMenus()) if (!menu.contains(event.target)) menu.open = false;
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of openMenus()) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });

  // A toast leaves after its seconds, but never while somebody points at it or has the focus in it.
  function startToast(toast) {
    if (toast.dataset.started) return;
    toast.dataset.started = "yes";
    let left = Number(toast.dataset.toast);
    const tick = setInterval(() => {
      if (toast.matches(":hover, :focus-within") || document.hidden) return;
      left -= 1;
      if (left > 0) return;
      clearInterval(tick);
      toast.classList.add("is-leaving");
      setTimeout(() => toast.remove(), calm.matches ? 0 : 400);
    }, 1000);
  }

  // What an update changed glows once: a fragment marks it with data-changed.
  function glow(element) {
    element.classList.remove("glow");
    void element.offsetWidth;
    element.classList.add("glow");
    element.addEventListener("animationend", () => element.classList.remove("glow"), { once: true });
  }

  function settle(root) {
    if (!root.querySelectorAll) return;
    all("[data-toast]", root).forEach(startToast);
    all("[data-changed]", root).forEach(glow);
    for (const button of all("[data-print][hidden]", root)) {
      button.hidden = false;
      button.addEventListener("click", () => window.print());
    }
  }

  // "?" lists the keys of this page: whatever carries data-key and data-key-label.
  function showKeys() {
    const open = document.querySelector("dialog.keys-open");
    if (open) return open.close();
    const dialog = document.getElementById("keys-dialog").content.firstElementChild.cloneNode(true);
    const list = dialog.querySelector("dl");
    const keys = all("[data-key]").filter((element) => element.dataset.keyLabel);
    const help = document.getElementById("keys-dialog").dataset.keyLabel;
    for (const [key, label] of [...keys.map((e) => [e.dataset.key, e.dataset.keyLabel]), ["?", help]]) {
      const term = document.createElement("dt");
      term.append(Object.assign(document.createElement("kbd"), { textContent: key }));
      list.append(term, Object.assign(document.createElement("dd"), { textContent: label }));
    }
    dialog.classList.add("keys-open");
    dialog.addEventListener("close", () => dialog.remove());
    document.body.append(dialog);
    dialog.showModal();
  }

  const typing = (target) => target.closest("input:not([type=radio]):not([type=checkbox]), textarea, select, [contenteditable]");
  document.addEventListener("keydown", (event) => {
    if (event.key !== "?" || event.ctrlKey || event.metaKey || event.altKey) return;
    if (document.documentElement.classList.contains("nokeys") || typing(event.target)) return;
    event.preventDefault();
    showKeys();
  });

  // Ctrl K opens the finder from anywhere.
  document.addEventListener("keydown", (event) => {
    const finder = document.querySelector("[data-find]");
    if (!finder || event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey) || event.shiftKey) return;
    event.preventDefault();
    finder.click();
  });

  document.addEventListener("htmx:afterSettle", (event) => settle(event.target));
  document.addEventListener("waypoint:toast", (event) => {
    const toast = Object.assign(document.createElement("div"), { className: "toast", textContent: event.detail });
    toast.dataset.toast = "8";
    document.getElementById("toasts").append(toast);
    startToast(toast);
  });
  settle(document);
})();
