// Charts on paper: the same options as on screen, drawn to SVG by QuickJS inside Python (boji/platform/drawing.py).
import { init, registerTheme } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";
import { complete } from "./charts/option.js";
import { assemble } from "./charts/parts.js";
import { FONTS, theme } from "./charts/theme.js";

assemble(SVGRenderer);
registerTheme("boji", theme(FONTS.paper));

// The SVG as a JSON text: a bare string loses what is outside the basic plane on its way to Python.
export const draw = (option, width, height) => {
  const chart = init(null, "boji", { renderer: "svg", ssr: true, width, height });
  try {
    chart.setOption({ animation: false, ...complete(JSON.parse(option)) });
    return JSON.stringify(chart.renderToSVGString());
  } finally {
    chart.dispose();
  }
};
