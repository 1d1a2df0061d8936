"""What became of the keys that a file brings: added, changed, unchanged or older.

Owns counting them. added + changed + unchanged + older = the distinct keys of the file's rows in a table.
A key is older where a newer export has it and the row stays as it is, or where a later file of the same
import has it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import duckdb

from boji.engine.facts import Table
from boji.lake.ledger import Piece, Rank
from boji.lake.storage import parquet, quoted


@dataclass(frozen=True)
class Tally:
    """Counts of keys."""

    added: int
    changed: int
    unchanged: int
    older: int


def tally(
    connection: duckdb.DuckDBPyConnection,
    table: Table,
    new: Sequence[Piece],
    live: Sequence[Piece],
    met: Mapping[int, tuple[int, int]],
    distinct: Mapping[Rank, int],
    *,
    contested: bool,
) -> dict[Rank, Tally]:
    """The counts of each new piece, from what `boji.lake.upsert` left in `met`."""
    found = {}
    for place, piece in enumerate(new):
        changed, unchanged = met[place]
        both, older = 0, 0
        if contested:
            newer = [path for other in live if other.rank > piece.rank for path in other.paths]
            later = [path for other in new[place + 1 :] for path in other.paths]
            both, more_changed, more_unchanged, older = _contested(connection, table, piece, newer, later)
            changed, unchanged = changed + more_changed, unchanged + more_unchanged
        apart = distinct[piece.rank] - both - sum(met[place])
        added = apart + both - (changed - met[place][0]) - (unchanged - met[place][1]) - older
        found[piece.rank] = Tally(added, changed, unchanged, older)
    return found


def _contested(
    connection: duckdb.DuckDBPyConnection,
    table: Table,
    piece: Piece,
    newer: Sequence[str],
    later: Sequence[str],
) -> tuple[int, int, int, int]:
    """Of the piece's contested keys: all, changed, unchanged, older."""
    key = quoted(*table.key)
    row = connection.execute(
        f"SELECT count(*), count(*) FILTER (later_ IS NULL AND NOT same_),"
        f" count(*) FILTER (later_ IS NULL AND newer_ IS NULL AND same_),"
        f" count(*) FILTER (later_ OR (newer_ AND same_))"
        f" FROM (SELECT {key} FROM {parquet(*piece.paths)} SEMI JOIN contested USING ({key}))"
        f" LEFT JOIN (SELECT {key}, same_ FROM met) USING ({key})"
        f" LEFT JOIN {_marked(table, newer, 'newer_')} USING ({key})"
        f" LEFT JOIN {_marked(table, later, 'later_')} USING ({key})"
    ).fetchone()
    assert row is not None
    return row[0], row[1], row[2], row[3]


def _marked(table: Table, paths: Sequence[str], mark: str) -> str:
    """SQL: the keys of files, each once, with a column that says so."""
    key = quoted(*table.key)
    rows = f"SELECT DISTINCT {key} FROM {parquet(*paths)} SEMI JOIN contested USING ({key})"
    if not paths:
        rows = f"SELECT {key} FROM contested WHERE false"
    return f"(SELECT {key}, true AS {mark} FROM ({rows}))"
