// What is typed and not saved outlives a reload, a lost session and a closed laptop, in this tab: with the revision on
// top of which it was written, so that saving it later tells of what others saved in between.
const keyOf = () => `plan ${location.pathname}`;
const revisionOf = (textarea) => textarea.form.elements.revision;

const say = (textarea) => textarea.form.toggleAttribute("data-unsaved", textarea.value !== textarea.dataset.saved);

export const keep = (textarea) => {
  if (textarea.value === textarea.dataset.saved) sessionStorage.removeItem(keyOf());
  else sessionStorage.setItem(keyOf(), JSON.stringify({ text: textarea.value, revision: revisionOf(textarea).value }));
  say(textarea);
};

export const putBack = (textarea, take) => {
  textarea.dataset.saved = textarea.value;
  const kept = JSON.parse(sessionStorage.getItem(keyOf()) ?? "null");
  if (kept && kept.text !== textarea.value && !textarea.readOnly) {
    revisionOf(textarea).value = kept.revision;
    take(kept.text);
    document.querySelector("[data-put-back]").hidden = false;
  }
  // An answer of 200 to the form says that the text that was sent is saved.
  document.addEventListener("htmx:after:request", ({ detail: { ctx } }) => {
    if (ctx.sourceElement !== textarea.form || ctx.response?.status !== 200) return;
    textarea.dataset.saved = ctx.request.body.get("text").replaceAll("\r\n", "\n");
    keep(textarea);
  });
  addEventListener("beforeunload", (event) => {
    if (textarea.form.hasAttribute("data-unsaved")) event.preventDefault();
  });
};
