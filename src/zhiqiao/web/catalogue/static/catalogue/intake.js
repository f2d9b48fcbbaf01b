// What was typed and not yet sent is not lost by a slip: the browser asks before it leaves.
const form = document.querySelector("form[data-keep]");
let isDirty = false;
form?.addEventListener("input", () => { isDirty = true; });
form?.addEventListener("submit", () => { isDirty = false; });
window.addEventListener("beforeunload", (event) => { if (isDirty) event.preventDefault(); });
