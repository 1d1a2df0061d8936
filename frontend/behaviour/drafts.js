// <form data-keeps="name">: what is typed outlives a reload, a lost session and a closed laptop, in this tab only.
// It is put back where the server sent the field empty, and forgotten when the form is sent and answered without error.
const keyOf = (form) => `draft ${location.pathname} ${form.dataset.keeps}`;
const fieldsOf = (form) => [...form.querySelectorAll("textarea, input[type=text], input[type=number], input:not([type])")].filter((field) => field.name);

const keep = (form) => sessionStorage.setItem(keyOf(form), JSON.stringify(fieldsOf(form).map((field) => [field.name, field.value])));

const putBack = (form) => {
  const kept = new Map(JSON.parse(sessionStorage.getItem(keyOf(form)) ?? "[]"));
  for (const field of fieldsOf(form)) {
    if (!field.value && kept.get(field.name)) field.value = kept.get(field.name);
  }
};

const forms = (root) => root.querySelectorAll?.("form[data-keeps]") ?? [];

document.addEventListener("input", (event) => {
  const form = event.target.closest("form[data-keeps]");
  if (form) keep(form);
});
// A form that comes back with errors holds what was typed already; elsewhere the draft is done with.
document.addEventListener("submit", (event) => {
  if (event.target.matches("form[data-keeps]")) sessionStorage.setItem("sent", keyOf(event.target));
});
document.addEventListener("DOMContentLoaded", () => {
  const sent = sessionStorage.getItem("sent");
  sessionStorage.removeItem("sent");
  if (sent && ![...forms(document)].some((form) => keyOf(form) === sent)) sessionStorage.removeItem(sent);
  for (const form of forms(document)) putBack(form);
});
document.addEventListener("htmx:after:process", (event) => {
  for (const form of forms(event.target)) putBack(form);
});
