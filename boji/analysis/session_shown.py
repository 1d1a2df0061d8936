"""One session in the forms that its page shows: figures, the curve of its minutes, tables of what happened.

Owns words and arrangement.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from fractions import Fraction

from django.conf import settings

from boji.analysis.figure_words import cell, change_words, words
from boji.analysis.session_facts import Minute, SessionFacts
from boji.analysis.session_page import KeyFigure, SessionPage
from boji.analysis.subjects import Known
from boji.engine.grains import MetricValue
from boji.engine.plan.model import Metric
from boji.platform import formats
from boji.platform.charts import Chart, Role, Series, Shade, Unit
from boji.platform.components import Cell, Column, Row, Table
from boji.platform.words import language, say

FEWEST_MINUTES = 2
ROLES = {"anchor": ("主播", "Anchor"), "operations": ("运营", "Operator"), "planner": ("策划", "Planner")}


def clock_time(at: dt.datetime) -> str:
    return f"{at.astimezone(settings.BOJI_ZONE):%H:%M}"


def full_moment(at: dt.datetime) -> str:
    return formats.moment(at.astimezone(settings.BOJI_ZONE), language())


def large_figures(page: SessionPage) -> list[tuple[str, str, str]]:
    """Label, value, and what it is compared with."""
    return [
        (one.metric.label.text(language()), words(one.metric, one.value.value), _note(one))
        for one in page.figures
    ]


def _note(one: KeyFigure) -> str:
    value = one.value.value
    parts = []
    if one.benchmark is not None:
        parts.append(say("对标 {value}", "benchmark {value}", value=words(one.metric, one.benchmark)))
    if one.past is not None and value is not None:
        change = change_words(one.metric, value - one.past)
        parts.append(say("比本直播间过去 {change}", "{change} on the room’s past", change=change))
    return say("；", "; ").join(parts)


def curve(facts: SessionFacts, names: Mapping[str, str]) -> Chart | None:
    """Viewers minute by minute; the first minute of each anchor's shift is shaded."""
    known = [one for one in facts.minutes if one.online is not None]
    if len(known) < FEWEST_MINUTES:
        return None
    top, low = facts.edge(highest=True), facts.edge(highest=False)
    assert top is not None, "some minutes are known"
    assert low is not None, "some minutes are known"
    series = [Series(say("在线人数", "Online"), tuple(one.online for one in facts.minutes))]
    return Chart(
        title=say(
            "在线人数 {high} 到峰值 {most}，{lowest} 到谷值 {least}",
            "Online viewers peaked at {high} with {most} and were lowest at {lowest} with {least}",
            high=clock_time(top.at), most=formats.count(top.online or 0),
            lowest=clock_time(low.at), least=formats.count(low.online or 0),
        ),
        name=f"minutes-{facts.started_at:%Y-%m-%d-%H%M}",
        shape="line",
        unit=Unit.COUNT,
        axis=say("时间", "Time"),
        labels=tuple(clock_time(one.at) for one in facts.minutes),
        series=tuple(series),
        shades=tuple(_hand_overs(facts, names)),
    )  # fmt: skip


def orders_curve(facts: SessionFacts) -> Chart | None:
    """Orders minute by minute, where the facts have them."""
    if sum(one.orders or 0 for one in facts.minutes) == 0:
        return None
    best = max(facts.minutes, key=lambda one: one.orders or 0)
    return Chart(
        title=say(
            "{at} 这一分钟下单最多：{n} 单",
            "Most orders came at {at}: {n} in that minute",
            at=clock_time(best.at), n=best.orders or 0,
        ),
        name=f"orders-{facts.started_at:%Y-%m-%d-%H%M}",
        shape="bar",
        unit=Unit.COUNT,
        axis=say("时间", "Time"),
        labels=tuple(clock_time(one.at) for one in facts.minutes),
        series=(Series(say("下单", "Orders"), tuple(one.orders for one in facts.minutes), Role.ACTUAL),),
    )  # fmt: skip


def _hand_overs(facts: SessionFacts, names: Mapping[str, str]) -> list[Shade]:
    anchors = [one for one in facts.shifts if one.role == "anchor"]
    found: list[Shade] = []
    for one in anchors:
        at = next((n for n, minute in enumerate(facts.minutes) if minute.at >= one.starts_at), None)
        if at is not None and len(anchors) > 1:
            found.append(Shade(names.get(one.person_id, one.person_id), at, at))
    return found


def minute_words(minute: Minute | None) -> str:
    return "" if minute is None else f"{formats.count(minute.online or 0)} · {clock_time(minute.at)}"


def shifts_table(facts: SessionFacts, names: Mapping[str, str]) -> Table:
    columns = (
        Column("person", say("谁", "Who")),
        Column("role", say("角色", "Role")),
        Column("from", say("从", "From"), key=True),
        Column("to", say("到", "To"), key=True),
    )
    rows = tuple(
        Row(
            (
                Cell(names.get(one.person_id, one.person_id)),
                Cell(say(*ROLES[one.role]) if one.role in ROLES else one.role),
                Cell(full_moment(one.starts_at)),
                Cell(full_moment(one.ends_at)),
            )
        )
        for one in facts.shifts
    )
    return Table(say("谁在什么时候", "Who worked when"), columns, rows)


def violations_table(facts: SessionFacts, names: Mapping[str, str]) -> Table:
    columns = (
        Column("at", say("时间", "Time")),
        Column("who", say("谁", "Who"), key=True),
        Column("kind", say("类型", "Kind"), key=True),
        Column("note", say("说明", "Note")),
    )
    rows = tuple(
        Row(
            (
                Cell(full_moment(one.at)),
                Cell(names.get(one.person_id, one.person_id) or "—"),
                Cell(one.kind or "—"),
                Cell(one.note or "—"),
            )
        )
        for one in facts.violations
    )
    return Table(say("违规", "Violations"), columns, rows)


def products_table(
    found: Sequence[MetricValue],
    metrics: Mapping[str, Metric],
    products: Mapping[str, Known],
    times: Mapping[str, tuple[dt.datetime, dt.datetime]],
) -> Table:
    """In order of their first sale; sorting by a figure is the reader's."""
    by_subject = _by_subject(found)
    names = list(dict.fromkeys(one.metric for one in found))
    columns = (
        Column("name", say("商品", "Product")),
        Column("from", say("首次付款", "First paid"), sortable=True),
        Column("to", say("最后付款", "Last paid"), sortable=True),
        *(
            Column(name, metrics[name].label.text(language()), number=True, key=name == "gmv", sortable=True)
            for name in names
        ),
    )
    rows = []
    for subject in sorted(by_subject, key=lambda one: (str(times.get(one, ("",))[0]), one)):
        spent = times.get(subject)
        rows.append(
            Row(
                (
                    Cell(products[subject].name if subject in products else subject),
                    *(Cell(full_moment(at), order=at.isoformat()) for at in spent or ()),
                    *(() if spent else (Cell("—"), Cell("—"))),
                    *(cell(metrics[name], by_subject[subject][name]) for name in names),
                )
            )
        )
    return Table(say("按首次付款的先后", "In order of their first sale"), columns, tuple(rows))


def credited_table(
    found: Sequence[MetricValue], metrics: Mapping[str, Metric], names: Mapping[str, str]
) -> Table:
    by_subject = _by_subject(found)
    shown = list(dict.fromkeys(one.metric for one in found))
    columns = (
        Column("name", say("谁", "Who")),
        *(
            Column(name, metrics[name].label.text(language()), number=True, key=name == "gmv")
            for name in shown
        ),
    )
    rows = tuple(
        Row((Cell(names.get(subject, subject)), *(cell(metrics[name], figures[name]) for name in shown)))
        for subject, figures in by_subject.items()
    )
    return Table(say("归属", "Credited to"), columns, rows)


def _by_subject(found: Sequence[MetricValue]) -> dict[str, dict[str, Fraction | None]]:
    by_subject: dict[str, dict[str, Fraction | None]] = {}
    for one in found:
        by_subject.setdefault(one.subject, {})[one.metric] = one.value
    return by_subject
