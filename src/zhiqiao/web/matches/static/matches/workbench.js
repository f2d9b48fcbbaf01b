// Pointing at a piece of evidence lights up its partner; keys grade and move on.
const light = (number, on) => {
  for (const mark of document.querySelectorAll("mark[data-pairs]")) {
    if (mark.dataset.pairs.split(" ").includes(number)) mark.classList.toggle("is-lit", on);
  }
  for (const row of document.querySelectorAll(`tr[data-pair="${number}"]`)) row.classList.toggle("is-lit", on);
};
const numbersAt = (target) => {
  const spot = target.closest?.("mark[data-pairs], tr[data-pair]");
  return spot ? (spot.dataset.pairs || spot.dataset.pair).split(" ") : [];
};
document.addEventListener("mouseover", (event) => numbersAt(event.target).forEach((n) => light(n, true)));
document.addEventListener("mouseout", (event) => numbersAt(event.target).forEach((n) => light(n, false)));

document.addEventListener("keydown", (event) => {
  if (event.repeat || event.target.matches("input, textarea, select") || event.ctrlKey || event.metaKey || event.altKey) return;
  const open = document.querySelector(".card-match.is-open");
  if (!open) return;
  if (/^[1-4]$/.test(event.key)) {
    open.querySelector(`.grade-button[value="${event.key}"]`)?.click();
  } else if (event.key === "j" && document.querySelector(".put-aside")) {
    document.querySelector(".put-aside").click();
  } else if (event.key === "j" || event.key === "k") {
    const cards = [...document.querySelectorAll(".card-match")];
    cards[cards.indexOf(open) + (event.key === "j" ? 1 : -1)]?.querySelector(".open-link")?.click();
  }
});

// The link that opened a card is gone with the old page: its reader goes on at the card's title.
document.addEventListener("htmx:afterSettle", (event) => {
  if (!event.detail.requestConfig?.elt.matches(".open-link")) return;
  document.querySelector(".card-match.is-open .card-title a")?.focus({ preventScroll: true });
});
