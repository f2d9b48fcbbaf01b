// The board: cards are dragged between columns, and the drawer saves in place. A drop presses the
// same control that the keyboard reaches, so both do the same. Without this file all are plain forms.
(() => {
  const say = (words) => { const said = document.getElementById("said"); if (said) said.textContent = words; };
  let card = null;
  let refused = false;

  const controlFor = (column) => card?.querySelector(`[data-to="${column.dataset.stage}"]`);
  const unmark = () => { for (const each of document.querySelectorAll(".is-over")) each.classList.remove("is-over"); };

  document.addEventListener("dragstart", (event) => {
    card = event.target.closest?.("[data-card]") ?? null;
    if (!card) return;
    refused = false;
    card.classList.add("is-dragged");
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", card.dataset.card);
  });
  document.addEventListener("dragover", (event) => {
    const column = event.target.closest?.(".board-column[data-stage]");
    if (!card || !column) return;
    unmark();
    refused = !controlFor(column) && !column.contains(card);
    if (!controlFor(column)) return;
    event.preventDefault();
    column.classList.add("is-over");
  });
  document.addEventListener("drop", (event) => {
    const column = event.target.closest?.(".board-column[data-stage]");
    const control = column && controlFor(column);
    if (!control) return;
    event.preventDefault();
    control.click();
  });
  document.addEventListener("dragend", () => {
    unmark();
    card?.classList.remove("is-dragged");
    if (refused) say(document.getElementById("board")?.dataset.refusal ?? "");
    card = null;
  });

  // Forms in the drawer are answered in the drawer; the list behind follows once something changed.
  const drawer = document.getElementById("drawer");
  const body = document.getElementById("drawer-body");
  if (!drawer || !body || !window.htmx) return;
  const refresh = () => {
    htmx.ajax("GET", location.pathname + location.search, { target: "#transfers", select: "#transfers", swap: "outerHTML show:none settle:0ms" });
  };
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || !body.contains(form) || form.method !== "post") return;
    event.preventDefault();
    const values = Object.fromEntries(new FormData(form, event.submitter));
    htmx.ajax("POST", form.getAttribute("action"), { target: "#drawer-body", select: "[data-drawer-part]", swap: "innerHTML show:none settle:0ms", values });
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.target !== body) return;
    body.querySelector("[data-drawer-part]")?.focus({ preventScroll: true });
    drawer.scrollTop = 0;
    const { verb, path } = event.detail.requestConfig;
    const answered = new URL(event.detail.xhr.responseURL || path, location.href).pathname;
    const asked = new URL(path, location.href).pathname;
    const isSaved = !body.querySelector(".errorlist");
    if (verb === "post" && isSaved && (answered !== asked || /^\/transfers\/\d+\/$/.test(asked))) refresh();
  });
  // After the list was exchanged the link that opened the drawer is another one.
  drawer.addEventListener("close", () => {
    if (document.activeElement === document.body) document.querySelector(".baskets a[aria-current]")?.focus();
  });
})();
