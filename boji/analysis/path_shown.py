"""The path from view to payment as its page shows it; best-selling products with their companions.

Owns words and arrangement.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction

from boji.analysis.figure_words import cell, change_words, drawn, order, share_words
from boji.analysis.figures_shown import label, past_words
from boji.analysis.looking import Looking
from boji.analysis.path import Path
from boji.analysis.subjects import Known
from boji.engine.grains import MetricValue
from boji.platform.charts import Chart, Role, Series, Unit
from boji.platform.components import Cell, Column, Kind, Row, Status, Table
from boji.platform.words import say


def funnel(data: Path, look: Looking) -> Chart | None:
    if len(data.steps) < 2:  # one step is no path
        return None
    series = [Series(say("这些天", "These days"), tuple(drawn(one.metric, one.value) for one in data.steps))]
    if any(one.past is not None for one in data.steps):
        series.append(
            Series(past_words(look), tuple(drawn(one.metric, one.past) for one in data.steps), Role.PAST)
        )
    first, last = data.steps[0], data.steps[-1]
    whole = (last.value or 0) / first.value * 1000 if first.value else Fraction(0)
    return Chart(
        title=say(
            "每 1000 次{first}带来 {n} 个{last}",
            "1,000 {first} bring {n} {last}",
            first=label(first.metric).lower(), n=f"{float(whole):.1f}", last=label(last.metric).lower(),
        ),
        name=f"path-{look.days.first_day}-{look.days.last_day}",
        shape="bar",
        unit=Unit.COUNT,
        axis=say("步骤", "Step"),
        labels=tuple(label(one.metric) for one in data.steps),
        series=tuple(series),
    )  # fmt: skip


def path_table(data: Path, look: Looking) -> Table:
    columns = (
        Column("step", say("步骤", "Step")),
        Column("value", say("数量", "Number"), number=True, key=True),
        Column("rate", say("占上一步", "Of the step before"), number=True, key=True),
        Column("past", past_words(look), number=True),
        Column("change", say("变化", "Change"), number=True),
        Column("mark", say("提示", "Mark")),
    )
    rows = []
    for one in data.steps:
        marks = []
        if one is data.weakest:
            marks.append(say("流失最多", "loses most"))
        if one is data.slipped:
            marks.append(say("比过去退步最多", "slipped most"))
        standing = Status(Kind.WAITING, say("、", ", ").join(marks)) if marks else None
        points = None if one.rate_change is None else one.rate_change * 100
        change = "—" if points is None else _points(points)
        rows.append(
            Row(
                (
                    Cell(label(one.metric)),
                    cell(one.metric, one.value),
                    Cell(share_words(one.rate), order=order(one.rate)),
                    Cell(share_words(one.past_rate), order=order(one.past_rate)),
                    Cell(change, order=order(points)),
                    Cell("" if standing else "—", status=standing),
                )
            )
        )
    return Table(say("从观看到付款", "From view to payment"), columns, tuple(rows))


def _points(points: Fraction) -> str:
    sign = "+" if points > 0 else "−" if points < 0 else ""
    return say("{sign}{n} 个百分点", "{sign}{n} points", sign=sign, n=f"{float(abs(points)):.2f}")


def interaction_table(data: Path, look: Looking) -> Table:
    columns = (
        Column("kind", say("互动", "Interaction")),
        Column("value", say("次数", "Times"), number=True, key=True),
        Column("past", past_words(look), number=True),
        Column("rate", say("每位观众", "For each viewer"), number=True, key=True),
        Column("rate_past", say("之前", "Before"), number=True),
        Column("change", say("变化", "Change"), number=True),
    )
    rows = tuple(
        Row(
            (
                Cell(label(one.metric)),
                cell(one.metric, one.value),
                cell(one.metric, one.past),
                cell(one.rate_metric, one.rate),
                cell(one.rate_metric, one.past_rate),
                Cell(
                    change_words(
                        one.rate_metric,
                        None if one.rate is None or one.past_rate is None else one.rate - one.past_rate,
                    )
                ),
            )
        )
        for one in data.interactions
    )
    return Table(say("互动的种类", "Interaction by kind"), columns, rows)


def selling_table(
    best: Sequence[MetricValue],
    pairs: Mapping[str, Sequence[tuple[str, int]]],
    products: Mapping[str, Known],
    look: Looking,
    address: Callable[[str], str],
) -> Table:
    columns = (
        Column("name", say("商品", "Product")),
        Column("value", label(look.metric), number=True, key=True),
        Column("with", say("同一订单里还买了", "Bought together with")),
    )

    def companions(subject: str) -> str:
        known = [
            say(
                "{name} {n} 单",
                "{name} in {n}",
                name=products[other].name if other in products else other,
                n=orders,
            )
            for other, orders in pairs.get(subject, ())
        ]
        return say("；", "; ").join(known) or "—"

    rows = tuple(
        Row(
            (
                Cell(products[one.subject].name, href=address(one.subject), note=products[one.subject].note),
                cell(look.metric, one.value),
                Cell(companions(one.subject)),
            )
        )
        for one in best
    )
    return Table(say("卖得最好的商品", "Best-selling products"), columns, rows)
