"""A person's score card as its page and paper show it.

Owns its layout: dimensions, items with actual against target, and the sentence that gives the reason of each
point. Figures are those of `boji.engine.results`, sentences those of `boji.engine.explain`.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

from boji.engine.explain.node import Node
from boji.engine.plan.model import Plan
from boji.engine.results.scorecard import grade_words, scorecards
from boji.engine.results.texts import percent_words, unit_words
from boji.statements.explained import Subject, anchor_of, inputs, tree
from boji.statements.missing_figures import Missing, missing_figure


def shown_score(score: str | None) -> str:
    """A score with one decimal, as the explanation says it; a dash where it is missing.

    >>> shown_score("90.7363"), shown_score(None)
    ('90.7', '—')
    """
    return "—" if score is None else str(Decimal(score).quantize(Decimal("0.1"), ROUND_HALF_UP))


@dataclass(frozen=True)
class Item:
    """One item; `text` is the whole sentence, `actual` and `target` are empty where there are none."""

    place: str
    label: str
    weight: str
    actual: str
    target: str
    score: str | None
    text: str

    @property
    def shown(self) -> str:
        return shown_score(self.score)

    @property
    def reason(self) -> str:
        """The sentence without the name of the item, which stands before it."""
        return self.text.removeprefix(self.label).strip()

    @property
    def anchor(self) -> str:
        return anchor_of(self.place)


@dataclass(frozen=True)
class Dimension:
    label: str
    weight: str
    score: str | None
    items: tuple[Item, ...]

    @property
    def shown(self) -> str:
        return shown_score(self.score)


@dataclass(frozen=True)
class Remark:
    """Something else that made the score: a deduction, the quarter's part, a note."""

    place: str
    text: str
    opens: bool

    @property
    def anchor(self) -> str:
        return anchor_of(self.place)


@dataclass(frozen=True)
class ScoreCard:
    """The score card of a period; `text` says the whole in one sentence."""

    subject: Subject
    text: str
    score: str | None
    grade: str
    rank: int | None
    peers: int | None
    before_deductions: str | None
    dimensions: tuple[Dimension, ...]
    remarks: tuple[Remark, ...]
    notes: tuple[str, ...]
    missing: tuple[Missing, ...]


def score_card_of(subject: Subject) -> ScoreCard | None:
    """The person's score card, None where none applies. Raises NotFound for nobody of the run."""
    explained = tree(subject, "score")
    run = subject.opened()
    found = scorecards(run, subject.language, subject.person_id)
    if not found:
        return None
    card, own = found[0], inputs(explained)[0]
    dimensions = tuple(
        _dimension(subject, f"score/0/{number}", dimension, node)
        for number, (dimension, node) in enumerate(zip(card["dimensions"], inputs(own), strict=False))
    )
    return ScoreCard(
        subject=subject,
        text=explained.text,
        score=card["score"],
        grade=grade_words(run.plan, card["grade"], subject.language) if card["grade"] else "",
        rank=card["rank"],
        peers=card["peers"],
        before_deductions=card["before_deductions"] if card["deductions"] else None,
        dimensions=dimensions,
        remarks=tuple(_remarks(explained, own, len(dimensions))),
        notes=tuple(dict.fromkeys(card["notes"])),
        missing=tuple(
            missing_figure(run.plan, item["metric"], item["label"], subject.language)
            for dimension in card["dimensions"]
            for item in dimension["items"]
            if item["score"] is None
        ),
    )


def _dimension(subject: Subject, place: str, found: dict[str, Any], node: Node) -> Dimension:
    plan = subject.opened().plan
    return Dimension(
        found["label"],
        percent_words(Fraction(found["weight"])),
        found["score"],
        tuple(
            _item(plan, f"{place}/{number}", item, part, subject.language)
            for number, (item, part) in enumerate(zip(found["items"], inputs(node), strict=True))
        ),
    )


def _item(plan: Plan, place: str, item: dict[str, Any], node: Node, language: str) -> Item:
    unit = plan.metrics[item["metric"]].unit if item["metric"] in plan.metrics else ""
    actual, target = (
        unit_words(unit, Fraction(item[name]), language) if item[name] is not None else ""
        for name in ("actual", "target")
    )
    weight = percent_words(Fraction(item["weight"]))
    return Item(place, item["label"], weight, actual, target, item["score"], node.text)


def _remarks(explained: Node, own: Node, dimensions: int) -> list[Remark]:
    """Deductions of the period, and what stands beside it: the quarter of a composite."""
    below = [(f"score/0/{number}", part) for number, part in enumerate(inputs(own))][dimensions:]
    beside = [(f"score/{number}", part) for number, part in enumerate(inputs(explained))][1:]
    return [
        Remark(place, part.text, bool(part.parts))
        for place, part in (*below, *beside)
        if part.figure != "note"
    ]
