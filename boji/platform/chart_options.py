"""From a chart to the ECharts option that screen and paper draw.

Owns where words stand and what a drawing needs to be read without a legend. Colours, fonts and what JSON
cannot say are put in by `frontend/charts/option.js`. The exact figure stands beside each point as text; the
numbers of an option are positions on a scale, no more.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from boji.platform.charts import Chart, Role, Series, Shade, Target

FEW_BARS = 12  # so many carry their figures
MARGIN = 12
LEGEND = 32


def option(chart: Chart, language: str) -> dict[str, Any]:
    return {
        "figures": {"kind": chart.unit.value, "language": language},
        "legend": {"show": _needs_legend(chart), "data": [one.name for one in chart.series]},
        "grid": {
            "top": LEGEND if _needs_legend(chart) else MARGIN + 4,
            "right": MARGIN + max(map(_width, _words_beside(chart, language)), default=0),
        },
        "xAxis": {"type": "category", "data": list(chart.labels)},
        # The second axis is for shades: they reach from the bottom to the top.
        "yAxis": [{"type": "value", "scale": chart.shape == "line"}, {"show": False, "min": 0, "max": 1}],
        "series": [
            *(_series(chart, place, language) for place in range(len(chart.series))),
            *(_shade(shade, len(chart.labels)) for shade in chart.shades),
        ],
    }


def _series(chart: Chart, place: int, language: str) -> dict[str, Any]:
    one = chart.series[place]
    drawn: dict[str, Any] = {
        "type": chart.shape,
        "name": one.name,
        "tone": _tone(one, place),
        "z": 3 if one.role in (Role.ACTUAL, Role.PART) else 2,
        "data": [_point(chart, one, at, language) for at in range(len(one.values))],
    }
    if chart.stacked:
        drawn["stack"] = "all"
    if chart.shape == "line" and None in one.values:
        drawn["showSymbol"] = True  # a point between two gaps has no line
    if _names_its_lines(chart):
        drawn |= {"endLabel": {"show": True, "formatter": "{a}"}, "labelLayout": {"moveOverlap": "shiftY"}}
    if chart.target and place == 0:
        drawn["markLine"] = _target_line(chart.target, chart, language)
    return drawn


def _tone(series: Series, place: int) -> str:
    return f"part{series.colour or place + 1}" if series.role is Role.PART else series.role.value


def _point(chart: Chart, series: Series, at: int, language: str) -> dict[str, Any] | None:
    value = series.values[at]
    if value is None:
        return None
    point: dict[str, Any] = {"value": _position(value), "text": chart.unit.exact(value)}
    if series.notes and series.notes[at]:
        point["note"] = series.notes[at]
    if _labels_its_bars(chart):
        figure = chart.unit.short(value, language)
        point["label"] = {"show": True, "position": "top", "formatter": figure}
    return point


def _target_line(target: Target, chart: Chart, language: str) -> dict[str, Any]:
    """Beside bars, whose figures stand above them; above the line where lines carry their names beside."""
    figure = chart.unit.short(target.value, language)
    if chart.shape == "bar":
        label = {"formatter": f"{target.name}\n{figure}", "position": "end", "align": "left"}
    else:
        label = {"formatter": f"{target.name} {figure}", "position": "insideEndTop"}
    return {"data": [{"yAxis": _position(target.value)}], "label": label}


def _shade(shade: Shade, points: int) -> dict[str, Any]:
    """Bars as wide as their labels, behind everything, so that a single day is seen too."""
    name = {"show": True, "position": "insideTopLeft", "formatter": shade.name}
    days: list[dict[str, Any] | None] = [None] * points
    days[shade.first : shade.last + 1] = [{"value": 1}] * (shade.last + 1 - shade.first)
    days[shade.first] = {"value": 1, "label": name}
    return {
        "type": "bar",
        "yAxisIndex": 1,
        "tone": "shade",
        "silent": True,
        "z": 1,
        "barWidth": "100%",
        "barGap": "-100%",
        "itemStyle": {"borderRadius": 0},
        "data": days,
    }


def _words_beside(chart: Chart, language: str) -> list[str]:
    """What stands at the right of the drawing and needs room there."""
    if _names_its_lines(chart):
        return [one.name for one in chart.series]
    if chart.target and chart.shape == "bar":
        return [chart.target.name, chart.unit.short(chart.target.value, language)]
    return []


def _width(text: str) -> int:
    """About how wide a text is in pixels: Chinese characters are square, others take near half of that."""
    return sum(12 if character > "\u2e80" else 7 for character in text)


def _names_its_lines(chart: Chart) -> bool:
    """Lines carry their names at their ends; bars that differ need a legend."""
    return chart.shape == "line" and len(chart.series) > 1


def _needs_legend(chart: Chart) -> bool:
    return chart.shape == "bar" and len(chart.series) > 1


def _labels_its_bars(chart: Chart) -> bool:
    return chart.shape == "bar" and len(chart.series) == 1 and len(chart.labels) <= FEW_BARS


def _position(value: int | Decimal) -> int | float:
    return value if isinstance(value, int) else float(value)
