"""Reading of `commission`: schemes, their base and their rate. A form of rate reads itself."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from boji.engine.plan.bases import base_problem
from boji.engine.plan.fields import Fields, fields_of
from boji.engine.plan.formula import Formula, Kind
from boji.engine.plan.label import Label
from boji.engine.plan.model import Guarantee, Metric, Point, Scheme
from boji.engine.plan.names import Use
from boji.engine.plan.reading import Reading, Written
from boji.engine.plan.source import MapNode, Node, ScalarNode
from boji.engine.plan.vocabulary import label_of
from boji.engine.rates import RATES, FixedRate, Rate, TierTable

Metrics = Mapping[str, Metric]


def read_schemes(fields: Fields, metrics: Metrics) -> tuple[Scheme, ...]:
    """All schemes, in the order of the file."""
    if not fields.has("commission"):
        return ()
    schemes = []
    for name, node in fields.entries("commission"):
        inner = named(fields.reading, name, node)
        if inner is not None:
            applies = inner.formula("for", Use.PERSON).formula
            schemes.append(read_scheme(name.text, inner, applies, metrics))
    return tuple(schemes)


def named(reading: Reading, name: ScalarNode, node: Node) -> Fields | None:
    """The mapping under a name; campaign paths part names at dots, so a name has none."""
    if not name.text or "." in name.text:
        reading.wrong(name, Label(f"“{name.text}”不能作名称", f"“{name.text}” cannot be a name"), _NO_DOTS)
    return fields_of(reading, node)


_NO_DOTS = Label("名称不能为空，不能含点", "Names are not empty and have no dots")


def read_scheme(name: str, fields: Fields, applies: Formula, metrics: Metrics) -> Scheme:
    """One scheme; `for` is read by the caller, because a worked example's own scheme has none."""
    base = read_base(fields, metrics)
    scheme = Scheme(
        name=name,
        label=fields.label_or("label", label_of(name)),
        applies=applies,
        base_pay_fen=fields.money_fen("base_pay") if fields.has("base_pay") else 0,
        base=base.formula,
        base_text=base.text,
        rate=_read_rate(fields),
        quarter_mean=fields.choice("per", ("month", "quarter_mean"), "month") == "quarter_mean",
        points=tuple(_read_point(row) for row in fields.rows("points")) if fields.has("points") else (),
        guarantee=_read_guarantee(fields),
        draw_fen=_read_draw(fields),
    )
    fields.finish()
    if fields.sound and scheme.quarter_mean and not isinstance(scheme.rate, TierTable):
        fields.wrong(
            "per",
            Label("quarter_mean 只用于分档（tiers）", "quarter_mean is for tier tables only"),
            Label("去掉 per，或把 rate 写成 tiers", "Leave out per, or write the rate as tiers"),
        )
    return scheme


def read_base(fields: Fields, metrics: Metrics) -> Written:
    """The `base` of a scheme or pool: money that adds up over lines."""
    before = fields.reading.noted
    base = fields.formula("base", Use.BASE, Kind.MONEY)
    if fields.node.get("base") is not None and fields.reading.noted == before:
        problem = base_problem(
            base.formula, lambda name: metrics[name].formula, lambda name: metrics[name].additive
        )
        if problem:
            fields.wrong("base", *problem)
    return base


def _read_rate(fields: Fields) -> Rate:
    """`2%`, or a mapping whose key says the form: `{tiers: …}`, `{ladder: …}`."""
    node = fields.get("rate")
    if isinstance(node, ScalarNode):
        key = ScalarNode(node.place, FixedRate.key, FixedRate.key)
        node = MapNode(node.place, ((key, node),))
    inner = fields_of(fields.reading, node) if node is not None else None
    if inner is None:
        return FixedRate(Fraction(0))
    written = [form for key, form in RATES.items() if inner.has(key)]
    if len(written) > 1:
        inner.reading.wrong(inner.node, Label("一个方案只能有一种比例", "a scheme has one form of rate only"))
        return FixedRate(Fraction(0))
    rate = written[0].read(inner) if written else _no_rate(inner)
    inner.finish()
    return rate


def _no_rate(inner: Fields) -> Rate:
    inner.get(TierTable.key)  # the form that is most often meant; a misspelt key then names it
    return FixedRate(Fraction(0))


def _read_point(fields: Fields) -> Point:
    when = fields.formula("when", Use.CONDITION)
    point = Point(fields.label("label"), when.formula, when.text, fields.ratio("add"))
    fields.finish()
    return point


def _read_guarantee(fields: Fields) -> Guarantee | None:
    inner = fields.fields("guarantee") if fields.has("guarantee") else None
    if inner is None:
        return None
    months = inner.count("first_months") if inner.has("first_months") else None
    guarantee = Guarantee(inner.money_fen("amount"), months)
    inner.finish()
    return guarantee


def _read_draw(fields: Fields) -> int | None:
    inner = fields.fields("draw") if fields.has("draw") else None
    if inner is None:
        return None
    amount = inner.money_fen("amount")
    inner.finish()
    return amount
