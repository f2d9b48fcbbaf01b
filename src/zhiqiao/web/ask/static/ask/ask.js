// An example fills the box and asks; Enter asks, Shift+Enter begins a line.
document.addEventListener("click", (event) => {
  const example = event.target.closest("[data-example]");
  if (!example) return;
  const box = document.getElementById("question");
  box.value = example.textContent;
  box.form.requestSubmit();
});
document.addEventListener("keydown", (event) => {
  if (event.target.id !== "question" || event.key !== "Enter") return;
  if (event.shiftKey || event.isComposing) return;
  event.preventDefault();
  event.target.form.requestSubmit();
});
