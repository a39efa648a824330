// Lists: arrows go from row to row; in a record Enter (or a click) shows where a value stands on paper.
// Buttons may have keys: those of the form in hand, and those of a form without rows from anywhere.
"use strict";
const stops = () => [...document.querySelectorAll("[data-rows] tbody tr")].flatMap(row => [...row.querySelectorAll("a:not(.aside), input[type=checkbox]")]);

function step(by) {
  const all = stops(), at = all.indexOf(document.activeElement);
  const next = all[at < 0 ? (by > 0 ? 0 : all.length - 1) : at + by];
  if (next) next.focus();
}

document.addEventListener("keydown", event => {
  if (event.isComposing || event.ctrlKey || event.altKey || event.shiftKey) return;
  if (event.key === "ArrowDown" || event.key === "ArrowUp") { event.preventDefault(); step(event.key === "ArrowDown" ? 1 : -1); }
});

document.addEventListener("keydown", event => {
  const name = (event.ctrlKey ? "Ctrl+" : "") + event.key, at = event.target.closest("form");
  if (event.isComposing || event.altKey || (name === "Enter" && event.target.matches("a, button"))) return;
  const button = [...document.querySelectorAll("button[data-keys]")].find(each =>
    each.dataset.keys.split(" ").includes(name) && (each.form === at || !("rows" in each.form.dataset)));
  if (!button) return;
  event.preventDefault();
  if (!event.repeat) button.click(); // A key held down must not decide the next group unseen.
});

document.addEventListener("click", event => {
  const link = event.target.closest("a.place");
  if (!link || event.ctrlKey || event.shiftKey || event.metaKey) return;
  event.preventDefault();
  document.querySelectorAll("a.place[aria-current]").forEach(each => each.removeAttribute("aria-current"));
  link.setAttribute("aria-current", "true");
  document.getElementById("about").textContent = link.dataset.about;
  for (const [id, src] of [["close", link.dataset.close], ["whole", link.href]]) {
    const picture = document.getElementById(id);
    picture.src = src; picture.hidden = false; picture.alt = link.dataset.about;
  }
});
