// ECharts is large: it is loaded when the first chart comes into the page, by the page itself or by htmx.
const draw = async (root) => {
  if (!root.querySelector?.("[data-chart]")) return;
  const { drawAll } = await import(document.documentElement.dataset.charts);
  drawAll(root);
};

document.addEventListener("DOMContentLoaded", () => draw(document));
document.addEventListener("htmx:after:process", (event) => draw(event.target));
