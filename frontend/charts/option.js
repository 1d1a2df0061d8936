// What JSON cannot say is put into an option here: colours by meaning, the axis' way of writing, the tooltip.
// boji/platform/charts.py makes the rest; screen and paper read the same option.
import { ticks } from "./figures.js";
import { TONES, tooltip } from "./theme.js";

const tint = ({ tone, ...series }) => ({
  ...series,
  itemStyle: { color: TONES[tone], ...series.itemStyle },
  lineStyle: { color: TONES[tone], ...series.lineStyle },
  endLabel: { color: tone === "past" || tone === "peers" ? TONES.part5 : TONES[tone], ...series.endLabel },
});

// Braces and bars would be read as styles of the tooltip's rich text.
const clean = (text) => String(text).replace(/[{}|]/g, " ");

const line = ({ seriesName, data }) => {
  const note = data.note ? `  {note|${clean(data.note)}}` : "";
  return `{name|${clean(seriesName)}}  {text|${clean(data.text)}}${note}`;
};

const say = (points) => [
  `{head|${clean(points[0].axisValueLabel)}}`,
  ...points.filter(({ data }) => data?.text).map(line),
].join("\n");

export const complete = ({ figures: { kind, language }, ...option }) => ({
  ...option,
  yAxis: option.yAxis.map((axis) => (axis.show === false ? axis : { ...axis, axisLabel: { formatter: ticks[kind](language) } })),
  series: option.series.map(tint),
  tooltip: { ...tooltip, formatter: say },
});
