// Line numbers beside the rule, marks on lines with problems, snippets, and Tab that indents.
const editor = document.querySelector("[data-editor]");
const text = editor?.querySelector("textarea");
const gutter = editor?.querySelector("[data-lines]");

const marks = () => {
  const found = new Map();
  for (const each of document.querySelectorAll("#check [data-problem-line]")) {
    const line = Number(each.dataset.problemLine);
    if (found.get(line) !== "error") found.set(line, each.dataset.problemKind);
  }
  return found;
};
const number = () => {
  const count = text.value.split("\n").length, found = marks();
  gutter.replaceChildren(...Array.from({ length: count }, (_, index) => {
    const line = document.createElement("span");
    line.textContent = index + 1;
    if (found.has(index + 1)) line.className = found.get(index + 1);
    return line;
  }));
  gutter.scrollTop = text.scrollTop;
};
const changed = () => text.dispatchEvent(new Event("input", { bubbles: true }));
const goTo = (line, column) => {
  const before = text.value.split("\n").slice(0, line - 1);
  const start = before.reduce((sum, each) => sum + each.length + 1, 0);
  text.focus();
  text.setSelectionRange(start + column - 1, start + column - 1);
  text.scrollTop = Math.max(0, (line - 6) * (text.scrollHeight / text.value.split("\n").length));
};
// A snippet goes below the line with the cursor.
const insert = (piece) => {
  const end = text.value.indexOf("\n", text.selectionStart);
  const at = end < 0 ? text.value.length : end;
  text.focus();
  text.setRangeText(`\n${piece}`, at, at, "end");
  changed();
};
let leaves = false;
const indent = (event) => {
  if (event.key === "Escape") { leaves = true; return; }
  if (event.key !== "Tab" || leaves || event.altKey || event.ctrlKey) { if (event.key !== "Shift") leaves = false; return; }
  if (event.shiftKey) return;
  event.preventDefault();
  text.setRangeText("  ", text.selectionStart, text.selectionEnd, "end");
  changed();
};

if (text) {
  text.addEventListener("input", number);
  text.addEventListener("scroll", () => { gutter.scrollTop = text.scrollTop; });
  text.addEventListener("keydown", indent);
  document.addEventListener("htmx:afterSettle", number);
  document.addEventListener("click", (event) => {
    const place = event.target.closest("[data-go-line]");
    if (place) goTo(Number(place.dataset.goLine), Number(place.dataset.goColumn || 1));
    const snippet = event.target.closest("[data-snippet]");
    if (snippet) insert(snippet.dataset.snippet);
  });
  // Leaving with changes that were not saved asks first.
  const saved = text.value;
  let isSent = false;
  document.getElementById("editor-form").addEventListener("submit", () => { isSent = true; });
  window.addEventListener("beforeunload", (event) => { if (!isSent && text.value !== saved) event.preventDefault(); });
  number();
}
