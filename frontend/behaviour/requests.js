// What holds for every request of htmx: a thin bar while it is under way, words when it fails, clean addresses.
import { show } from "./toasts.js";

let underWay = 0;
const count = (step) => {
  underWay += step;
  document.documentElement.toggleAttribute("data-loading", underWay > 0);
};

document.addEventListener("htmx:before:request", () => count(+1));
document.addEventListener("htmx:finally:request", () => count(-1));

// ?team=&q= says nothing: fields left empty stay out of the address.
document.addEventListener("htmx:config:request", ({ detail: { ctx: { request } } }) => {
  if (request.method !== "GET" || !request.body) return;
  for (const [name, value] of [...request.body]) if (value === "") request.body.delete(name);
});

document.addEventListener("htmx:response:error", (event) => {
  if (event.detail.ctx.response.status >= 500) show("failed");
});
document.addEventListener("htmx:error", (event) => {
  if (event.detail.ctx) show("unreachable");
});
