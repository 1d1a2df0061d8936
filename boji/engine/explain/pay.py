"""Pay explained: the statement's total, its lines, and for each line its base, rate and what changed it."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from boji.engine.compile.people import uses_team_base
from boji.engine.explain.addition import addition_parts, addition_words
from boji.engine.explain.condition import metrics_in
from boji.engine.explain.facts import base_nodes
from boji.engine.explain.metric import metric_node
from boji.engine.explain.node import Node
from boji.engine.explain.pool import pool_parts
from boji.engine.explain.rate import final_tier_node, rate_node, rate_words
from boji.engine.explain.reader import Reader
from boji.engine.plan.model import Scheme
from boji.engine.plan.phrases import formula_words
from boji.engine.results.statement import empty_reason, line_label, line_rate
from boji.engine.results.texts import money_text, money_words, yuan_words

Row = dict[str, Any]


def pay_node(reader: Reader, kinds: tuple[str, ...] | None = None, figure: str = "pay") -> Node:
    """The total of the statement, or of the lines of some kinds, with every line."""
    lines = [line for line in reader.lines if kinds is None or line["kind"] in kinds]
    total = sum(line["amount"] for line in lines)
    label = {
        "pay": ("应发", "pay"),
        "commission": ("提成", "commission"),
        "base_pay": ("底薪", "base pay"),
        "bonus": ("奖金", "bonus"),
        "adjustment": ("调整", "adjustment"),
    }[figure]
    text = reader.say(
        "{name} {period} {label} {total}",
        "{name}, {period}: {label} {total}",
        name=reader.name,
        period=reader.run.period.label,
        label=reader.say(*label),
        total=money_words(total),
    )
    if lines:
        text += reader.say(
            "，共 {count} 行", ", {count} line{s}", count=len(lines), s="" if len(lines) == 1 else "s"
        )
    elif reader.lines:
        text += reader.say("：没有这一项", ": there is no such line")
    else:
        text += reader.say("：", ": ") + empty_reason(reader.run, reader.stints, reader.language)
    return Node(figure, money_text(total), text, tuple(line_node(reader, line) for line in lines))


def line_node(reader: Reader, line: Row) -> Node:
    """One line of the statement."""
    parts: tuple[Node, ...] = ()
    match line["kind"]:
        case "commission":
            segment = reader.segments[line["scheme"], line["unit"], line["campaigns"], line["gates"]]
            words = f"{money_words(line['base_fen'])} × {rate_words(reader, line_rate(line))}"
            words += f" = {money_words(line['amount'])}"
            parts = _segment_parts(reader, segment)
        case "true_up":
            words, parts = money_words(line["amount"]), _true_up_parts(reader, line)
        case "pool":
            words, parts = money_words(line["amount"]), pool_parts(reader, line)
        case "base_pay":
            words = _base_pay_words(reader, line)
        case "cap":
            cap = reader.plan.commission_cap_fen
            assert cap is not None
            words = reader.say(
                "{amount}（提成合计 {total}，每月最多 {cap}）",
                "{amount} (commission comes to {total}, at most {cap} a month)",
                amount=money_words(line["amount"]), total=money_words(line["base_fen"]), cap=money_words(cap),
            )  # fmt: skip
        case "bonus" | "adjustment":
            words, parts = addition_words(reader, line), addition_parts(reader, line)
        case "guarantee":
            words = _guarantee_words(reader, line)
        case _:
            words = _draw_words(reader, line)
    text = f"{line_label(reader.run, line, reader.language)}{reader.say('：', ': ')}{words}"
    return Node(f"line {line['line']}", money_text(line["amount"]), text, parts)


def _base_pay_words(reader: Reader, line: Row) -> str:
    """The monthly amount and where it comes from; days where the stint is a part of the month."""
    amount, days, whole = money_words(line["amount"]), int(line["rate_num"]), int(line["rate_den"])
    own = any(
        stint["base_pay"] is not None and stint["starts_on"] <= line["day"] < stint["ends_on"]
        for stint in reader.stints
    )
    source = (
        reader.say("本人约定", "agreed with the person") if own else reader.say("按方案", "by the scheme")
    )
    if days == whole:
        return reader.say("{amount}（{source}）", "{amount} ({source})", amount=amount, source=source)
    return reader.say(
        "每月 {monthly}（{source}）× {days} 天 / {whole} 天 = {amount}，{day} 起",
        "{monthly} a month ({source}) × {days} days / {whole} days = {amount}, from {day}",
        monthly=money_words(line["base_fen"]), days=days, whole=whole, amount=amount, source=source,
        day=line["day"].isoformat(),
    )  # fmt: skip


def _guarantee_words(reader: Reader, line: Row) -> str:
    guarantee = reader.plan.schemes[line["scheme"] - 1].guarantee
    assert guarantee is not None
    words = reader.say(
        "{amount}（本方案提成 {earned}，补足到保底 {whole}",
        "{amount} (the scheme earned {earned}, lifted to the guarantee of {whole}",
        amount=money_words(line["amount"]), earned=money_words(line["base_fen"]),
        whole=money_words(guarantee.amount_fen),
    )  # fmt: skip
    if guarantee.first_months is not None:
        month = reader.scheme_months[line["scheme"], line["unit"]]["months_in_scheme"]
        words += reader.say(
            "；前 {first} 个月有保底，这是第 {month} 个月", "; month {month} of the {first} that have it",
            first=guarantee.first_months, month=month,
        )  # fmt: skip
    return words + reader.say("）", ")")


def _draw_words(reader: Reader, line: Row) -> str:
    """An advance up to the draw, or what is paid back; and the debt that is left."""
    totals = reader.scheme_totals[line["scheme"]]
    parts = {
        "amount": money_words(line["amount"]),
        "earned": money_words(line["base_fen"]),
        "draw": money_words(totals["draw_fen"]),
        "before": money_words(totals["debt_before"]),
        "left": money_words(totals["debt_before"] + line["amount"]),
    }
    if line["amount"] > 0:
        return reader.say(
            "{amount}（本方案提成 {earned}，预支到 {draw}；累计待归还 {left}）",
            "{amount} (the scheme earned {earned}, advanced up to {draw}; {left} to be repaid so far)",
            **parts,
        )
    return reader.say(
        "{amount}（本方案提成 {earned}，超过 {draw} 的部分归还之前预支的 {before}；还剩 {left}）",
        "{amount} (the scheme earned {earned}; what is above {draw} repays {before} advanced before;"
        " {left} is left)",
        **parts,
    )


def _segment_parts(reader: Reader, segment: Row) -> tuple[Node, ...]:
    scheme = reader.plan.schemes[segment["scheme"] - 1]
    month = reader.scheme_months[segment["scheme"], segment["unit"]]
    return (_base_node(reader, scheme, segment, month), rate_node(reader, scheme, segment, month))


def _base_node(reader: Reader, scheme: Scheme, segment: Row, month: Row) -> Node:
    """The base of this line, the facts in it, and the figure that it is a part of."""
    whole = int(month["base"]) * reader.base_factor(scheme)
    text = reader.say(
        "基数：{formula} {base}",
        "Base: {formula} {base}",
        formula=formula_words(scheme.base, reader.plan, reader.language),
        base=money_words(segment["base_fen"]),
    )
    if segment["base_fen"] != whole * 100:
        text += reader.say(
            "，是本方案整月 {whole} 中的这一段", ", this part of the scheme's {whole} of the month",
            whole=yuan_words(whole),
        )  # fmt: skip
    team = month["team"] if uses_team_base(scheme) else None
    parts = [
        metric_node(reader, name, segment["unit"], month["team"] if of_team else None)
        for name, of_team in metrics_in(scheme.base)
    ]
    if len(parts) == 1 and parts[0].value is not None and (rest := Fraction(parts[0].value) - whole):
        text += _outside(reader, segment["unit"], rest)
    facts = base_nodes(reader, scheme, segment, team)
    return Node("base", money_text(segment["base_fen"]), text, (*facts, *parts))


def _outside(reader: Reader, unit: str, rest: Fraction) -> str:
    """The part of the person's figure that the scheme does not pay, and which reasons there can be."""
    pooled = reader.say("奖金池场次", "pooled sessions")
    days = reader.say("不属于本方案的日子", "days outside the scheme")
    if not reader.plan.pools:
        why = days
    elif _has_one_stint(reader, unit):
        why = pooled
    else:
        why = reader.say("{pooled}或{days}", "{pooled} or {days}", pooled=pooled, days=days)
    return reader.say(
        "；另有 {rest} 不计入本方案（{why}）",
        "; another {rest} does not count in this scheme ({why})",
        rest=yuan_words(rest),
        why=why,
    )


def _has_one_stint(reader: Reader, unit: str) -> bool:
    """Whether nothing about the person changed in the month, so that a scheme held for all of it."""
    month = next(one for one in reader.run.compiled.window.units if one.label == unit)
    return any(
        stint["starts_on"] <= month.first_day and stint["ends_on"] >= month.end_day for stint in reader.stints
    )


def _true_up_parts(reader: Reader, line: Row) -> tuple[Node, ...]:
    """For each segment of the earlier month: what it comes to at the final tier, less as paid."""
    scheme = reader.plan.schemes[line["scheme"] - 1]
    month = reader.scheme_months[line["scheme"], line["unit"]]
    parts = []
    for segment in reader.segments.values():
        if (segment["scheme"], segment["unit"]) != (line["scheme"], line["unit"]):
            continue
        final = Fraction(int(segment["final_rate_num"]), int(segment["final_rate_den"]))
        paid = Fraction(int(segment["rate_num"]), int(segment["rate_den"]))
        text = reader.say(
            "{unit} 基数 {base}：按最终比例 {final} 计 {new}，已按 {paid} 计 {old}",
            "{unit}, base {base}: {new} at the final {final}, less {old} paid at {paid}",
            unit=line["unit"],
            base=money_words(segment["base_fen"]),
            final=rate_words(reader, final),
            new=money_words(segment["final_amount"]),
            paid=rate_words(reader, paid),
            old=money_words(segment["amount"]),
        )
        parts.append(
            Node(
                "segment",
                money_text(segment["final_amount"] - segment["amount"]),
                text,
                (final_tier_node(reader, scheme, segment, month),),
            )
        )
    return tuple(parts)
