// <form data-uploads>: files dropped on it, folders too, or chosen, are sent at once, with how far it is. The answer is
// a page: of success the next one, of refusal this one, whose form and reason take the place of what stands here.
import { show } from "./toasts.js";

const TAKEN = /\.(csv|xlsx|parquet)$/i;

const entriesOf = (reader) => new Promise((done) => reader.readEntries(done, () => done([])));

const filesIn = async (entry) => {
  if (entry.isFile) return new Promise((done) => entry.file((file) => done([file]), () => done([])));
  const reader = entry.createReader();
  const found = [];
  for (let some = await entriesOf(reader); some.length; some = await entriesOf(reader)) found.push(...some);
  // What else lies in a folder, as a hidden file of the system, was not meant.
  return (await Promise.all(found.map(filesIn))).flat().filter((file) => TAKEN.test(file.name) && !file.name.startsWith("."));
};

const dropped = async (data) => {
  const entries = [...data.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
  return entries.length ? (await Promise.all(entries.map(filesIn))).flat() : [...data.files];
};

const refuse = (form, text) => {
  const answered = new DOMParser().parseFromString(text, "text/html").getElementById("drop");
  const here = form.closest("#drop");
  if (answered && here) here.replaceWith(answered);
  else show("failed");
};

const send = (form, files) => {
  if (!files.length || form.hasAttribute("data-busy")) return;
  const body = new FormData();
  for (const field of form.querySelectorAll("input[type=hidden]")) body.append(field.name, field.value);
  for (const file of files) {
    body.append("files", file, file.name);
    body.append("modified", String(file.lastModified));
  }
  const box = form.querySelector(".drop-progress");
  const bar = box.querySelector("progress");
  const say = (part) => {
    bar.value = part;
    box.querySelector("p").textContent = form.dataset.sending.replace("{percent}", part);
  };
  const over = () => {
    box.hidden = true;
    form.removeAttribute("data-busy");
  };
  form.setAttribute("data-busy", "");
  box.hidden = false;
  say(0);
  const request = new XMLHttpRequest();
  request.open("POST", form.action);
  request.upload.addEventListener("progress", ({ loaded, total }) => say(Math.floor((loaded / total) * 100)));
  request.addEventListener("error", () => {
    over();
    show("unreachable");
  });
  request.addEventListener("load", () => {
    if (request.status < 400) location.assign(request.responseURL);
    else {
      over();
      if (request.status === 413) box.parentElement.querySelector(".drop-title").textContent = request.responseText;
      else refuse(form, request.responseText);
    }
  });
  request.send(body);
};

const formOf = (event) => event.target.closest?.("[data-uploads]");

document.addEventListener("change", (event) => {
  const form = event.target.matches("input[type=file]") && formOf(event);
  if (form) send(form, [...event.target.files]);
});
document.addEventListener("submit", (event) => {
  const form = formOf(event);
  if (!form) return;
  event.preventDefault();
  send(form, [...form.querySelector("input[type=file]").files]);
});
for (const kind of ["dragover", "dragleave"]) {
  document.addEventListener(kind, (event) => {
    const form = formOf(event);
    if (!form) return;
    event.preventDefault();
    form.toggleAttribute("data-over", kind === "dragover");
  });
}
document.addEventListener("drop", async (event) => {
  const form = formOf(event);
  if (!form) return;
  event.preventDefault();
  form.removeAttribute("data-over");
  send(form, await dropped(event.dataTransfer));
});
