"""A program: named relations in order, each a grain and the steps whose columns it holds.

Owns the form of what the compiler makes and the white list that every SQL tree must pass. Templates
are written as readable SQL text; here each is parsed into a tree, checked, and generated for an
engine. An unknown function, a division, a double or an average near money is a compile error.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import lru_cache

import sqlglot
from sqlglot import exp

from boji.engine.dialects import DUCKDB, text_in


@dataclass(frozen=True)
class Step:
    """One column of a relation: a figure that people can ask about.

    `value = factor * column` (or `factor * column / denominator column`). `what` and `formula` are words
    for the catalogue of the run; `inputs` name the steps it was made from.
    """

    column: str
    factor: Fraction = Fraction(1)
    denominator: str | None = None
    formula: str = ""
    inputs: tuple[str, ...] = ()


@dataclass(frozen=True)
class Relation:
    """Rows at one grain (`key`). `kept` relations are written with the run, ordered by their key."""

    name: str
    sql: str
    key: tuple[str, ...] = ()
    kept: bool = False
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True)
class Program:
    """Relations in the order of work. A pure function of plan and period: same input, same text."""

    relations: tuple[Relation, ...]
    tables: tuple[str, ...] = field(default=())

    def relation(self, name: str) -> Relation:
        return next(relation for relation in self.relations if relation.name == name)

    def only(self, names: Iterable[str]) -> Program:
        """The relations of these names, as far as the program has them, with what they stand on."""
        wanted = set(names)
        kept: list[Relation] = []
        for relation in reversed(self.relations):
            if relation.name in wanted:
                wanted |= checked_statement(relation.sql).reads
                kept.append(relation)
        return replace(self, relations=tuple(reversed(kept)))

    def done_after(self) -> dict[str, list[str]]:
        """For a relation's name: the relations not kept that nothing reads once it is made."""
        last_reader: dict[str, str] = {}
        passing = {relation.name for relation in self.relations if not relation.kept}
        for relation in self.relations:
            last_reader |= dict.fromkeys(checked_statement(relation.sql).reads & passing, relation.name)
        done: dict[str, list[str]] = {}
        for name, reader in sorted(last_reader.items()):
            done.setdefault(reader, []).append(name)
        return done


class CompileError(AssertionError):
    """The compiler made SQL that is not on the white list: a fault of the program, not of a plan."""


ALLOWED: tuple[type[exp.Expression], ...] = (
    # structure
    exp.Select, exp.Subquery, exp.From, exp.Join, exp.Where, exp.Group, exp.Order, exp.Ordered,
    exp.Table, exp.TableAlias, exp.Alias, exp.Column, exp.Identifier, exp.Star, exp.Union, exp.With,
    exp.CTE, exp.Values, exp.Tuple, exp.Paren, exp.Distinct, exp.Having, exp.Exists, exp.Qualify,
    # values
    exp.Literal, exp.Null, exp.Boolean, exp.Cast, exp.DataType, exp.DataTypeParam,
    # exact arithmetic and logic
    exp.Add, exp.Sub, exp.Mul, exp.IntDiv, exp.Mod, exp.Neg, exp.Abs,
    exp.Case, exp.If, exp.Coalesce, exp.Nullif, exp.Least, exp.Greatest,
    exp.EQ, exp.NEQ, exp.LT, exp.LTE, exp.GT, exp.GTE, exp.And, exp.Or, exp.Not, exp.Is, exp.In,
    exp.Concat, exp.DPipe,
    # aggregates and windows over integers
    exp.Sum, exp.Count, exp.Min, exp.Max, exp.Window, exp.WindowSpec,
    exp.RowNumber, exp.Rank, exp.Lead,
    # dates as integers
    exp.Year, exp.Month, exp.Day, exp.DateDiff, exp.Var, exp.Interval,
)  # fmt: skip
ALLOWED_FUNCTIONS = frozenset({"epoch_us"})
FORBIDDEN_TYPES = frozenset({exp.DataType.Type.DOUBLE, exp.DataType.Type.FLOAT, exp.DataType.Type.DECIMAL})


@dataclass(frozen=True)
class Statement:
    """Checked SQL: its text in the dialect asked for, and the names of the tables that it reads."""

    text: str
    reads: frozenset[str]


def checked_statement(template: str, dialect: str = DUCKDB) -> Statement:
    """The template as a statement of that dialect, once its tree has passed the white list."""
    return _checked_statement(template, dialect)


@lru_cache(maxsize=4096)  # of arguments that are all given by place: the same call is found again
def _checked_statement(template: str, dialect: str) -> Statement:
    tree = sqlglot.parse_one(template, dialect=DUCKDB)
    check(tree)
    named_inside = {expression.alias for expression in tree.find_all(exp.CTE)}
    reads = frozenset(table.name for table in tree.find_all(exp.Table)) - named_inside
    return Statement(text_in(tree, dialect), reads)


def checked_sql(template: str, dialect: str = DUCKDB) -> str:
    """The template as text of that dialect, once its tree has passed the white list."""
    return checked_statement(template, dialect).text


def check(tree: exp.Expr) -> None:
    """Refuse every node that is not on the white list."""
    for node in tree.walk():
        if isinstance(node, exp.Anonymous):
            if node.name.lower() not in ALLOWED_FUNCTIONS:
                raise CompileError(f"function {node.name} is not on the white list")
        elif not isinstance(node, ALLOWED):
            raise CompileError(f"{type(node).__name__} is not on the white list: {node.sql('duckdb')[:200]}")
        elif isinstance(node, exp.DataType) and node.this in FORBIDDEN_TYPES:
            raise CompileError(f"{node.sql('duckdb')} must not come near a figure")
