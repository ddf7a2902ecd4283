// The API's reference is drawn by Swagger's own script; this mends its headings and nested controls.
(() => {
  "use strict";
  const root = document.getElementById("swagger-ui");
  const tidy = () => {
    for (const heading of root.querySelectorAll("h3, h4, h5")) heading.setAttribute("aria-level", heading.tagName === "H3" ? "2" : "3");
    for (const heading of root.querySelectorAll("h3, h4, h5")) heading.setAttribute("role", "heading");
    for (const link of root.querySelectorAll(".opblock-summary-control a[href]")) link.removeAttribute("href");
    for (const box of root.querySelectorAll(".highlight-code > pre, .microlight")) box.tabIndex = 0;
  };
  new MutationObserver(tidy).observe(root, { childList: true, subtree: true });
})();
