"""Proposals of a run: who is proposed for what, with the evidence and what the law asks for.

Owns their JSON form and words. A proposal is no decision; a person decides, with a reason.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from boji.engine.plan.model import Label, Outcome, Streak
from boji.engine.plan.phrases import attribute_words
from boji.engine.plan.vocabulary import ATTRIBUTES, said
from boji.engine.results.scorecard import run_facts
from boji.engine.results.texts import money_text, money_words, score_text, score_words
from boji.engine.run import Run

EXIT_CAUTION = Label(
    "不能直接解除：须先有培训或调岗的记录，并在书面通知 {days} 天之后才能生效；排名末位本身不是合法理由",
    "No dismissal by itself: training or transfer must be on record first, and it takes effect no earlier"
    " than {days} days after written notice; being last in a ranking alone is not lawful grounds",
)


def proposals(run: Run, language: str = "zh") -> list[dict[str, Any]]:
    """The proposals of the run's period, by outcome in plan order, then by person."""
    names = {row["person_id"]: row["name"] for row in run.rows("SELECT person_id, name FROM appraised")}
    return [
        _proposal(run, row, names.get(row["person_id"]), language)
        for row in run.rows("SELECT * FROM proposals ORDER BY outcome, place, person_id")
    ]


def _proposal(run: Run, row: dict[str, Any], name: str | None, language: str) -> dict[str, Any]:
    outcome = run.plan.outcomes[row["outcome"] - 1]
    return {
        "outcome": outcome.name,
        "label": outcome.label.text(language),
        "person_id": row["person_id"],
        "name": name,
        "period": run.period.label,
        "status": "proposed",
        "evidence": {
            "score": score_text(row["score"]),
            "grade": row["grade"],
            "previous_score": score_text(row["previous_score"]),
            "rank": row["place"],
            "people": row["people"],
            "group": {attribute: row.get(attribute) for attribute in outcome.group},
        },
        "grant": money_text(row["grant_fen"]) if row["grant_fen"] is not None else None,
        "set": dict(outcome.sets),
        "effective_from": run.period.end_day.isoformat() if outcome.sets else None,
        "earliest_effect": _earliest(run, outcome),
        "text": _text(run, outcome, row, name, language),
        "run": run_facts(run),
    }


def _earliest(run: Run, outcome: Outcome) -> str | None:
    """The first day on which an outcome with notice can take effect, if notice is given at period end."""
    if outcome.notice_days is None:
        return None
    return (run.period.end_day + dt.timedelta(outcome.notice_days)).isoformat()


def _text(run: Run, outcome: Outcome, row: dict[str, Any], name: str | None, language: str) -> str:
    zh = language == "zh"
    score, period = score_words(row["score"], language), run.period.label
    clauses = [
        f"{period} 得分 {score}，{row['people']} 人中第 {row['place']}"
        if zh
        else f"score {score} in {period}, number {row['place']} of {row['people']}"
    ]
    if outcome.streak is not None:
        clauses.append(_streak_words(run, outcome.streak, language))
    if row["grant_fen"] is not None:
        clauses.append(f"{'奖金' if zh else 'bonus'} {money_words(row['grant_fen'])}")
    for attribute, value in outcome.sets:
        what = said(ATTRIBUTES, attribute, language)
        becomes = attribute_words(attribute, value, language)
        clauses.append(
            f"自 {run.period.end_day} 起{what}改为{becomes}"
            if zh
            else f"{what} becomes {becomes} from {run.period.end_day}"
        )
    head = f"{name or row['person_id']}{'：' if zh else ': '}{outcome.label.text(language)}"
    words = ("；" if zh else "; ").join([head, *clauses])
    if outcome.notice_days is not None:
        caution = EXIT_CAUTION.text(language).format(days=max(outcome.notice_days, 30))
        words += f"{'。' if zh else '. '}{caution}"
    return words


def _streak_words(run: Run, streak: Streak, language: str) -> str:
    grade = next(one for one in run.plan.grades if one.name == streak.grade).label.text(language)
    unit = {"month": ("个月", "months"), "quarter": ("个季度", "quarters"), "week": ("周", "weeks")}
    zh, en = unit[run.period.kind]
    return (
        f"连续 {streak.months} {zh}{grade}" if language == "zh" else f"{grade} {streak.months} {en} in a row"
    )


def outcome_notes(run: Run, language: str = "zh") -> list[str]:
    """What could not be told: streaks that need runs of earlier periods which are not there."""
    missing = run.manifest.get("missing_earlier", [])
    if not missing or not any(one.streak and one.each == run.period.kind for one in run.plan.outcomes):
        return []
    text = Label(
        "{periods} 没有计算过，连续考核的结果无法判断",
        "No run of {periods}: streaks cannot be told",
    ).text(language)
    return [text.format(periods=("、" if language == "zh" else ", ").join(missing))]
