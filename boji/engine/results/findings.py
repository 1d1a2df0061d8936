"""What a run found in the facts, in words: what it is, how much, and what to do."""

from __future__ import annotations

from typing import Any

from boji.engine.plan.model import Label
from boji.engine.results.texts import money_text, money_words
from boji.engine.run import Run

_WORDS = {
    "unnamed_lines": Label(
        "{number} 条订单（{amount}）没有场次或人员，未计入任何人。补上 session_id 或 person_id 后重新导入",
        "{number} order lines ({amount}) name no session or person and are credited to nobody."
        " Fill in session_id or person_id and import again",
    ),
    "uncredited_lines": Label(
        "{number} 条订单（{amount}）付款时没有主播在班，未计入任何人。核对排班后重新导入",
        "{number} order lines ({amount}) were paid while no anchor was on air and are credited to nobody."
        " Check the shifts and import again",
    ),
    "overlapping_shifts": Label(
        "{number} 个场次的主播排班有重叠，重叠时段的订单计入后开始的一班。请核对",
        "{number} sessions have overlapping anchor shifts; orders in the overlap go to the shift that began"
        " later. Please check",
    ),
    "unknown_anchors": Label(
        "{number} 名在班主播不在人员表中，其订单与场次数据未计入。补上 people 后重新导入",
        "{number} anchors on shift are not in people, so nothing is credited to them. Add them to people and"
        " import again",
    ),
    "absent_roles": Label(
        "奖金池有 {number} 份（{amount}）无人领取：场次排班中没有该角色",
        "{number} shares of pools ({amount}) are not paid: the session's shifts have nobody in that role",
    ),
}


def findings(run: Run, language: str = "zh") -> list[dict[str, Any]]:
    """The findings of a run, by code."""
    return [
        {
            "code": row["code"],
            "number": row["number"],
            "amount": money_text(row["amount"]) if row["amount"] is not None else None,
            "text": _WORDS[row["code"]]
            .text(language)
            .format(number=row["number"], amount=money_words(row["amount"] or 0)),
        }
        for row in run.rows("SELECT * FROM findings ORDER BY code")
    ]
