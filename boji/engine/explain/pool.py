"""A share of a pool explained: the session's base, the pool, the role's part and the person's part of it."""

from __future__ import annotations

from typing import Any

from boji.engine.explain.facts import pool_nodes
from boji.engine.explain.node import Node
from boji.engine.explain.reader import Reader
from boji.engine.plan.model import Pool
from boji.engine.plan.phrases import formula_words
from boji.engine.plan.vocabulary import ROLES, said
from boji.engine.results.texts import money_text, money_words, percent_words


def pool_parts(reader: Reader, line: dict[str, Any]) -> tuple[Node, ...]:
    pool = reader.plan.pools[line["scheme"] - 1]
    session = line["session_id"]
    whole = reader.run.rows("SELECT * FROM pools WHERE session_id = ?", session)[0]
    role, share = pool.split[line["place"] - 10]
    in_role = reader.run.rows("SELECT * FROM pool_roles WHERE session_id = ? AND role = ?", session, role)[0]
    base, amount = money_words(whole["base_fen"]), money_words(whole["amount"])
    rate = percent_words(pool.rate, 6)
    title = f" {whole['title']}" if whole["title"] else ""
    below_zero = reader.say("，基数为负，不计提", ", nothing below zero") if whole["base_fen"] < 0 else ""
    return (
        Node(
            "base",
            money_text(whole["base_fen"]),
            reader.say(
                "场次 {session}{title} 的{formula} {base}",
                "Session {session}{title}: {formula} {base}",
                session=session, title=title, base=base,
                formula=formula_words(pool.base, reader.plan, reader.language),
            ),
            pool_nodes(reader, pool, session),
        ),
        Node(
            "pool",
            money_text(whole["amount"]),
            reader.say(
                "奖金池：{base} × {rate} = {amount}", "Pool: {base} × {rate} = {amount}",
                base=base, rate=rate, amount=amount,
            ) + below_zero,
        ),
        Node(
            "role",
            money_text(in_role["amount"]),
            reader.say(
                "{role}占 {share}：{amount}", "The {role} share, {share}: {amount}",
                role=said(ROLES, role, reader.language), share=percent_words(share),
                amount=money_words(in_role["amount"]),
            ),
        ),
        _share_node(reader, pool, line, in_role),
    )  # fmt: skip


def _share_node(reader: Reader, pool: Pool, line: dict[str, Any], in_role: dict[str, Any]) -> Node:
    """The person's part of the role's share: by heads, or by time in that role."""
    people = in_role["people"]
    mine = next(
        row
        for row in reader.rows("pool_shares", "session_id, role_place")
        if row["session_id"] == line["session_id"] and row["role"] == in_role["role"]
    )
    amount = money_words(mine["amount"])
    if people == 1:
        text = reader.say("全部归一人：{amount}", "All of it goes to one person: {amount}", amount=amount)
    elif pool.within == "minutes":
        text = reader.say(
            "{people} 人按时长分，本人 {mine} / {whole}：{amount}",
            "{people} people by time, this person {mine} of {whole}: {amount}",
            people=people, mine=_minutes(reader, mine["weight"]), whole=_minutes(reader, mine["whole"]),
            amount=amount,
        )  # fmt: skip
    else:
        text = reader.say(
            "{people} 人平分，本人 {amount}", "{people} people share it equally, this person {amount}",
            people=people, amount=amount,
        )  # fmt: skip
        if in_role["amount"] % people:
            text += reader.say("（除不尽的分归编号小的人）", " (odd fen go to the smaller ids)")
    return Node("share", money_text(mine["amount"]), text)


def _minutes(reader: Reader, microseconds: int) -> str:
    seconds, minutes = microseconds // 1_000_000 % 60, microseconds // 60_000_000
    if seconds:
        return reader.say("{m} 分 {s} 秒", "{m} min {s} s", m=minutes, s=seconds)
    return reader.say("{m} 分钟", "{m} min", m=minutes)
