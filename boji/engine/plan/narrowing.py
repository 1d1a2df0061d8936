"""A plan as far as it concerns one person: their schemes, scorecard and pools, with their own targets.

Owns what is left out. What is left is a plan of the same form, so that the handbook and the comparison read
it as they read any other.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace

from boji.engine.plan.model import Example, Item, Plan, Scorecard, Target
from boji.engine.plan.words import metrics_under


@dataclass(frozen=True)
class Concern:
    """The names of what concerns somebody, and the keys of their targets, the one that counts first."""

    schemes: frozenset[str]
    scorecards: frozenset[str]
    pools: frozenset[str]
    keys: tuple[str, ...]  # person_id, tier, team, role


def narrowed(plan: Plan, concern: Concern) -> Plan:
    """The part of a plan that concerns somebody, without own metrics on which nothing of it rests."""
    cards = tuple(_card(one, concern) for one in plan.scorecards if one.name in concern.scorecards)
    part = replace(
        plan,
        scorecards=cards,
        schemes=tuple(one for one in plan.schemes if one.name in concern.schemes),
        pools=tuple(one for one in plan.pools if one.name in concern.pools),
        campaigns=tuple(
            one for one in plan.campaigns if any(change.scheme in concern.schemes for change in one.changes)
        ),
        examples=tuple(one for one in plan.examples if _is_about(one, concern)),
        example_schemes=(),
    )
    under = metrics_under(part)
    metrics = {name: one for name, one in plan.metrics.items() if not one.own or name in under}
    campaigns = tuple(
        replace(one, changes=tuple(change for change in one.changes if change.scheme in concern.schemes))
        for one in part.campaigns
    )
    return replace(part, metrics=metrics, campaigns=campaigns)


def without_targets_of(plan: Plan, people: Collection[str]) -> Plan:
    """The plan without the targets that are agreed with one of these people alone."""

    def target(one: Target | None) -> Target | None:
        if one is None or not one.by_key:
            return one
        return Target(by_key=tuple(pair for pair in one.by_key if pair[0] not in people))

    return replace(
        plan,
        scorecards=tuple(_with_items(card, lambda item: target(item.target)) for card in plan.scorecards),
    )


def _card(card: Scorecard, concern: Concern) -> Scorecard:
    def target(item: Item) -> Target | None:
        if item.target is None or not item.target.by_key:
            return item.target
        known = dict(item.target.by_key)
        key = next((one for one in concern.keys if one in known), None)
        return None if key is None else Target(known[key])

    return _with_items(card, target)


def _with_items(card: Scorecard, target: Callable[[Item], Target | None]) -> Scorecard:
    return replace(
        card,
        dimensions=tuple(
            replace(one, items=tuple(replace(item, target=target(item)) for item in one.items))
            for one in card.dimensions
        ),
    )


def _is_about(example: Example, concern: Concern) -> bool:
    return (
        example.scheme in concern.schemes
        or example.scorecard in concern.scorecards
        or example.pool in concern.pools
    )
