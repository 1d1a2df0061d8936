"""What changed in the facts, in words: one sentence for each kind of change that concerns a person."""

from __future__ import annotations

from collections.abc import Mapping

from boji.engine.additions import Cause
from boji.engine.plan.label import Label
from boji.engine.plan.vocabulary import TABLES
from boji.engine.results.texts import money_words
from boji.payouts.adjusting.sides import Touch

_DONE = {
    "added": Label("新增", "added"),
    "changed": Label("更改", "changed"),
    "removed": Label("撤销", "removed"),
}
_HANDS = {  # by whether others have, or had, the lines
    ("gained", True): Label(
        "{rows}（{after}）改归本人，原归 {others}", "{rows} ({after}) moved here from {others}"
    ),
    ("gained", False): Label(
        "{rows}（{after}）改归本人，原未归属", "{rows} ({after}) credited here, to nobody before"
    ),
    ("lost", True): Label("{rows}（{before}）改归 {others}", "{rows} ({before}) moved to {others}"),
    ("lost", False): Label(
        "{rows}（{before}）不再归属任何人", "{rows} ({before}) credited to nobody any more"
    ),
    ("shared", False): Label(
        "{rows}的分摊改了，本人部分 {before} → {after}",
        "{rows} shared otherwise, the part {before} → {after}",
    ),
}
_PLACES = {
    "own": Label("", ""),
    "pool": Label("奖金池场次 {place}：", "Pool of session {place}: "),
    "team": Label("团队 {place}：", "Team {place}: "),
}


def touch_cause(touch: Touch, names: Mapping[str, str]) -> Cause:
    """The sentence of a touch, with its facts; `names` are those of the people in it."""
    return Cause(_sentence(touch, names, "zh"), _sentence(touch, names, "en"), None, touch.facts)


def _sentence(touch: Touch, names: Mapping[str, str], language: str) -> str:
    place = _PLACES[touch.scope].text(language).format(place=touch.place)
    if hands := _HANDS.get((touch.change, bool(touch.others))):
        others = ("、" if language == "zh" else ", ").join(names.get(one) or one for one in touch.others)
        return place + hands.text(language).format(
            rows=_rows(touch, language),
            before=money_words(touch.before_fen),
            after=money_words(touch.after_fen),
            others=others,
        )
    done, amount = _DONE[touch.change].text(language), _amount(touch)
    if language == "zh":
        return f"{place}{done}{_rows(touch, language)}{f'，{amount}' if amount else ''}"
    return f"{place}{_rows(touch, language)} {done}{f', {amount}' if amount else ''}"


def _rows(touch: Touch, language: str) -> str:
    """`退款 2 笔`, `订单行 1 条`, `人员记录 1 条`; `2 refunds`, `1 order line`, `1 row of people`."""
    words, things = TABLES[touch.table].text(language), touch.table in ("refunds", "order_lines")
    if language == "zh":
        of_it = "" if things else "记录"
        return f"{words}{of_it} {touch.count} {'笔' if touch.table == 'refunds' else '条'}"
    if things:
        return f"{touch.count} {words.removesuffix('s') if touch.count == 1 else words}"
    return f"{touch.count} row{'' if touch.count == 1 else 's'} of {words}"


def _amount(touch: Touch) -> str:
    """What the rows come to; before and after where both are something."""
    if not touch.before_fen and not touch.after_fen:
        return ""
    if touch.change == "changed":
        return f"{money_words(touch.before_fen)} → {money_words(touch.after_fen)}"
    return money_words(touch.after_fen if touch.change == "added" else touch.before_fen)
