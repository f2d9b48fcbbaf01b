// Links with data-drawer open their page's [data-drawer-part] at the side; without this they are links.
(() => {
  const drawer = document.getElementById("drawer");
  if (!drawer || !window.htmx) return;
  let opener = null;
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-drawer]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    opener = link;
    htmx.ajax("GET", link.getAttribute("href"), { target: "#drawer-body", select: "[data-drawer-part]", swap: "innerHTML settle:0ms" })
      .then(() => { if (!drawer.open) drawer.showModal(); });
  });
  drawer.addEventListener("click", (event) => { if (event.target === drawer) drawer.close(); });
  drawer.addEventListener("close", () => { document.getElementById("drawer-body").replaceChildren(); opener?.focus(); });
})();
