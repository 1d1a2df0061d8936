"""Reading of `pools`: which sessions, what rate, which roles share. Owns their checks."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from boji.engine.plan.bases import is_of_team
from boji.engine.plan.fields import Fields
from boji.engine.plan.label import Label
from boji.engine.plan.model import Metric, Pool
from boji.engine.plan.names import Use
from boji.engine.plan.reading import share
from boji.engine.plan.schemes import named, read_base
from boji.engine.plan.units import percent_words
from boji.engine.plan.vocabulary import label_of


def read_pools(fields: Fields, metrics: Mapping[str, Metric]) -> tuple[Pool, ...]:
    """All pools, in the order of the file."""
    if not fields.has("pools"):
        return ()
    pools = []
    for name, node in fields.entries("pools"):
        inner = named(fields.reading, name, node)
        if inner is not None:
            pools.append(_read_pool(name.text, inner, metrics))
    return tuple(pools)


def _read_pool(name: str, fields: Fields, metrics: Mapping[str, Metric]) -> Pool:
    base = read_base(fields, metrics)
    pool = Pool(
        name=name,
        label=fields.label_or("label", label_of(name)),
        applies=fields.formula("for", Use.SESSION).formula,
        base=base.formula,
        base_text=base.text,
        rate=fields.ratio("rate"),
        split=_read_split(fields),
        within=fields.choice("within", ("equal", "minutes")),
    )
    if fields.finish() and is_of_team(pool.base):
        fields.wrong(
            "base",
            Label("奖金池的基数是这一场的，不能用团队指标", "a pool's base is the session's, not the team's"),
            Label("去掉 team.", "Leave out team."),
        )
    return pool


def _read_split(fields: Fields) -> tuple[tuple[str, Fraction], ...]:
    before = fields.reading.noted
    split = []
    for role, node in fields.entries("split"):
        fields.reading.choice(role, fields.reading.roles)
        split.append((role.text, share(fields.reading, node)))
    total = sum((part for _, part in split), Fraction(0))
    if total != 1 and split and fields.reading.noted == before:
        fields.wrong(
            "split",
            Label(
                f"分配合计 {percent_words(total)}，应为 100%",
                f"the shares add up to {percent_words(total)}, not 100%",
            ),
            Label(
                f"{'减少' if total > 1 else '增加'} {percent_words(abs(1 - total))}",
                f"{'Take away' if total > 1 else 'Add'} {percent_words(abs(1 - total))}",
            ),
        )
    return tuple(split)
