// <input type="range" data-says="id" data-decimals="1" data-suffix="%">: its figure beside it, and the way so far.
const say = (slider) => {
  const { says, decimals = "0", suffix = "" } = slider.dataset;
  const figure = Number(slider.value).toLocaleString(document.documentElement.lang, { minimumFractionDigits: +decimals, maximumFractionDigits: +decimals });
  document.getElementById(says).textContent = figure + suffix;
  slider.setAttribute("aria-valuetext", figure + suffix);
  slider.style.setProperty("--way", (slider.value - slider.min) / (slider.max - slider.min));
};

const all = (root) => root.querySelectorAll?.("input[type=range][data-says]") ?? [];

document.addEventListener("input", (event) => event.target.matches("input[type=range][data-says]") && say(event.target));
document.addEventListener("DOMContentLoaded", () => all(document).forEach(say));
document.addEventListener("htmx:after:process", (event) => all(event.target).forEach(say));
