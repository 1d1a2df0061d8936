// <button data-copies="text" data-copied="已复制">: copies the text and says so for two seconds.
const byHand = (text) => { // without https the clipboard is closed to scripts
  const field = Object.assign(document.createElement("textarea"), { value: text });
  document.body.append(field);
  field.select();
  document.execCommand("copy");
  field.remove();
};

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copies]");
  if (!button) return;
  const text = button.dataset.copies;
  await (navigator.clipboard ? navigator.clipboard.writeText(text) : Promise.reject()).catch(() => byHand(text));
  const said = button.querySelector("[role=status]");
  said.textContent = button.dataset.copied;
  setTimeout(() => (said.textContent = ""), 2000);
});
