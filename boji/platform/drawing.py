"""Charts on paper: a chart's option drawn to SVG, by the same ECharts that draws it on screen.

Owns the JavaScript engine. QuickJS must always be entered from the thread that made it: `quickjs.Function`
keeps one thread for that, and callers from other threads wait their turn (about 30 ms for each chart).
"""

from __future__ import annotations

import json
import os
from functools import cache
from pathlib import Path

import quickjs

from boji.platform.chart_options import option
from boji.platform.charts import Chart

PROGRAM = Path(__file__).parent / "built" / "charts-svg.js"


def svg(chart: Chart, language: str, width: int, height: int) -> str:
    """The chart as an SVG of that size in pixels; without its title, which is text of the page."""
    assert min(width, height) > 0, (width, height)
    drawn = _program()(json.dumps(option(chart, language)), width, height)
    text: str = json.loads(drawn)
    return text


@cache
def _program() -> quickjs.Function:
    assert PROGRAM.exists(), "the front end is not built: install with `make demo` or `pip install -e .`"
    return quickjs.Function("draw", PROGRAM.read_text("utf-8"), own_executor=True)


# A thread does not live on in a forked process: there the engine is started anew.
os.register_at_fork(after_in_child=_program.cache_clear)
