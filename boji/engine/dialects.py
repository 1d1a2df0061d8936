"""The SQL of a program in the words of an engine: one checked tree, one text for each dialect.

Owns everything in which Spark differs from DuckDB, in whose words templates are written. `text_in` takes
the tree apart: it is not used again.

Spark knows no 128-bit integer. A HUGEINT is a DECIMAL(38, 0): sums, products and remainders of such are
exact or an error (ANSI mode), though one digit narrower. Division is where Spark is wrong in silence: its
DIV of decimals is a BIGINT cut to 64 bits, and its `/` rounds. Therefore a wide division takes the
remainder off first, so that what `/` yields is whole; a quotient of more than 32 digits is an error. It is
wide where its dividend says HUGEINT somewhere; any other is held to 64 bits, so that one written
carelessly fails rather than lies. Dividing by zero is an error in both.
"""

from __future__ import annotations

from sqlglot import exp

DUCKDB, SPARK = "duckdb", "spark"

# The types of kept columns, as DuckDB describes them.
_SPARK_TYPES = {
    "BIGINT": "BIGINT",
    "BOOLEAN": "BOOLEAN",
    "DATE": "DATE",
    "HUGEINT": "DECIMAL(38, 0)",
    "INTEGER": "INT",
    "TIMESTAMP WITH TIME ZONE": "TIMESTAMP",
    "VARCHAR": "STRING",
}
_WIDE = exp.DataType.Type.INT128
_FUNCTIONS = {"epoch_us": "unix_micros"}


def text_in(tree: exp.Expr, dialect: str) -> str:
    """The statement in that dialect."""
    if dialect == SPARK:
        tree = _for_spark(tree)
    return tree.sql(dialect=dialect, identify=True, copy=False)


def spark_type(duckdb_type: str) -> str:
    """The Spark type that holds what DuckDB holds in its own; KeyError where figures have no such type."""
    return _SPARK_TYPES[duckdb_type]


def spark_name(name: str) -> str:
    """The name as an identifier of Spark's SQL."""
    return "`" + name.replace("`", "``") + "`"


def _for_spark(tree: exp.Expr) -> exp.Expr:
    # Innermost first: what a division is made of says HUGEINT until the division is made.
    for node in list(tree.walk(bfs=False))[::-1]:
        if isinstance(node, exp.IntDiv):
            tree = _replaced(tree, node, _wide_quotient(node) if _is_wide(node.this) else _quotient(node))
        elif isinstance(node, exp.Anonymous) and node.name.lower() in _FUNCTIONS:
            node.set("this", _FUNCTIONS[node.name.lower()])
    for kind in list(tree.find_all(exp.DataType)):
        if kind.this == _WIDE:
            kind.replace(exp.DataType.build("DECIMAL(38, 0)"))
    return tree


def _replaced(tree: exp.Expr, node: exp.Expr, other: exp.Expr) -> exp.Expr:
    if node is tree:
        return other
    node.replace(other)
    return tree


def _is_wide(dividend: exp.Expr) -> bool:
    return any(kind.this == _WIDE for kind in dividend.find_all(exp.DataType))


def _wide_quotient(node: exp.IntDiv) -> exp.Expr:
    dividend, divisor = _closed(node.this), _closed(node.expression)
    rest = exp.Mod(this=dividend.copy(), expression=divisor.copy())
    whole = exp.Paren(this=exp.Sub(this=dividend.copy(), expression=rest))
    # typed and safe: sqlglot adds neither a cast to double nor a test for zero.
    division = exp.Div(this=whole, expression=divisor.copy(), typed=True, safe=True)
    return exp.cast(division, exp.DataType(this=_WIDE))


def _quotient(node: exp.IntDiv) -> exp.Expr:
    dividend, divisor = (exp.cast(side.copy(), "BIGINT") for side in (node.this, node.expression))
    return exp.Paren(this=exp.IntDiv(this=dividend, expression=divisor))


def _closed(expression: exp.Expr) -> exp.Expr:
    """Safe beside any operator."""
    closed = isinstance(expression, exp.Paren | exp.Column | exp.Literal | exp.Cast)
    return expression.copy() if closed else exp.Paren(this=expression.copy())
