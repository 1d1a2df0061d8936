// The look of every chart, on screen and on paper. What a series means decides its colour: pages say meanings only.
const INK = "#1f2430", QUIET = "#626a79", HAIRLINE = "#e6e8ec";

export const FONTS = {
  screen: '"PingFang SC", "Hiragino Sans GB", "Microsoft YaHei", "Noto Sans SC", "Noto Sans CJK SC", sans-serif',
  paper: "Noto Sans SC, Noto Sans CJK SC, sans-serif", // without quotes: they stand in an attribute of the SVG
};

// One accent for what the chart is about, grey for what it is compared with; the rest only where parts must differ.
export const TONES = {
  actual: "#3b57d0", past: "#b3b9c4", peers: "#d0d5dd", target: INK, shade: "#f3f4f7",
  part1: "#3b57d0", part2: "#0e8f8a", part3: "#b8791a", part4: "#8259b8", part5: "#7a8496",
};

export const theme = (fontFamily) => ({
  color: [TONES.part1, TONES.part2, TONES.part3, TONES.part4, TONES.part5],
  backgroundColor: "transparent",
  textStyle: { fontFamily, color: INK, fontSize: 12 },
  grid: { left: 0, right: 12, top: 28, bottom: 4, outerBoundsMode: "same", outerBoundsContain: "axisLabel" },
  legend: { top: 0, left: 0, itemWidth: 10, itemHeight: 10, itemGap: 16, icon: "roundRect", textStyle: { color: QUIET } },
  categoryAxis: {
    axisLine: { lineStyle: { color: HAIRLINE } }, axisTick: { show: false }, splitLine: { show: false },
    axisLabel: { color: QUIET, hideOverlap: true, margin: 10 },
  },
  valueAxis: {
    axisLine: { show: false }, axisTick: { show: false }, splitLine: { lineStyle: { color: HAIRLINE } },
    splitNumber: 4, axisLabel: { color: QUIET },
  },
  line: { symbol: "circle", symbolSize: 5, showSymbol: false, lineStyle: { width: 2 } },
  bar: { barMaxWidth: 36, barCategoryGap: "40%", itemStyle: { borderRadius: [2, 2, 0, 0] } },
  markLine: { symbol: "none", silent: true, label: { color: INK, fontSize: 12, lineHeight: 15, backgroundColor: "rgba(255, 255, 255, 0.85)", padding: [1, 4] }, lineStyle: { color: TONES.target, width: 1, type: "solid" } },
});

// The tooltip is drawn in the chart, not in HTML: the security policy allows no style of its own.
export const tooltip = {
  trigger: "axis", renderMode: "richText", confine: true,
  axisPointer: { type: "line", lineStyle: { color: "#c3c8d2", type: "solid" } },
  backgroundColor: "#ffffff", borderColor: "#dfe2e8", borderWidth: 1, padding: [10, 12],
  textStyle: {
    color: INK, fontSize: 12, lineHeight: 20,
    rich: { head: { color: QUIET, lineHeight: 22 }, name: { color: QUIET }, text: { fontWeight: 600 }, note: { color: QUIET } },
  },
};
