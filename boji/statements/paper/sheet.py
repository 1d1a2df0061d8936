"""What stands on the paper of a statement, as data for the sheet: every text in the reader's language.

Owns the choice and order; figures and sentences are those of the page.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from boji.engine.explain.node import Node
from boji.platform import formats
from boji.platform.formats import money
from boji.statements.explained import Subject, inputs, product_names, session_names_of, tree
from boji.statements.missing_figures import Missing
from boji.statements.queries import Group, Heading, Statement
from boji.statements.score_queries import Dimension, Item, ScoreCard
from boji.statements.session_names import SessionName, with_names


class Detail(StrEnum):
    """How far the explanation goes: the lines alone, what made them, or every order line."""

    LINES = "lines"
    WHY = "why"
    ORDERS = "orders"


_DEEPEST = {Detail.LINES: 0, Detail.WHY: 3, Detail.ORDERS: 3}


@dataclass(frozen=True)
class Paper:
    """What is put on paper: a statement, its score card where the reader may see it, and how far it goes."""

    statement: Statement
    card: ScoreCard | None
    standing: str
    detail: Detail
    made_at: dt.datetime  # in the company's zone


@dataclass(frozen=True)
class _Words:
    """Says the words of the sheet in one language."""

    language: str

    def __call__(self, zh: str, en: str, **parts: object) -> str:
        return (zh if self.language == "zh" else en).format(**parts)


def title_of(statement: Statement) -> str:
    month = formats.period_name(statement.subject.period, statement.subject.language)
    return f"{statement.who.name} · {month}"


def sheet_of(paper: Paper) -> dict[str, Any]:
    """The sheet as JSON can say it."""
    statement = paper.statement
    subject = statement.subject
    say = _Words(subject.language)
    return {
        "title": f"{title_of(statement)} {say('提成单', 'statement')}",
        "end": f"end-{subject.period.label}-{subject.person_id.encode().hex()}",
        "state": _state(say, statement.heading),
        "standing": f"{paper.standing} · {subject.person_id}" if paper.standing else subject.person_id,
        "pay": money(statement.pay),
        "words": {
            "pay": say("应发", "Pay"),
            "total": say("合计", "In all"),
            "why": say("每一行是怎么来的", "Where each line comes from"),
            "pins": say("依据", "What it stands on"),
        },
        "groups": [_group(group) for group in statement.groups],
        "empty": statement.empty,
        "missing": [_missing(say, one) for one in (statement.missing if paper.card else ())],
        "card": _card(say, paper.card) if paper.card else None,
        "steps": list(_steps(say, subject, paper.detail)),
        "pins": _pins(say, statement),
        "footer": say(
            "{title} · 核算 {run} · 打印于 {at}", "{title} · run {run} · printed {at}",
            title=title_of(statement), run=subject.run, at=f"{paper.made_at:%Y-%m-%d %H:%M}",
        ),
    }  # fmt: skip


def _state(say: _Words, heading: Heading) -> str:
    state = heading.state.text(say.language)
    if heading.paid_on:
        day = formats.short_day(heading.paid_on, say.language)
        return say("{state} · {day} 发放", "{state} · paid on {day}", state=state, day=day)
    day = formats.short_day(heading.pay_day, say.language)
    words = say("{state} · 发薪日 {day}", "{state} · pay day {day}", state=state, day=day)
    if heading.is_final:
        return words
    return words + say(" · 锁定前数字还会变动", " · figures may change until it is locked")


def _group(group: Group) -> dict[str, Any]:
    lines = [
        {"label": line.label, "formula": line.formula, "amount": money(line.amount)} for line in group.lines
    ]
    return {"title": group.title, "lines": lines, "total": money(group.total)}


def _missing(say: _Words, one: Missing) -> str:
    return say(
        "缺少数据：{label}，要有{records}；{bring}", "Missing: {label}, needs {records}; {bring}",
        label=one.label, records=one.records, bring=one.bring,
    )  # fmt: skip


def _card(say: _Words, card: ScoreCard) -> dict[str, Any]:
    head = (
        say("维度", "Dimension"), say("考核项", "Item"), say("权重", "Weight"),
        say("实际", "Actual"), say("目标", "Target"), say("得分", "Score"),
    )  # fmt: skip
    rows = [_row(dimension, item) for dimension in card.dimensions for item in dimension.items]
    return {
        "title": say("考核", "Score card"),
        "text": card.text,
        "notes": [*card.notes, *(one.text for one in card.remarks)],
        "head": head,
        "rows": rows,
    }


def _row(dimension: Dimension, item: Item) -> tuple[str, ...]:
    return dimension.label, item.label, item.weight, item.actual or "—", item.target or "—", item.shown


def _steps(say: _Words, subject: Subject, detail: Detail) -> Iterator[dict[str, Any]]:
    if detail is not Detail.LINES:
        node = tree(subject, "pay", with_lines=detail is Detail.ORDERS)
        names = session_names_of(subject)
        for line in inputs(node):
            yield from _below(say, subject, line, 0, _DEEPEST[detail], names)


def _below(
    say: _Words, subject: Subject, node: Node, depth: int, deepest: int, names: Sequence[SessionName]
) -> Iterator[dict[str, Any]]:
    yield {"depth": depth, "text": with_names(node.text, names)}
    if facts := [part for part in node.parts if part.is_fact]:
        yield from _facts(say, subject, facts, depth + 1)
    if depth < deepest:
        for part in inputs(node):
            yield from _below(say, subject, part, depth + 1, deepest, names)


def _facts(say: _Words, subject: Subject, facts: list[Node], depth: int) -> Iterator[dict[str, Any]]:
    products = product_names(subject.opened(), facts)
    lines = [(node, node.order_line) for node in facts if node.order_line]
    if lines:
        head = (
            say("付款时间", "Paid at"), say("订单行", "Order line"), say("商品", "Product"),
            say("实付", "Paid"), say("已退", "Refunded"), say("计入", "Counts"),
        )  # fmt: skip
        rows = [
            (
                f"{line.at:%m-%d %H:%M:%S}",
                line.line_id,
                products.get(line.product_id or "", "") or line.product_id or "—",
                money(line.paid),
                money(line.refunded) if line.refunded else "—",
                f"¥{node.value}",
            )
            for node, line in lines
        ]
        yield {"depth": depth, "head": head, "rows": rows}
    yield from ({"depth": depth, "text": node.text} for node in facts if node.order_line is None)


def _pins(say: _Words, statement: Statement) -> list[tuple[str, str]]:
    pins = statement.pins
    return [
        (say("核算", "Run"), f"{statement.subject.period.label}/{pins['id']}"),
        (say("方案", "Plan"), f"{pins['plan']} · {pins['plan_hash']}"),
        (say("数据快照", "Snapshot"), str(pins["snapshot"])),
        (say("引擎版本", "Engine"), str(pins["engine"])),
    ]
