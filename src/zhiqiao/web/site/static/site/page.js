// Small comforts. Every page works without them.
document.documentElement.classList.add("js");

// Menus close when one clicks elsewhere or presses Escape.
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of document.querySelectorAll("details.menu[open]")) menu.open = false;
});

// Forms with data-confirm state the consequence before they go.
document.addEventListener("submit", (event) => {
  const words = event.target.dataset.confirm;
  if (words && !window.confirm(words)) event.preventDefault();
});

// A form goes once: a second click while the answer is awaited would write twice.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post" || form.hasAttribute("hx-post")) return;
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "1";
  setTimeout(() => { delete form.dataset.sent; }, 10_000);
});
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});

// A failed background request says so instead of leaving the page silent.
document.addEventListener("htmx:responseError", (event) => {
  const main = document.getElementById("main");
  const notice = document.createElement("p");
  notice.className = "notice error";
  notice.setAttribute("role", "alert");
  notice.textContent = document.documentElement.lang === "en"
    ? `Not done (${event.detail.xhr.status}). Reload the page and try again.`
    : `没有完成（${event.detail.xhr.status}）。请刷新页面再试。`;
  main.prepend(notice);
  notice.scrollIntoView({ block: "nearest" });
});

// The language changes on the page as it stands: exchanged parts may have moved the address.
document.addEventListener("submit", (event) => {
  if (!event.target.matches("form[data-language]")) return;
  event.target.elements.next.value = location.pathname + location.search;
});
// Enter in the search box is a submit and a change: one search, not two.
document.addEventListener("change", (event) => {
  if (event.target.matches(".finder input[type=search]")) event.stopPropagation();
}, true);

// On a narrow screen the facets start folded, and stay as the visitor left them.
let facetsOpen = window.innerWidth > 860;
const foldFacets = () => {
  for (const facets of document.querySelectorAll("details.facets")) {
    facets.open = facetsOpen;
    facets.dataset.folded = "";
    facets.addEventListener("toggle", () => { facetsOpen = facets.open; });
  }
};
foldFacets();
document.addEventListener("htmx:load", foldFacets);
