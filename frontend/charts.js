// Charts on screen. A <figure data-chart> holds its option and table as JSON; it is drawn on a canvas, follows its
// width, and can be seen as a table and downloaded as CSV.
import { init, registerTheme } from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";
import { complete } from "./charts/option.js";
import { assemble } from "./charts/parts.js";
import { FONTS, theme } from "./charts/theme.js";

assemble(CanvasRenderer);
registerTheme("boji", theme(FONTS.screen));

const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
const drawn = new WeakMap();

const follow = new ResizeObserver((entries) => {
  for (const { target, contentRect } of entries) {
    if (!target.isConnected) {
      follow.unobserve(target);
      drawn.get(target)?.dispose();
    } else if (contentRect.width) drawn.get(target).resize();
  }
});

const draw = (figure) => {
  const canvas = figure.querySelector(".chart-canvas");
  if (drawn.has(canvas)) return;
  const { option } = JSON.parse(figure.querySelector("script[type='application/json']").textContent);
  // Twice the pixels at least, so that a printed page is sharp.
  const chart = init(canvas, "boji", { devicePixelRatio: Math.max(2, devicePixelRatio) });
  chart.setOption({ animation: !calm, animationDuration: 300, ...complete(option) });
  drawn.set(canvas, chart);
  follow.observe(canvas);
};

export const drawAll = (root) => root.querySelectorAll("[data-chart]").forEach(draw);

const csv = (rows) => `\ufeff${rows.map((row) => row.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(",")).join("\r\n")}\r\n`;

const download = (figure) => {
  const { rows, file } = JSON.parse(figure.querySelector("script[type='application/json']").textContent);
  const link = Object.assign(document.createElement("a"), { download: file, href: URL.createObjectURL(new Blob([csv(rows)], { type: "text/csv" })) });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
};

const turn = (figure, view) => {
  figure.dataset.view = view;
  for (const button of figure.querySelectorAll("[data-view-of-chart]")) button.setAttribute("aria-pressed", String(button.dataset.viewOfChart === view));
};

document.addEventListener("click", (event) => {
  const figure = event.target.closest("[data-chart]");
  const button = figure && event.target.closest("button");
  if (button?.dataset.viewOfChart) turn(figure, button.dataset.viewOfChart);
  if (button?.hasAttribute("data-downloads-chart")) download(figure);
});
