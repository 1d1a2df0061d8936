// <button data-opens="id"> opens the <dialog> of that id; a click beside it or on [data-closes] closes it.
// A dialog that htmx brings with data-open opens at once.
document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-opens]");
  if (opener) document.getElementById(opener.dataset.opens).showModal();
  const dialog = event.target.closest("dialog[open]");
  if (event.target === dialog || event.target.closest("[data-closes]")) dialog?.close();
});

document.addEventListener("htmx:after:process", (event) => {
  for (const dialog of event.target.querySelectorAll?.("dialog[data-open]") ?? []) {
    dialog.removeAttribute("data-open");
    dialog.showModal();
  }
});
