"""Checks of aggregates: `sum(order_lines.paid_amount where channel == "live")`.

Owns which table an aggregate reads and what each aggregate can take.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import lark

from boji.engine.facts import TABLES, Owner
from boji.engine.plan.columns import COLUMNS, is_dated
from boji.engine.plan.formula import Aggregate, Aggregation, Call, FactColumn, Formula, Kind
from boji.engine.plan.issues import listed, nearest_word
from boji.engine.plan.kinds import FIGURES
from boji.engine.plan.label import Label
from boji.engine.plan.parse import Tree
from boji.engine.plan.units import KIND_WORDS

if TYPE_CHECKING:
    from boji.engine.plan.typecheck import Checker

WORDS = {aggregation.value: aggregation for aggregation in Aggregation}


def check(checker: Checker, name: lark.Token, arguments: list[Tree], where: Tree | None) -> Formula | None:
    """The typed aggregate, or None after a report."""
    aggregation = WORDS[name]
    if checker.table is not None:
        checker.wrong(name, Label("汇总里面不能再汇总", "an aggregate cannot stand inside another"))
        return None
    if not checker.names.allow_aggregate(checker, name):
        return None
    if len(arguments) != 1:
        checker.wrong(name, Label(f"{name} 要一个参数", f"{name} takes one argument"), _usage(aggregation))
        return None
    if aggregation is Aggregation.COUNT:
        table = _counted_table(checker, arguments[0])
    else:
        table = _table_of(checker, name, arguments[0], aggregation)
    if table is None:
        return None
    checker.table = table
    try:
        return _inside(checker, name, table, arguments[0], where)
    finally:
        checker.table = None


def _inside(
    checker: Checker, name: lark.Token, table: str, argument: Tree, where: Tree | None
) -> Formula | None:
    aggregation = WORDS[name]
    counts = aggregation is Aggregation.COUNT
    value = None if counts else checker.check(argument)
    condition = checker.condition(where) if where is not None else None
    if (value is None and not counts) or (condition is None and where is not None):
        return None
    if value is not None and not _takes(checker, aggregation, table, value, argument):
        return None
    counting = aggregation in (Aggregation.COUNT, Aggregation.COUNT_DISTINCT)
    kind = Kind.COUNT if counting or value is None else value.kind
    return Aggregate(aggregation, table, value, condition, kind, checker.span(name))


def _counted_table(checker: Checker, argument: Tree) -> str | None:
    """`count(table)`: rows are counted, so what stands there is a table's name."""
    if argument.data == "name":
        return _known_table(checker, _first_token(argument))
    checker.wrong(
        argument,
        Label("count 数的是一张表的行", "count counts the rows of a table"),
        Label(
            "写 count(order_lines where …)；不同的值用 count_distinct(表.列)",
            "Write count(order_lines where …); different values are count_distinct(table.column)",
        ),
    )
    return None


def _table_of(checker: Checker, name: lark.Token, argument: Tree, aggregation: Aggregation) -> str | None:
    """The table of the first `table.column` in the argument."""
    dotted = [node for node in argument.iter_subtrees() if node.data == "dotted"]
    if dotted:
        first = min((_first_token(node) for node in dotted), key=lambda token: token.start_pos or 0)
        return _known_table(checker, first)
    checker.wrong(
        argument,
        Label(f"{name} 里要写出表和列", f"{name} needs a table and a column"),
        _usage(aggregation),
    )
    return None


def _first_token(tree: Tree) -> lark.Token:
    token = tree.children[0]
    assert isinstance(token, lark.Token)
    return token


def _known_table(checker: Checker, table: lark.Token) -> str | None:
    if table in COLUMNS:
        return str(table)
    mend = Label(f"可用的表：{listed(COLUMNS, 40)}", f"Tables: {listed(COLUMNS, 40)}")
    if table == "refunds":
        mend = Label("退款在 order_lines.refunded", "Refunds are order_lines.refunded")
    checker.wrong(
        table,
        Label(f"没有可以汇总的表“{table}”", f"there is no table “{table}” to add up"),
        mend,
        nearest_word(table, COLUMNS),
    )
    return None


def _usage(aggregation: Aggregation) -> Label:
    example = {
        Aggregation.COUNT: "count(sessions where new_form)",
        Aggregation.COUNT_DISTINCT: "count_distinct(order_lines.order_id)",
        Aggregation.BEFORE: "before(fans.total)",
    }.get(aggregation, f"{aggregation.value}(order_lines.paid_amount)")
    return Label(f"例如 {example}", f"As in {example}")


def _takes(checker: Checker, aggregation: Aggregation, table: str, value: Formula, argument: Tree) -> bool:
    """Whether this aggregate can take this value; reports where not."""
    if aggregation is Aggregation.COUNT_DISTINCT:
        if TABLES[table].owner is Owner.SUBJECT:
            problem = Label("评分只能计数、求和、求平均", "ratings are counted, added up or averaged")
            checker.wrong(argument, problem, Label("例如 mean(ratings.score)", "As in mean(ratings.score)"))
            return False
        if isinstance(value, FactColumn) and value.kind in (Kind.TEXT, Kind.DAY):
            return True
        problem = Label(
            "count_distinct 数的是一列文字或日期", "count_distinct counts a column of texts or dates"
        )
        checker.wrong(argument, problem, _usage(aggregation))
        return False
    if value.kind not in FIGURES:
        words = KIND_WORDS[value.kind]
        problem = Label(
            f"{words.zh}不能用 {aggregation.value} 汇总", f"{words.en} has no {aggregation.value}"
        )
        checker.wrong(argument, problem, _usage(Aggregation.COUNT_DISTINCT))
        return False
    if aggregation is Aggregation.BEFORE:
        if isinstance(value, FactColumn) and TABLES[table].owner is Owner.ACCOUNT:
            return True
        problem = Label("before 只用于账号每日的一列", "before takes a daily column of accounts")
        checker.wrong(argument, problem, _usage(aggregation))
        return False
    if aggregation in (Aggregation.FIRST, Aggregation.LAST) and not is_dated(TABLES[table]):
        checker.wrong(argument, Label(f"{table} 没有时间先后", f"{table} has no order in time"))
        return False
    return True


def check_minutes_between(checker: Checker, name: lark.Token, arguments: list[Tree]) -> Formula | None:
    """`minutes_between(requests.asked_at, requests.acted_at)`: minutes from the first to the second."""
    if checker.table is None:
        mend = Label(
            "写在汇总里：mean(minutes_between(requests.asked_at, requests.acted_at))",
            "Put it into an aggregate: mean(minutes_between(requests.asked_at, requests.acted_at))",
        )
        checker.wrong(name, Label(f"{name} 要写在汇总里", f"{name} stands inside an aggregate only"), mend)
        return None
    if len(arguments) != 2:
        checker.wrong(name, Label(f"{name} 要两个参数", f"{name} takes two arguments"))
        return None
    start, end = checker.check(arguments[0]), checker.check(arguments[1])
    if start is None or end is None:
        return None
    for part, argument in ((start, arguments[0]), (end, arguments[1])):
        if part.kind is not Kind.INSTANT:
            checker.wrong(argument, Label(f"{name} 要的是时刻列", f"{name} takes columns of points in time"))
            return None
    return Call(str(name), (start, end), Kind.DURATION, checker.span(name))
