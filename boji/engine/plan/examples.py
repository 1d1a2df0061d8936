"""Reading of `examples`: worked examples, which `boji plan check` executes. Owns what may be given
and expected; the execution is the engine's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from boji.engine.plan.columns import PERSON_ATTRIBUTES
from boji.engine.plan.fields import Fields
from boji.engine.plan.formula import Flag, Kind, Span
from boji.engine.plan.label import Label
from boji.engine.plan.model import Example, Metric, Pool, Scheme, Scorecard
from boji.engine.plan.reading import Reading
from boji.engine.plan.schemes import read_scheme
from boji.engine.plan.scorecards import metric_name
from boji.engine.plan.source import MapNode, Node, ScalarNode
from boji.engine.plan.values import read_figure, read_money, read_plain_number, read_ratio

MONEY_RESULTS = ("base", "commission", "pay")
QUARTER_MEAN = "quarter_mean"


@dataclass(frozen=True)
class Subjects:
    """What an example can be about."""

    metrics: Mapping[str, Metric]
    schemes: Sequence[Scheme]
    pools: Sequence[Pool]
    scorecards: Sequence[Scorecard]


def read_examples(fields: Fields, subjects: Subjects) -> tuple[tuple[Example, ...], tuple[Scheme, ...]]:
    """The examples, and the schemes that stand inside them."""
    if not fields.has("examples"):
        return (), ()
    inline: list[Scheme] = []
    examples = tuple(_read_example(row, subjects, inline) for row in fields.rows("examples"))
    return examples, tuple(inline)


def _read_example(fields: Fields, subjects: Subjects, inline: list[Scheme]) -> Example:
    name = fields.text("name")
    scheme = _read_scheme(fields, subjects, inline) if fields.has("scheme") else None
    pool = _read_pool(fields, subjects) if fields.has("pool") else None
    scorecard = None
    if fields.has("scorecard"):
        scorecard = fields.choice(
            "scorecard", [card.name for card in subjects.scorecards if not card.of_team]
        )
    example = Example(
        name=name,
        line=fields.line,
        scheme=scheme,
        pool=pool.name if pool else None,
        on=fields.day("on") if fields.has("on") else None,
        months_in_scheme=fields.count("months_in_scheme") if fields.has("months_in_scheme") else None,
        given=tuple(_read_given(fields.reading, key, node) for key, node in fields.entries("given")),
        expect=_read_expect(fields, pool, scorecard),
        scorecard=scorecard,
    )
    about = [key for key in ("scheme", "pool", "scorecard") if fields.has(key)]
    if fields.finish() and len(about) != 1:
        fields.wrong(
            about[1] if about else "name",
            Label("一个例子讲一个方案、奖金池或考核表", "an example is about one scheme, pool or scorecard"),
            Label("写 scheme: 名称", "Write scheme: NAME"),
        )
    return example


def _read_scheme(fields: Fields, subjects: Subjects, inline: list[Scheme]) -> str:
    node = fields.node.get("scheme")
    if not isinstance(node, MapNode):
        return fields.choice("scheme", [scheme.name for scheme in subjects.schemes])
    name = f"examples.{len(inline) + 1}"  # no scheme of the plan has a dot in its name
    everybody = Flag(True, Span(*node.place))
    inline.append(read_scheme(name, Fields(fields.reading, node), everybody, subjects.metrics))
    return name


def _read_pool(fields: Fields, subjects: Subjects) -> Pool | None:
    name = fields.choice("pool", [pool.name for pool in subjects.pools])
    return next((pool for pool in subjects.pools if pool.name == name), None)


def _read_given(reading: Reading, key: ScalarNode, node: Node) -> tuple[str, Fraction | str]:
    if key.text == QUARTER_MEAN:
        return key.text, reading.literal(node, read_money, Fraction(0))
    attribute = PERSON_ATTRIBUTES.get(key.text)
    if attribute is Kind.TEXT:
        return key.text, reading.literal(node, str, "")
    if attribute is Kind.MONEY:
        return key.text, reading.literal(node, read_money, Fraction(0))
    name, _ = metric_name(reading, key, team_allowed=True)
    kind = reading.metrics.get(name)
    return key.text, reading.literal(node, lambda text: read_figure(text, kind), Fraction(0))


def _read_expect(
    fields: Fields, pool: Pool | None, scorecard: str | None
) -> tuple[tuple[str, Fraction], ...]:
    if pool is not None:
        known = ("pool", *(role for role, _ in pool.split if role in fields.reading.roles))
        if len(known) <= len(pool.split):  # a role of the pool is itself wrong
            known = ("pool", *fields.reading.roles)
    elif scorecard is not None:
        known = ("score",)
    else:
        known = (*MONEY_RESULTS, "rate")
    entries = fields.entries("expect")
    if fields.node.get("expect") is not None and not entries and fields.sound:
        fields.wrong("expect", Label("没有写期望的结果", "nothing is expected"))
    return tuple(_read_result(fields.reading, key, node, known) for key, node in entries)


def _read_result(reading: Reading, key: ScalarNode, node: Node, known: Sequence[str]) -> tuple[str, Fraction]:
    name = reading.choice(key, known)
    if name == "rate":
        return name, reading.literal(node, lambda text: read_ratio(text, decimals=12), Fraction(0))
    read = read_plain_number if name == "score" else read_money
    return name, reading.literal(node, read, Fraction(0))
