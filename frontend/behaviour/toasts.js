// Messages that something is done: they stand in #toasts and leave by themselves; errors wait to be closed.
// The words are the server's: a message of the page, or a <template> that base.html brings for what fails here.
const STAYS_MS = 6000;

const leave = (toast) => {
  if (toast.matches(":hover, :focus-within")) setTimeout(() => leave(toast), STAYS_MS);
  else toast.remove();
};

const start = (toast) => {
  if (!toast.hasAttribute("data-stays")) setTimeout(() => leave(toast), STAYS_MS);
};

export const show = (name) => {
  const toasts = document.getElementById("toasts");
  const template = document.getElementById(`toast-${name}`);
  if (!toasts || !template || toasts.querySelector(`[data-toast="${name}"]`)) return;
  toasts.append(template.content.cloneNode(true));
};

const watch = () => {
  const toasts = document.getElementById("toasts");
  if (!toasts) return;
  toasts.querySelectorAll(".toast").forEach(start);
  new MutationObserver((changes) => {
    for (const node of changes.flatMap((change) => [...change.addedNodes])) if (node.matches?.(".toast")) start(node);
  }).observe(toasts, { childList: true });
};

document.addEventListener("click", (event) => event.target.closest("[data-dismisses]")?.closest(".toast, .alert").remove());
document.addEventListener("DOMContentLoaded", watch);
