"""What became of the keys that a file brings: added, changed, unchanged or older.

Owns counting them. added + changed + unchanged + older = the distinct keys of the file's rows in a table.
The files of one import count as if they had been imported one after another: the first that brings a key
adds it, whichever was exported first. Older are keys of which newer exports had said everything already.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import duckdb

from boji.engine.facts import Table
from boji.lake.fold import Voices, in_parts, told_columns
from boji.lake.ledger import Piece, Rank
from boji.lake.storage import quoted


@dataclass(frozen=True)
class Tally:
    """Counts of keys."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    older: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(
            *(mine + its for mine, its in zip(vars(self).values(), vars(other).values(), strict=True))
        )

    @property
    def keys(self) -> int:
        return self.added + self.changed + self.unchanged + self.older


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
    """The counts of each new piece.

    `met` are those of the keys that no other new piece and no newer export has, as `boji.lake.upsert` found
    them in the lake; the others are in the temporary table `contested`.
    """
    counted = _contested(connection, table, new, live) if contested else {}
    found = {}
    for place, piece in enumerate(new):
        among = counted.get(piece.rank, Tally())
        changed, unchanged = met[place]
        added = distinct[piece.rank] - among.keys - changed - unchanged
        found[piece.rank] = among + Tally(added, changed, unchanged)
    return found


def _contested(
    connection: duckdb.DuckDBPyConnection, table: Table, new: Sequence[Piece], live: Sequence[Piece]
) -> dict[Rank, Tally]:
    """The counts of contested keys, for each new piece that has some."""
    pieces = sorted([*live, *new], key=lambda piece: piece.rank)
    in_time = {piece.rank: moment for moment, piece in enumerate([*live, *sorted(new, key=_turn)])}
    moments = ", ".join(f"({place}, {in_time[piece.rank]})" for place, piece in enumerate(pieces))
    found: dict[Rank, Tally] = {}
    for keys in in_parts(connection, table, "contested"):
        rows = connection.execute(_counts(Voices(table, pieces), keys, moments, len(live)))
        for place, *counts in rows.fetchall():
            rank = pieces[place].rank
            found[rank] = found.get(rank, Tally()) + Tally(*counts)
    return found


def _turn(piece: Piece) -> tuple[int, int]:
    """When a piece comes in, among those of one import."""
    return piece.rank.file, piece.rank.rows


def _counts(voices: Voices, keys: str, moments: str, first_new: int) -> str:
    """SQL: the place of each new piece with its counts, by what was said of a key up to its moment."""
    key = quoted(*voices.table.key)
    same_key = " AND ".join(f"mine.{quoted(name)} = its.{quoted(name)}" for name in voices.table.key)
    newer = ", ".join(
        f"bool_or(its.group_ = {group} AND its.place_ > mine.place_) AS newer_{group}"
        for group in voices.groups()
    )
    mine = f"mine.{key.replace(', ', ', mine.')}"
    return (
        f"WITH said AS MATERIALIZED (SELECT * FROM ({voices.rows(keys)})"
        f" JOIN (VALUES {moments}) m(place_, moment_) USING (place_)),"
        f" looked AS (SELECT mine.place_, mine.group_, {newer}, {_changes(voices)} AS changed_,"
        f" bool_or(its.moment_ < mine.moment_) AS known_"
        f" FROM said mine JOIN said its ON {same_key} AND its.moment_ <= mine.moment_"
        f" WHERE mine.moment_ >= {first_new} GROUP BY {mine}, mine.place_, mine.group_, mine.moment_)"
        f" SELECT place_, count(*) FILTER (NOT known_), count(*) FILTER (known_ AND NOT older_ AND changed_),"
        f" count(*) FILTER (known_ AND NOT older_ AND NOT changed_), count(*) FILTER (known_ AND older_)"
        f" FROM (SELECT *, {_is_older(voices)} AS older_ FROM looked) GROUP BY place_"
    )


def _changes(voices: Voices) -> str:
    """SQL: whether a value is another one with a row than before it."""
    changes = []
    for column in told_columns(voices.table):
        if column.name in voices.table.key or not (groups := voices.groups(column.name)):
            continue
        last = f"arg_max_null(its.{quoted(column.name)}, its.place_)"
        speaks = f"its.group_ IN ({', '.join(map(str, groups))})"
        before = f"{last} FILTER (WHERE {speaks} AND its.moment_ < mine.moment_)"
        changes.append(f"{before} IS DISTINCT FROM {last} FILTER (WHERE {speaks})")
    return f"({' OR '.join(changes)})" if changes else "false"


def _is_older(voices: Voices) -> str:
    """SQL: whether newer exports have said something else about each column of a row."""
    branches = []
    for group in voices.groups():
        columns = [[f"newer_{one}" for one in voices.groups(name)] for name in voices.columns(group)]
        needed = dict.fromkeys(
            " OR ".join(newer) for newer in columns or [[f"newer_{n}" for n in voices.groups()]]
        )
        branches.append(f"WHEN {group} THEN {' AND '.join(f'({newer})' for newer in needed)}")
    return f"CASE group_ {' '.join(branches)} END"
