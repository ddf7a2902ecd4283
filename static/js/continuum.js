// On a narrow screen the editor's tabs scroll; show the one we are on.
document.querySelector(".tabs [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });

// The outline by keyboard: up and down go through what can be seen, right opens, left closes or goes up a branch.
(() => {
  "use strict";
  const tree = document.querySelector("[data-tree]");
  if (!tree) return;
  const visible = () =>
    [...tree.querySelectorAll(".branch > summary, .leaf > a")].filter((element) => element.offsetParent !== null);
  tree.addEventListener("keydown", (event) => {
    const here = event.target.closest(".branch > summary, .leaf > a");
    if (!here || event.ctrlKey || event.metaKey) return;
    if (event.altKey) {
      const way = { ArrowUp: "up", ArrowDown: "down" }[event.key];
      const button = way && here.closest(".node")?.querySelector(`:scope > .steps [value=${way}]`);
      if (button) {
        event.preventDefault();
        button.click();
      }
      return;
    }
    const all = visible();
    const place = all.indexOf(here);
    const branch = here.matches("summary") ? here.parentElement : null;
    const go = (element) => {
      if (!element) return;
      event.preventDefault();
      element.focus();
    };
    if (event.key === "ArrowDown") go(all[place + 1]);
    else if (event.key === "ArrowUp") go(all[place - 1]);
    else if (event.key === "Home") go(all[0]);
    else if (event.key === "End") go(all.at(-1));
    else if (event.key === "ArrowRight" && branch) {
      if (branch.open) go(all[place + 1]);
      else branch.open = true;
    } else if (event.key === "ArrowLeft") {
      if (branch && branch.open) branch.open = false;
      else go((branch ? branch.parentElement : here).closest(".branch")?.querySelector(":scope > summary"));
    }
  });
  // After a step the page comes back at the line it was about: open the way to it.
  const target = location.hash ? document.getElementById(location.hash.slice(1)) : null;
  for (let branch = target?.closest(".branch"); branch; branch = branch.parentElement.closest(".branch")) branch.open = true;
  target?.scrollIntoView({ block: "center" });
  // The browser lets go of the focus once it has gone to the line, so take it after that.
  const line = target?.querySelector(":scope > .branch > summary, :scope > a");
  addEventListener("load", () => requestAnimationFrame(() => line?.focus({ preventScroll: true })));
})();
