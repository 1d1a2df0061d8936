"""Pages of figures in the forms that they show: the sentence, the chart with campaigns, the tables.

Owns words and arrangement; the figures come from `report` as they are.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction

from boji.analysis.comparing import Compared
from boji.analysis.figure_words import (
    cell,
    change_words,
    days_words,
    drawn,
    order,
    share_words,
    step_words,
    unit_of,
    words,
)
from boji.analysis.looking import Looking
from boji.analysis.report import Overview, Point, Single
from boji.analysis.subjects import KindOfSubject, Known
from boji.engine.periods import Period
from boji.engine.plan.model import Campaign, Metric
from boji.platform.charts import Chart, Role, Series, Shade, Target
from boji.platform.components import Cell, Column, Row, Table
from boji.platform.words import language, say

BARS = 12
Address = Callable[[str], str]


def label(metric: Metric) -> str:
    return metric.label.text(language())


def past_words(looking: Looking) -> str:
    return say("之前 {n} 天", "the {n} days before", n=looking.length)


def compared_note(metric: Metric, value: Fraction | None, past: Fraction | None, looking: Looking) -> str:
    """Of a large figure: how it compares with the past."""
    if value is None or past is None:
        return ""
    change = change_words(metric, value - past)
    share = (value - past) / past if past > 0 and metric.unit != "percent" else None
    tail = "" if share is None else f" ({'+' if share > 0 else ''}{share_words(share)})"
    return say(
        "比{past} {change}{tail}",
        "{change}{tail} on {past}",
        past=past_words(looking),
        change=change,
        tail=tail,
    )


def course(
    looking: Looking, points: Sequence[Point], campaigns: Sequence[Campaign], target: Fraction | None = None
) -> Chart | None:
    """The figure step by step with the past in grey behind it and the plan's campaigns shaded."""
    if not points:
        return None
    metric = looking.metric
    series = [Series(label(metric), tuple(drawn(metric, one.now.value) for one in points))]
    if any(one.past is not None for one in points):
        old = tuple(drawn(metric, one.past) for one in points)
        series.append(Series(past_words(looking), old, Role.PAST))
    goal = drawn(metric, target)
    return Chart(
        title=_course_title(looking, points),
        name=f"{metric.name}-{looking.days.first_day}-{looking.days.last_day}",
        shape="line",
        unit=unit_of(metric),
        axis=say("日期", "Date"),
        labels=tuple(step_words(one.step) for one in points),
        series=tuple(series),
        target=Target(say("目标", "Target"), goal) if goal is not None else None,
        shades=tuple(_shades(points, campaigns)),
    )


def _course_title(looking: Looking, points: Sequence[Point]) -> str:
    known = [one for one in points if one.now.value is not None]
    if not known:
        return say(
            "这些天没有{metric}的数据", "No figures of {metric} on these days", metric=label(looking.metric)
        )
    top = max(known, key=lambda one: one.now.value or Fraction(0))
    least = min(known, key=lambda one: one.now.value or Fraction(0))
    return say(
        "{metric}最高在{top}：{most}，最低在{low}：{fewest}",
        "{metric} was highest on {top}: {most}, lowest on {low}: {fewest}",
        metric=label(looking.metric),
        top=step_words(top.step), most=words(looking.metric, top.now.value),
        low=step_words(least.step), fewest=words(looking.metric, least.now.value),
    )  # fmt: skip


def _shades(points: Sequence[Point], campaigns: Sequence[Campaign]) -> list[Shade]:
    found = []
    for one in campaigns:
        inside = [at for at, point in enumerate(points) if _touches(point.step, one)]
        if inside:
            found.append(Shade(one.label.text(language()), inside[0], inside[-1]))
    return found


def _touches(step: Period, campaign: Campaign) -> bool:
    return step.first_day <= campaign.last_day and campaign.first_day < step.end_day


def ranking(looking: Looking, rows: Sequence[Compared], kind: KindOfSubject) -> Chart | None:
    """The first subjects as bars, where all of them together have no course."""
    known = sorted(
        (one for one in rows if one.value is not None), key=lambda one: one.value or 0, reverse=True
    )
    if not known:
        return None
    shown = known[:BARS]
    return Chart(
        title=say(
            "{metric}最高的是{name}：{value}",
            "{name} has the highest {metric}: {value}",
            metric=label(looking.metric),
            name=shown[0].known.name,
            value=words(looking.metric, shown[0].value),
        ),
        name=f"{looking.metric.name}-{kind.plural}",
        shape="bar",
        unit=unit_of(looking.metric),
        axis=kind.label,
        labels=tuple(one.known.name for one in shown),
        series=(Series(label(looking.metric), tuple(drawn(looking.metric, one.value) for one in shown)),),
    )  # fmt: skip


def subjects_table(found: Overview, looking: Looking, kind: KindOfSubject, address: Address) -> Table:
    """One row for each subject; columns only of what somebody has."""
    metric = looking.metric
    optional: list[tuple[str, str, Callable[[Compared], Cell]]] = [
        ("past", past_words(looking), lambda one: cell(metric, one.past)),
        (
            "change",
            say("变化", "Change"),
            lambda one: Cell(change_words(metric, one.change), order=order(one.change)),
        ),
        ("target", say("目标", "Target"), lambda one: cell(metric, one.target)),
        ("reached", say("达成", "Reached"), lambda one: _share(one.attainment)),
        ("peers", say("同级", "Peers"), lambda one: cell(metric, one.peers)),
        ("benchmark", say("对标", "Benchmark"), lambda one: cell(metric, one.benchmark)),
    ]
    if metric.better != "higher":
        optional = [one for one in optional if one[0] != "reached"]
    kept = [one for one in optional if any(one[2](row).text != "—" for row in found.rows)]
    columns = (
        Column("name", kind.label if language() == "zh" else kind.one_en.capitalize(), sortable=True),
        Column("value", label(metric), number=True, key=True, sortable=True),
        *(Column(name, word, number=True, key=name == "change", sortable=True) for name, word, _ in kept),
    )
    rows = tuple(
        Row(
            (
                Cell(one.known.name, href=address(one.known.id), note=_note(one.known), order=one.known.name),
                cell(metric, one.value),
                *(make(one) for _, _, make in kept),
            )
        )
        for one in sorted(found.rows, key=lambda row: (row.value is None, -(row.value or 0), row.known.name))
    )
    totals: tuple[Cell, ...] = ()
    if found.whole is not None:
        cells = {"past": cell(metric, found.whole.past)}
        change = None
        if found.whole.value is not None and found.whole.past is not None:
            change = found.whole.value - found.whole.past
        cells["change"] = Cell(change_words(metric, change), order=order(change))
        totals = (
            Cell(say("合计", "Together")),
            cell(metric, found.whole.value),
            *(cells.get(name, Cell("")) for name, _, _ in kept),
        )
    caption = say("{kind}的{metric}", "{metric} by {kind}", kind=kind.counted, metric=label(metric))
    return Table(caption, columns, rows, totals)


def _note(known: Known) -> str:
    if known.person is None:
        return known.note
    return " · ".join(part for part in (known.person.team, known.person.tier) if part)


def _share(share: Fraction | None) -> Cell:
    return Cell(share_words(share), order=order(share))


def steps_table(found: Single, looking: Looking, why: Callable[[Period], str]) -> Table:
    """Each step with its past; every figure leads to its explanation."""
    metric = looking.metric
    divided = any(one.now.denominator is not None for one in found.points)
    columns = (
        Column("step", say("日期", "Date")),
        Column("value", label(metric), number=True, key=True, sortable=True),
        Column("past", past_words(looking), number=True, sortable=True),
        Column("change", say("变化", "Change"), number=True, key=True, sortable=True),
        *(
            (
                Column("over", say("分子", "Numerator"), number=True),
                Column("under", say("分母", "Denominator"), number=True),
            )
            if divided
            else ()
        ),
    )
    rows = []
    for one in found.points:
        change = None if one.now.value is None or one.past is None else one.now.value - one.past
        parts = (_number(one.now.numerator), _number(one.now.denominator)) if divided else ()
        rows.append(
            Row(
                (
                    Cell(step_words(one.step), order=one.step.first_day.isoformat()),
                    cell(metric, one.now.value, href=why(one.step)),
                    cell(metric, one.past),
                    Cell(change_words(metric, change), order=order(change)),
                    *parts,
                )
            )
        )
    return Table(say("逐段数字", "Step by step"), columns, tuple(rows))


def _number(value: Fraction | None) -> Cell:
    at = order(value)
    return Cell("—" if at is None else f"{at:,}", order=at)


def comparisons(found: Single, looking: Looking) -> list[tuple[str, str, str]]:
    """Large figures: label, value, note."""
    metric, one = looking.metric, found.compared
    shown = [(label(metric), words(metric, one.value), compared_note(metric, one.value, one.past, looking))]
    if one.past is not None:
        back = (
            say("按同样的退款时间", "with refunds known as long")
            if found.refunds_back
            else days_words(looking.before)
        )
        shown.append((past_words(looking), words(metric, one.past), back))
    if one.target is not None:
        share = share_words(one.attainment) if metric.better == "higher" else ""
        note = say("达成 {share}", "{share} reached", share=share) if share not in ("", "—") else ""
        shown.append((say("目标", "Target"), words(metric, one.target), note))
    if one.peers is not None:
        kind = say("人均", "mean of a person") if metric.additive else say("合计比率", "rate of all together")
        note = say("{n} 人，{kind}", "{n} people, {kind}", n=found.peers_size, kind=kind)
        shown.append((say("同级", "Peers"), words(metric, one.peers), note))
    if one.benchmark is not None:
        shown.append((say("对标", "Benchmark"), words(metric, one.benchmark), ""))
    return shown
