"""Which rules of pay differ between two plans, and the old plan with just one of them exchanged.

What a draft changes for somebody's pay is asked of the engine, one rule at a time: it pays under the old plan
with that rule as the new plan has it. Owns what one rule is, so that each can be exchanged alone: a tier's
rate, a scheme's base pay or points, a gate, a pool's share, the cap. Where two rules cannot stand without
each other (another table of tiers, and campaigns that name its tiers) they are one. Score cards, grades and
outcomes decide no pay of the month and are not here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import reduce
from itertools import pairwise
from typing import Any, TypeVar

from boji.engine.plan.diff import differences
from boji.engine.plan.label import Label
from boji.engine.plan.model import Campaign, Gate, Plan, Point, Pool, Scheme
from boji.engine.rates import Ladder, LadderRow, Rate, Tier, TierTable

Edit = Callable[[Plan], Plan]
Named = TypeVar("Named", bound=Scheme | Pool | Gate | Point)

MOST_CHANGES = 12  # each is computed; where a draft changes more, those of one scheme are taken together


@dataclass(frozen=True)
class Change:
    """A rule that differs. `subject` names what it belongs to (a scheme, a pool, the plan), `rule` what it
    is."""

    subject: tuple[str, str]
    rule: str
    edit: Edit

    def made_in(self, plan: Plan) -> Plan:
        return self.edit(plan)

    def words(self, old: Plan) -> Label:
        """The change as the comparison of two plans says it."""
        made = self.made_in(old)
        return Label("；".join(differences(old, made, "zh")), "; ".join(differences(old, made, "en")))


def changes_between(old: Plan, new: Plan, most: int = MOST_CHANGES) -> tuple[Change, ...]:
    """Every rule of pay that differs, in the order of the file; at most about `most` of them."""
    found = [*_plan_changes(old, new), *_scheme_changes(old, new)]
    found += [*_named("pool", "pools", old, new, _pool_changes), *_named("gate", "gates", old, new, _whole)]
    if len(found) > most:
        found = _together(found)
    return tuple(found)


def _together(changes: Sequence[Change]) -> list[Change]:
    """The changes of one subject as one."""
    subjects: dict[tuple[str, str], list[Edit]] = {}
    for one in changes:
        subjects.setdefault(one.subject, []).append(one.edit)
    return [Change(subject, "all", _all(edits)) for subject, edits in subjects.items()]


def _all(edits: Sequence[Edit]) -> Edit:
    return lambda plan: reduce(lambda made, edit: edit(made), edits, plan)


def _plan_changes(old: Plan, new: Plan) -> Iterator[Change]:
    """Rules that belong to no scheme, pool or gate."""
    if (old.credit, old.day_starts_minutes) != (new.credit, new.day_starts_minutes):
        yield _fields(("plan", ""), "credit", new, "credit", "day_starts_minutes")
    if old.commission_cap_fen != new.commission_cap_fen:
        yield _fields(("plan", ""), "cap", new, "commission_cap_fen")
    for name, metric in new.metrics.items():
        if name in old.metrics and old.metrics[name].formula != metric.formula:
            yield Change(("metric", name), "metric", _metric(new, name))


def _fields(subject: tuple[str, str], rule: str, new: Plan, *names: str) -> Change:
    values: dict[str, Any] = {name: getattr(new, name) for name in names}
    return Change(subject, rule, lambda plan: replace(plan, **values))


def _metric(new: Plan, name: str) -> Edit:
    return lambda plan: replace(plan, metrics=plan.metrics | {name: new.metrics[name]})


def _known(plan: Plan, new: Plan) -> Plan:
    """With the metrics that only the new plan has: rules of it may look at them."""
    return replace(plan, metrics=new.metrics | plan.metrics)


# Schemes


def _scheme_changes(old: Plan, new: Plan) -> Iterator[Change]:
    before, after = ({one.name: one for one in plan.schemes} for plan in (old, new))
    for name in dict.fromkeys([*before, *after]):
        subject = ("scheme", name)
        if name not in after:
            yield Change(subject, "removed", _without_scheme(name))
        elif name not in before:
            yield Change(subject, "new", _with_scheme(new, after[name]))
        else:
            yield from _inside_scheme(old, new, before[name], after[name])


def _inside_scheme(old: Plan, new: Plan, was: Scheme, now: Scheme) -> Iterator[Change]:
    subject = ("scheme", now.name)
    for rule, names in _SCHEME_RULES.items():
        if any(getattr(was, name) != getattr(now, name) for name in names):
            yield Change(subject, rule, _scheme_fields(new, now, names))
    yield from _rate_changes(old, new, was, now)
    for one in dict.fromkeys([*_keys(was.points), *_keys(now.points)]):
        if _keys(was.points).get(one) != _keys(now.points).get(one):
            yield Change(subject, "points", _points(new, now, one))


_SCHEME_RULES = {
    "for": ("applies",),
    "base_pay": ("base_pay_fen",),
    "base": ("base", "base_text"),
    "guarantee": ("guarantee",),
    "draw": ("draw_fen",),
}


def _rate_changes(old: Plan, new: Plan, was: Scheme, now: Scheme) -> Iterator[Change]:
    """Tier by tier or row by row where that can be; else the whole with the campaigns that name its tiers."""
    subject = ("scheme", now.name)
    campaigns = _of_scheme(old, now.name), _of_scheme(new, now.name)
    parts = _rate_parts(was.rate, now.rate, alone=not any(campaigns))
    if parts is None:
        edits = [_scheme_fields(new, now, ("rate", "quarter_mean")), _campaigns(new, now.name)]
        yield Change(subject, "rate", _all(edits if any(campaigns) else edits[:1]))
        return
    if was.quarter_mean != now.quarter_mean:
        yield Change(subject, "per", _scheme_fields(new, now, ("quarter_mean",)))
    for edit in parts:
        yield Change(subject, "rate", _rate_edit(new, now.name, edit))
    if campaigns[0] != campaigns[1]:
        yield Change(subject, "campaigns", _campaigns(new, now.name))


RateEdit = Callable[[Rate], Rate]


def _rate_parts(was: Rate, now: Rate, *, alone: bool) -> list[RateEdit] | None:
    """The parts in which two rates differ, each as an edit of its own; None where they cannot be told apart.

    With campaigns that name parts (not `alone`), the parts must be called the same.
    """
    if type(was) is not type(now) or len(was.parts()) != len(now.parts()):
        return None
    if was.parts() != now.parts() and not alone:
        return None
    if isinstance(was, Ladder) and isinstance(now, Ladder):
        return _places(was.rows, now.rows, _with_row)
    if isinstance(was, TierTable) and isinstance(now, TierTable):
        if (was.each_band, was.upper_boundary) != (now.each_band, now.upper_boundary):
            return None
        found = [*_places(_rates(was), _rates(now), _with_rate), *_places(_ends(was), _ends(now), _with_end)]
        return found if all(_rising(edit(was)) for edit in found) else None
    return [] if was == now else [lambda rate: now]


def _places(was: Sequence[Any], now: Sequence[Any], edit: Callable[[Any, int, Any], Rate]) -> list[RateEdit]:
    return [
        (lambda rate, place=place, part=part: edit(rate, place, part))  # type: ignore[misc]
        for place, (before, part) in enumerate(zip(was, now, strict=True))
        if before != part
    ]


def _rates(table: TierTable) -> list[Fraction]:
    return [tier.rate for tier in table.tiers]


def _ends(table: TierTable) -> list[tuple[Fraction | None, str]]:
    return [(tier.end, "" if tier.end is None else tier.end_text) for tier in table.tiers]


def _with_row(ladder: Ladder, place: int, row: LadderRow) -> Rate:
    return replace(ladder, rows=(*ladder.rows[:place], row, *ladder.rows[place + 1 :]))


def _with_rate(table: TierTable, place: int, rate: Fraction) -> Rate:
    return _with_tier(table, place, replace(table.tiers[place], rate=rate))


def _with_end(table: TierTable, place: int, end: tuple[Fraction | None, str]) -> Rate:
    return _with_tier(table, place, replace(table.tiers[place], end=end[0], end_text=end[1]))


def _with_tier(table: TierTable, place: int, tier: Tier) -> Rate:
    return replace(table, tiers=(*table.tiers[:place], tier, *table.tiers[place + 1 :]))


def _rising(rate: Rate) -> bool:
    """Whether the ends of a tier table still rise."""
    assert isinstance(rate, TierTable)
    ends = [tier.end for tier in rate.tiers if tier.end is not None]
    return all(low < high for low, high in pairwise(ends))


def _rate_edit(new: Plan, name: str, edit: RateEdit) -> Edit:
    made = _scheme_edit(name, lambda scheme: replace(scheme, rate=edit(scheme.rate)))
    return lambda plan: made(_known(plan, new))


def _scheme_edit(name: str, edit: Callable[[Scheme], Scheme]) -> Edit:
    def made(plan: Plan) -> Plan:
        return replace(plan, schemes=tuple(edit(one) if one.name == name else one for one in plan.schemes))

    return made


def _scheme_fields(new: Plan, now: Scheme, names: Iterable[str]) -> Edit:
    values: dict[str, Any] = {name: getattr(now, name) for name in names}
    edit = _scheme_edit(now.name, lambda scheme: replace(scheme, **values))
    return lambda plan: edit(_known(plan, new))


def _points(new: Plan, now: Scheme, key: tuple[str, int]) -> Edit:
    edit = _scheme_edit(
        now.name, lambda scheme: replace(scheme, points=_exchanged(scheme.points, now.points, key))
    )
    return lambda plan: edit(_known(plan, new))


def _with_scheme(new: Plan, scheme: Scheme) -> Edit:
    campaigns = _campaigns(new, scheme.name)
    return lambda plan: campaigns(replace(_known(plan, new), schemes=(*plan.schemes, scheme)))


def _without_scheme(name: str) -> Edit:
    def made(plan: Plan) -> Plan:
        kept = tuple(one for one in plan.schemes if one.name != name)
        return replace(plan, schemes=kept, campaigns=_not_of_scheme(plan, name))

    return made


# Campaigns, scheme by scheme


def _of_scheme(plan: Plan, name: str) -> tuple[Campaign, ...]:
    """The campaigns as far as they change the scheme."""
    parts = (
        replace(one, changes=tuple(change for change in one.changes if change.scheme == name))
        for one in plan.campaigns
    )
    return tuple(one for one in parts if one.changes)


def _not_of_scheme(plan: Plan, name: str) -> tuple[Campaign, ...]:
    parts = (
        replace(one, changes=tuple(change for change in one.changes if change.scheme != name))
        for one in plan.campaigns
    )
    return tuple(one for one in parts if one.changes)


def _campaigns(new: Plan, name: str) -> Edit:
    return lambda plan: replace(plan, campaigns=(*_not_of_scheme(plan, name), *_of_scheme(new, name)))


# Pools, gates and points: parts that are told apart by what they are called


def _named(
    what: str, section: str, old: Plan, new: Plan, inside: Callable[[Plan, Any, Any], Iterator[Change]]
) -> Iterator[Change]:
    before, after = _keys(getattr(old, section)), _keys(getattr(new, section))
    for key in dict.fromkeys([*before, *after]):
        if key in before and key in after:
            yield from inside(new, before[key], after[key])
        else:
            rule = "new" if key in after else "removed"
            yield Change((what, key[0]), rule, _exchange(section, new, key))


def _pool_changes(new: Plan, was: Pool, now: Pool) -> Iterator[Change]:
    rules = {"rate": ("rate",), "split": ("split", "within"), "base": ("applies", "base", "base_text")}
    for rule, names in rules.items():
        if any(getattr(was, name) != getattr(now, name) for name in names):
            yield Change(("pool", now.name), rule, _pool_fields(new, now, names))


def _pool_fields(new: Plan, now: Pool, names: Iterable[str]) -> Edit:
    values: dict[str, Any] = {name: getattr(now, name) for name in names}

    def made(plan: Plan) -> Plan:
        pools = tuple(replace(one, **values) if one.name == now.name else one for one in plan.pools)
        return replace(_known(plan, new), pools=pools)

    return made


def _whole(new: Plan, was: Gate, now: Gate) -> Iterator[Change]:
    if was != now:
        yield Change(("gate", now.label.zh), "changed", _exchange("gates", new, _key_of(new.gates, now)))


def _exchange(section: str, new: Plan, key: tuple[str, int]) -> Edit:
    def made(plan: Plan) -> Plan:
        parts: Any = {section: _exchanged(getattr(plan, section), getattr(new, section), key)}
        return replace(_known(plan, new), **parts)

    return made


def _exchanged(old: Sequence[Named], new: Sequence[Named], key: tuple[str, int]) -> tuple[Named, ...]:
    """The old parts with the one of that key as the new ones have it: another, added at the end, or gone."""
    before, after = _keys(old), _keys(new)
    if key in after:
        before[key] = after[key]
    else:
        before.pop(key, None)
    return tuple(before.values())


def _keys(parts: Iterable[Named]) -> dict[tuple[str, int], Named]:
    """Parts by what they are called, and a number where several are called the same."""
    named: dict[tuple[str, int], Named] = {}
    for part in parts:
        name = part.name if isinstance(part, Scheme | Pool) else part.label.zh
        number = 1
        while (name, number) in named:
            number += 1
        named[name, number] = part
    return named


def _key_of(parts: Iterable[Gate], wanted: Gate) -> tuple[str, int]:
    return next(key for key, part in _keys(parts).items() if part is wanted)
