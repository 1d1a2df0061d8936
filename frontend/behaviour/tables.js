// On a phone the rows of a table are cards. Each cell gets the word of its column, and of a wide table a card shows
// the two figures that matter: those the page marked with .key, else the first two; a button shows the rest.
const MOST = 4;

const label = (table, words) => {
  for (const row of table.querySelectorAll(":scope > :is(tbody, tfoot) > tr")) {
    if (row.cells.length === words.length) [...row.cells].forEach((cell, at) => (cell.dataset.label ??= words[at]));
  }
};

const markFigures = (table) => {
  if (table.querySelector(".key")) return;
  for (const row of table.rows) [...row.cells].filter((cell) => cell.matches("td.number")).slice(0, 2).forEach((cell) => cell.classList.add("key"));
};

const more = () => {
  const button = Object.assign(document.createElement("button"), { type: "button", className: "row-more" });
  button.setAttribute("aria-expanded", "false");
  button.setAttribute("aria-label", document.documentElement.lang.startsWith("zh") ? "全部" : "All");
  return button;
};

const fold = (table) => {
  markFigures(table);
  table.classList.add("list-keys", "list-folds");
  for (const row of table.querySelectorAll(":scope > tbody > tr")) row.cells[0].append(more());
};

const prepare = (table) => {
  const words = [...table.querySelectorAll("thead th")].map((head) => head.textContent.trim());
  label(table, words);
  if (words.length > MOST && !table.classList.contains("list-folds")) fold(table);
};

document.addEventListener("click", (event) => {
  const button = event.target.closest(".row-more");
  if (button) button.setAttribute("aria-expanded", String(button.closest("tr").classList.toggle("open")));
});
document.addEventListener("DOMContentLoaded", () => document.querySelectorAll("table:is(.list, .table)").forEach(prepare));
document.addEventListener("htmx:after:process", (event) => event.target.querySelectorAll?.("table:is(.list, .table)").forEach(prepare));
