// <button aria-expanded aria-controls="id" data-discloses>: opens and closes its region in place. With hx-get and
// hx-trigger="disclose" the region is fetched at its first opening; if that fails, the next opening tries again.
import htmx from "htmx.org";

const regionOf = (button) => document.getElementById(button.getAttribute("aria-controls"));

const wantsFetching = (button) => button.hasAttribute("hx-get") && regionOf(button).dataset.state !== "here";

const toggle = (button) => {
  const opening = button.getAttribute("aria-expanded") !== "true";
  button.setAttribute("aria-expanded", String(opening));
  regionOf(button).hidden = !opening;
  if (opening && wantsFetching(button)) htmx.trigger(button, "disclose");
};

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-discloses]");
  if (button) toggle(button);
});

document.addEventListener("htmx:after:swap", (event) => {
  const button = event.detail.ctx.sourceElement;
  if (button?.hasAttribute("data-discloses")) regionOf(button).dataset.state = "here";
});

for (const failure of ["htmx:error", "htmx:response:error"]) {
  document.addEventListener(failure, (event) => {
    const button = event.detail.ctx?.sourceElement;
    if (button?.hasAttribute("data-discloses") && wantsFetching(button)) {
      button.setAttribute("aria-expanded", "false");
      regionOf(button).hidden = true;
    }
  });
}
