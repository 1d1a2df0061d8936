"""How figures of sessions are shown in their table."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from django.conf import settings
from django.urls import reverse

from boji.analysis.sessions import FIGURES, Session
from boji.engine.plan.model import Metric, Plan
from boji.engine.results.texts import metric_words
from boji.platform import formats
from boji.platform.components import Cell, Column, Row, Table
from boji.platform.words import language, say

ON_PHONES = ("start", "anchors", "gmv", "conversion")
PLATFORMS = {
    "douyin": ("抖音", "Douyin"),
    "kuaishou": ("快手", "Kuaishou"),
    "taobao": ("淘宝", "Taobao"),
    "weixin": ("微信", "WeChat"),
    "xiaohongshu": ("小红书", "Xiaohongshu"),
}


def session_table(sessions: Iterable[Session], plan: Plan) -> Table:
    """One row for each session; every figure can be sorted by."""
    metrics = [plan.metrics[name] for name in FIGURES]
    columns = (
        Column("title", say("场次", "Session")),
        Column("start", say("开播", "Start"), key=True, sortable=True),
        Column("anchors", say("主播", "Anchors"), key=True),
        *(
            Column(
                one.name, one.label.text(language()), number=True, key=one.name in ON_PHONES, sortable=True
            )
            for one in metrics
        ),
    )
    return Table(say("场次", "Sessions"), columns, tuple(_row(one, metrics) for one in sessions))


def _row(one: Session, metrics: list[Metric]) -> Row:
    start = one.started_at.astimezone(settings.BOJI_ZONE)
    return Row(
        (
            Cell(one.title, href=reverse("session", args=[one.session_id]), note=platform_name(one.platform)),
            Cell(formats.moment(start, language()), order=start.isoformat()),
            Cell(say("、", ", ").join(one.anchors) or "—"),
            *(_figure(one, metric) for metric in metrics),
        )
    )


def platform_name(name: str) -> str:
    """The platform as people call it; an unknown one as the facts do."""
    return say(*PLATFORMS[name]) if name in PLATFORMS else name


def _figure(one: Session, metric: Metric) -> Cell:
    value = one.figures[metric.name]
    if value is None:
        return Cell("—")
    # Exact to a millionth, which is more than any two figures of one column differ by to the eye.
    order = Decimal(value.numerator) / Decimal(value.denominator)
    return Cell(metric_words(metric, value, language()), order=order)
