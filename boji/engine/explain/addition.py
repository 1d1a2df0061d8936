"""Bonuses and adjustments explained: the decision, or what was recomputed and paid, with each cause."""

from __future__ import annotations

from typing import Any

from boji.engine.additions import Cause, FactKey
from boji.engine.explain.node import Node
from boji.engine.explain.reader import Reader
from boji.engine.plan.vocabulary import TABLES, said
from boji.engine.results.texts import money_text, money_words


def addition_words(reader: Reader, line: dict[str, Any]) -> str:
    """The amount; of an adjustment, what the month comes to now less what was paid for it."""
    amount = money_words(line["amount"])
    if line["kind"] == "bonus":
        return reader.say("{amount}（按决定）", "{amount} (by decision)", amount=amount)
    if line["base_fen"] is None:  # decided, or carried over: the causes say it
        return amount
    return reader.say(
        "{amount}（{about} 按现在所知重算为 {due}，已付 {paid}）",
        "{amount} ({about} comes to {due} as known now, {paid} was paid)",
        amount=amount, about=line["unit"], due=money_words(line["base_fen"]),
        paid=money_words(line["base_fen"] - line["amount"]),
    )  # fmt: skip


def addition_parts(reader: Reader, line: dict[str, Any]) -> tuple[Node, ...]:
    return tuple(_cause_node(reader, cause) for cause in reader.additions[line["place"]].causes)


def _cause_node(reader: Reader, cause: Cause) -> Node:
    """The sentence; under it as many of its facts as order lines are asked for."""
    facts = tuple(_fact_node(reader, fact) for fact in cause.facts[: reader.order_lines])
    value = None if cause.fen is None else money_text(cause.fen)
    return Node("cause", value, cause.text(reader.language), facts)


def _fact_node(reader: Reader, fact: FactKey) -> Node:
    key = " ".join(fact.key)
    return Node(f"{fact.table}/{key}", None, f"{said(TABLES, fact.table, reader.language)} {key}")
