"""The rate of a line explained: the tier or row found and from what, points, gates, and how they combine.

Reads the rate that the run kept; the plan's own table is looked into for the words of a tier only.
"""

from __future__ import annotations

from fractions import Fraction
from math import ceil, floor
from typing import Any

from boji.engine.compile.commission import rate_in
from boji.engine.explain.condition import figures_behind, metrics_in, shortfalls
from boji.engine.explain.node import Node
from boji.engine.explain.reader import Reader
from boji.engine.plan.model import Gate, Scheme
from boji.engine.plan.phrases import formula_words
from boji.engine.rates import FixedRate, Ladder, Rate, TierTable
from boji.engine.results.statement import bits
from boji.engine.results.texts import (
    money_text,
    money_words,
    number_text,
    percent_words,
    rate_text,
    yuan_words,
)

Row = dict[str, Any]


def rate_words(reader: Reader, rate: Fraction) -> str:
    """`2.5%`; `about 0.228887%` where the rate does not end there."""
    words = percent_words(rate, 6)
    if (rate * 10**8).denominator == 1:
        return words
    return reader.say("约 {words}", "about {words}", words=words)


def rate_node(reader: Reader, scheme: Scheme, segment: Row, month: Row) -> Node:
    """The rate of a segment: (tier + points) × gates, with each of them."""
    rate = _fraction(segment, "rate")
    if int(month["base"]) < 0:
        text = reader.say(
            "整月基数 {base} 为负，本月不计提成",
            "The month's base {base} is below zero and pays nothing",
            base=yuan_words(int(month["base"]) * reader.base_factor(scheme)),
        )
        return Node("rate", rate_text(rate), text)
    tier = tier_node(reader, scheme, segment, month)
    points, gates = _point_nodes(reader, scheme, month), _gate_nodes(reader, segment, month)
    if not points and not gates:
        return tier
    text = reader.say("比例 {rate}", "Rate {rate}", rate=rate_words(reader, rate))
    if combined := _combined(reader, scheme, segment, month):
        text += f" = {combined}"
    return Node("rate", rate_text(rate), text, (tier, *points, *gates))


def _combined(reader: Reader, scheme: Scheme, segment: Row, month: Row) -> str:
    """`(4% + 0.5%) × 50%`, empty where nothing is added or multiplied."""
    held = [scheme.points[place].add for place in bits(int(month["points"]))]
    gates = [
        reader.plan.gates[place].times for place in bits(int(segment["gates"]) | int(month["person_gates"]))
    ]
    terms = [rate_words(reader, _fraction(segment, "tier_rate")), *(percent_words(add, 6) for add in held)]
    said = " + ".join(terms)
    if held and gates:
        said = reader.say("（{said}）", "({said})", said=said)
    return " × ".join([said, *(percent_words(times, 6) for times in gates)]) if held or gates else ""


def tier_node(reader: Reader, scheme: Scheme, segment: Row, month: Row) -> Node:
    """Which tier or row was found, from what, and what the next one needs."""
    rate = rate_in(reader.plan, scheme, int(segment["campaigns"]))
    found = _fraction(segment, "tier_rate")
    words = rate_words(reader, found)
    if campaigns := list(bits(int(segment["campaigns"]))):
        names = ", ".join(reader.plan.campaigns[place].label.text(reader.language) for place in campaigns)
        words += reader.say("（{names}期间）", " (during {names})", names=names)
    return _found_node(reader, scheme, rate, month, "finder", words, found)


def final_tier_node(reader: Reader, scheme: Scheme, segment: Row, month: Row) -> Node:
    """The tier that the whole quarter found for an earlier month."""
    rate = rate_in(reader.plan, scheme, int(segment["campaigns"]))
    found = _rate_at(rate, int(month["final_tier"]))
    words = rate_words(reader, found) if found is not None else reader.say("分段计", "by bands")
    return _found_node(reader, scheme, rate, month, "final", words, found)


def _found_node(
    reader: Reader, scheme: Scheme, rate: Rate, month: Row, which: str, words: str, found: Fraction | None
) -> Node:
    tier = int(month["tier" if which == "finder" else "final_tier"])
    value = reader.base_factor(scheme) * Fraction(int(month[f"{which}_sum"]), int(month[f"{which}_months"]))
    parts: tuple[Node, ...] = ()
    if isinstance(rate, TierTable):
        text = _tier_text(reader, scheme, rate, value, tier, words)
        parts = _band_nodes(reader, rate, value) if rate.each_band else ()
        parts += _month_nodes(reader, scheme, month, which) if scheme.quarter_mean else ()
    elif isinstance(rate, Ladder):
        text = reader.say(
            "提成比例 {words}：没有达到任何一档", "Rate {words}: no row of the ladder is met", words=words
        )
        if tier:
            text = reader.say(
                "提成比例 {words}：达到第 {tier} 档", "Rate {words}: row {tier} of the ladder is met",
                words=words, tier=tier,
            )  # fmt: skip
        parts = _row_nodes(reader, rate, month, tier)
    else:
        text = reader.say("提成比例 {words}（固定）", "Rate {words} (fixed)", words=words)
    return Node("tier", rate_text(found) if found is not None else None, text, parts)


def _rate_at(rate: Rate, tier: int) -> Fraction | None:
    """The rate of a tier as the plan writes it; None where bands are blended."""
    if isinstance(rate, FixedRate):
        return rate.value
    if isinstance(rate, Ladder):
        return rate.rows[tier - 1].rate if tier else Fraction(0)
    assert isinstance(rate, TierTable)
    return None if rate.each_band else rate.tiers[tier - 1].rate


def _tier_text(
    reader: Reader, scheme: Scheme, table: TierTable, value: Fraction, tier: int, words: str
) -> str:
    by = (
        reader.say("季度月均", "mean month of the quarter so far")
        if scheme.quarter_mean
        else reader.say("整月基数", "the month's base")
    )
    place = reader.say("每一段按各自的比例", "each band at its own rate")
    if not table.each_band:
        place = reader.say("在“{reach}”一档", "in the tier “{reach}”", reach=_reach(reader, table, tier))
    text = reader.say(
        "提成比例 {words}：{by} {value}，{place}",
        "Rate {words}: {by} {value}, {place}",
        words=words, by=by, value=money_words(_fen(value)), place=place,
    )  # fmt: skip
    return text + _next_tier(reader, table, value, tier)


def _reach(reader: Reader, table: TierTable, tier: int) -> str:
    return table.part_words(("tiers", table.tiers[tier - 1].end_text), reader.language, lambda _: "")


def _next_tier(reader: Reader, table: TierTable, value: Fraction, tier: int) -> str:
    """What is missing to the next tier; a tier that owns its end needs more than the end."""
    end = table.tiers[tier - 1].end
    if table.each_band or end is None:
        return ""
    fen = (end - value) * 100
    missing = floor(fen) + 1 if table.upper_boundary else ceil(fen)
    return reader.say(
        "；再多 {missing} 进入 {rate} 档", "; {missing} more reaches {rate}",
        missing=money_words(missing), rate=percent_words(table.tiers[tier].rate, 6),
    )  # fmt: skip


def _month_nodes(reader: Reader, scheme: Scheme, month: Row, which: str) -> tuple[Node, ...]:
    """The months of a quarter mean."""
    number = reader.plan.schemes.index(scheme) + 1
    nodes = []
    for (other, unit), row in reader.scheme_months.items():
        if other != number or (which == "finder" and unit > month["unit"]):
            continue
        value = int(row["base"]) * reader.base_factor(scheme)
        text = reader.say("{unit} 基数 {base}", "{unit}: base {base}", unit=unit, base=yuan_words(value))
        nodes.append(Node(f"month {unit}", money_text(_fen(value)), text))
    return tuple(nodes)


def _band_nodes(reader: Reader, table: TierTable, value: Fraction) -> tuple[Node, ...]:
    """How much of the value lies in each band that it reaches, and what that comes to."""
    nodes = []
    start = Fraction(0)
    for number, tier in enumerate(table.tiers, 1):
        end = value if tier.end is None else min(value, tier.end)
        if end <= start:
            break
        earned = (end - start) * tier.rate
        text = f"{_reach(reader, table, number)}{reader.say('：', ': ')}"
        text += f"{yuan_words(end - start)} × {percent_words(tier.rate, 6)} = {yuan_words(earned)}"
        nodes.append(Node("band", number_text(earned), text))
        start = end
    return tuple(nodes)


def _row_nodes(reader: Reader, ladder: Ladder, month: Row, tier: int) -> tuple[Node, ...]:
    """The row above the one that was met, with what was missing, and the one met (or else the last)."""
    nodes = []
    for number, row in enumerate(ladder.rows, 1):
        if number != tier and number != (tier - 1 if tier else len(ladder.rows)):
            continue
        held = number == tier
        missed = [] if held else shortfalls(reader, row.when, month["unit"], month["team"])
        state = reader.say("达到", "met") if held else reader.say("未达到", "missed")
        if missed:
            state += reader.say("（{missed}）", " ({missed})", missed=reader.say("；", "; ").join(missed))
        text = reader.say(
            "第 {number} 档 {rate}，{state}：{when}",
            "Row {number}, {rate}, {state}: {when}",
            number=number,
            rate=percent_words(row.rate, 6),
            when=formula_words(row.when, reader.plan, reader.language),
            state=state,
        )
        parts = figures_behind(reader, row.when, month["unit"], month["team"]) if held or not tier else ()
        nodes.append(Node(f"row {number}", rate_text(row.rate), text, parts))
    return tuple(nodes)


def _point_nodes(reader: Reader, scheme: Scheme, month: Row) -> list[Node]:
    nodes = []
    held = set(bits(int(month["points"])))
    for place, point in enumerate(scheme.points):
        state = reader.say("已得", "earned")
        if place not in held:
            state = reader.say("未得", "not earned")
            if missed := shortfalls(reader, point.when, month["unit"], month["team"]):
                state += reader.say("（{missed}）", " ({missed})", missed=reader.say("；", "; ").join(missed))
        text = reader.say(
            "{label} {points} 个百分点，{state}：{when}",
            "{label} {points} percentage points, {state}: {when}",
            label=point.label.text(reader.language),
            points=f"{'+' if point.add >= 0 else '−'}{number_text(abs(point.add) * 100, 4)}",
            when=formula_words(point.when, reader.plan, reader.language),
            state=state,
        )
        value = rate_text(point.add) if place in held else "0"
        parts = figures_behind(reader, point.when, month["unit"], month["team"])
        nodes.append(Node(f"point {place + 1}", value, text, parts))
    return nodes


def _gate_nodes(reader: Reader, segment: Row, month: Row) -> list[Node]:
    """The gates that hold for this line; person gates that do not hold are said too."""
    nodes = []
    on_products, on_person = set(bits(int(segment["gates"]))), set(bits(int(month["person_gates"])))
    for place, gate in enumerate(reader.plan.gates):
        if gate.per_product:
            if place in on_products:
                parts = _product_nodes(reader, gate, segment)
                nodes.append(_gate_node(reader, gate, parts, held=True))
        else:
            parts = figures_behind(reader, gate.when, month["unit"], month["team"])
            nodes.append(_gate_node(reader, gate, parts, held=place in on_person))
    return nodes


def _gate_node(reader: Reader, gate: Gate, parts: tuple[Node, ...], *, held: bool) -> Node:
    text = reader.say(
        "{label}，{state}：{when}",
        "{label}, {state}: {when}",
        label=gate.label.text(reader.language),
        when=formula_words(gate.when, reader.plan, reader.language),
        state=reader.say("比例 × {times}", "rate × {times}", times=percent_words(gate.times, 6))
        if held
        else reader.say("没有触发", "does not hold"),
    )
    return Node("gate", rate_text(gate.times) if held else "1", text, parts)


def _product_nodes(reader: Reader, gate: Gate, segment: Row) -> tuple[Node, ...]:
    """The products of the line, with the figure that made the gate hold."""
    figures = reader.run.compiled.product_figures
    nodes = []
    for row in reader.rows("product_gates", "unit, product_id"):
        if (row["unit"], int(row["gates"])) != (segment["unit"], int(segment["gates"])):
            continue
        said = ", ".join(
            f"{reader.plan.metrics[name].label.text(reader.language)}"
            f" {reader.metric_words(reader.plan.metrics[name], reader.value(figures[name], row))}"
            for name, _ in metrics_in(gate.when)
        )
        text = reader.say(
            "商品 {product}：{said}", "Product {product}: {said}", product=row["product_id"], said=said
        )
        nodes.append(Node(f"product/{row['product_id']}", None, text))
    return tuple(nodes)


def _fraction(row: Row, name: str) -> Fraction:
    return Fraction(int(row[f"{name}_num"]), int(row[f"{name}_den"]))


def _fen(yuan: Fraction) -> int:
    return int(Fraction(number_text(yuan * 100, 0)))
