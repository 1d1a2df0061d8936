"""The answer for programs: names of sides and exact amounts in yuan, as other commands write them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from boji.engine.plan.label import Label
from boji.engine.results.texts import money_text, rate_text
from boji.replay.answer import Answer, DraftAnswer, Group, PersonAnswer, SideAnswer
from boji.replay.tables import INCOMES


def as_json(answer: Answer, names: Sequence[Label], language: str) -> dict[str, Any]:
    sides = [_side(answer, answer.before, names[0], language)]
    for name, draft in zip(names[1:], answer.drafts, strict=True):
        sides.append({**_side(answer, draft.side, name, language), **_draft(answer, draft, language)})
    return {
        "key": answer.key,
        "snapshot": answer.snapshot,
        "months": list(answer.months),
        "income": {
            month: {name: _money(getattr(one, name)) for name in INCOMES}
            for month, one in answer.incomes.items()
        },
        "compared_with": sides[0],
        "drafts": sides[1:],
    }


def _money(fen: int | None) -> str | None:
    return None if fen is None else money_text(fen)


def _side(answer: Answer, side: SideAnswer, name: Label, language: str) -> dict[str, Any]:
    return {
        "name": name.text(language),
        "plans": list(side.plans),
        "cost": money_text(side.cost()),
        "shares": {one: _share(answer, side, one) for one in INCOMES},
        "months": {
            month: {
                "cost": money_text(side.cost(month)),
                "kinds": {kind: money_text(fen) for kind, fen in side.costs[month].items()},
                "people": side.people[month],
                "shares": {one: _share(answer, side, one, month) for one in INCOMES},
            }
            for month in answer.months
        },
        "spread": {month or "all": [_group(one) for one in groups] for month, groups in side.groups.items()},
        "histogram": [
            {"from": money_text(low), "below": money_text(high), "pays": count}
            for (low, high), count in zip(pairwise(answer.edges), side.bins[""], strict=True)
        ],
    }


def _share(answer: Answer, side: SideAnswer, name: str, month: str = "") -> str | None:
    share = answer.share(side, name, month)
    return None if share is None else rate_text(share)


def _group(one: Group) -> dict[str, Any]:
    ends = {
        name: money_text(getattr(one, name)) for name in ("lowest", "lower", "median", "upper", "highest")
    }
    return {"role": one.role or None, "tier": one.tier or None, "pays": one.pays, **ends}


def _draft(answer: Answer, draft: DraftAnswer, language: str) -> dict[str, Any]:
    return {
        "difference": money_text(draft.side.cost() - answer.before.cost()),
        "gaining": draft.gaining,
        "losing": draft.losing,
        "rules": [
            {
                "kind": one.kind,
                "subject": one.subject,
                "rule": one.rule,
                "text": one.text.text(language),
                "alone": money_text(one.fen),
                "gaining": one.gaining,
                "losing": one.losing,
            }
            for one in draft.rules
        ],
        "people": [_person(draft, one, language) for one in draft.people],
        "near": [
            {
                "person_id": one.person_id,
                "name": one.name,
                "month": one.month,
                "scheme": one.scheme.text(language),
                "threshold": one.threshold.text(language),
                "above": one.above,
                "value": one.value.text(language),
                "gap": one.gap.text(language),
                "share": one.share,
            }
            for one in draft.near
        ],
    }


def _person(draft: DraftAnswer, one: PersonAnswer, language: str) -> dict[str, Any]:
    return {
        "person_id": one.person_id,
        "name": one.name,
        "role": one.role or None,
        "tier": one.tier or None,
        "before": money_text(one.before_fen),
        "after": money_text(one.after_fen),
        "difference": money_text(one.fen),
        "months": {
            month: money_text(one.after.get(month, 0) - one.before.get(month, 0))
            for month in sorted(one.before.keys() | one.after.keys())
        },
        "why": [
            {"rule": draft.changes[reason.change].text.text(language), "amount": money_text(reason.fen)}
            for reason in one.reasons
        ],
    }
