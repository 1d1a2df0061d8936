"""Which columns of the facts a program can read: those whose names stand where it reads their table.

Owns that answer, from the program's text alone. It may name too many, never too few: a figure cannot come
from a column that is named nowhere.
"""

from __future__ import annotations

from functools import lru_cache

import sqlglot
from sqlglot import exp

from boji.engine.dialects import DUCKDB
from boji.engine.facts import TABLES
from boji.engine.program import Program

_PREFIX = "fact_"


def facts_read(program: Program) -> dict[str, frozenset[str]]:
    """By fact table the columns that the program can read; a table that is not there plays no part in it."""
    found: dict[str, frozenset[str]] = {}
    for relation in program.relations:
        for name, columns in _read_by(relation.sql).items():
            found[name] = found.get(name, frozenset()) | columns
    return found


@lru_cache(maxsize=2048)
def _read_by(template: str) -> dict[str, frozenset[str]]:
    tree = sqlglot.parse_one(template, dialect=DUCKDB)
    named = {identifier.name for identifier in tree.find_all(exp.Identifier)}
    whole = {name for select in tree.find_all(exp.Select) for name in _taken_whole(select)}
    found = {}
    for table in tree.find_all(exp.Table):
        if table.name.startswith(_PREFIX):
            name = table.name.removeprefix(_PREFIX)
            columns = frozenset(one.name for one in (*TABLES[name].columns, *TABLES[name].derived))
            found[name] = columns if name in whole else columns & named
    return found


def _taken_whole(select: exp.Select) -> set[str]:
    """The fact tables of which a SELECT takes every column: by `*`, or by `alias.*`."""
    sources = [select.args.get("from_"), *select.args.get("joins", ())]
    tables = [one.this for one in sources if one is not None and isinstance(one.this, exp.Table)]
    stars = {
        one.table if isinstance(one, exp.Column) else ""
        for one in select.expressions
        if isinstance(one, exp.Star) or (isinstance(one, exp.Column) and isinstance(one.this, exp.Star))
    }
    return {
        table.name.removeprefix(_PREFIX)
        for table in tables
        if table.name.startswith(_PREFIX) and stars & {"", table.alias_or_name}
    }
