"""The law of the ledger: the lake is a fold over the imports that are not undone, against plain Python."""

from __future__ import annotations

import csv
import datetime as dt
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from boji.intake import import_files, undo_import
from boji.intake.linking import Relinked
from boji.lake import Snapshot, fold, latest_snapshot
from boji.lake.desk import Relinking
from boji.lake.entry import Origin
from boji.lake.publishing import StagedFile, StagedRows, publish_import, publish_undo
from boji.lake.storage import duckdb_type, literal, stored
from boji.lake.writing import writing
from boji.workspace import Workspace

START = dt.datetime(2026, 9, 1, tzinfo=dt.UTC)
Rows = dict[str, dict[str, Any]]


@dataclass(frozen=True)
class File:
    """Rows of a table for some columns; `hour` is when it was exported."""

    table: str
    hour: int
    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]


@dataclass(frozen=True)
class Undo:
    """Undo the import of that place among those in force, counted around."""

    place: int


SPOKEN = {
    "order_lines": ("line_id", ("order_id", "session_id", "linked", "paid_amount")),
    "refunds": ("refund_id", ("line_id", "amount")),
    "products": ("product_id", ("name", "unit_cost")),
}
FEW = st.sampled_from("ABCD")
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "order_id": st.none() | FEW,
    "session_id": st.none() | FEW,
    "linked": st.none() | st.booleans(),
    "paid_amount": st.none() | st.integers(-3, 3),
    "line_id": FEW,
    "amount": st.integers(-3, 3),
    "name": st.none() | FEW,
    "unit_cost": st.none() | st.integers(0, 3),
}


@st.composite
def files(draw: st.DrawFn) -> File:
    table = draw(st.sampled_from(sorted(SPOKEN)))
    key, others = SPOKEN[table]
    some = st.lists(st.sampled_from(others), unique=True).map(tuple)
    columns = others if table == "refunds" else draw(some)  # a refund's are required
    keys = draw(st.lists(FEW, unique=True, max_size=4))
    rows = tuple((name, *(draw(VALUES[column]) for column in columns)) for name in keys)
    return File(table, draw(st.integers(0, 4)), (key, *columns), rows)


STEPS = st.lists(st.lists(files(), min_size=1, max_size=3) | st.builds(Undo, st.integers(0, 5)), max_size=7)


def naive(imports: dict[int, list[File]]) -> dict[str, Rows]:
    """The law, word by word."""
    state: dict[str, Rows] = {table: {} for table in SPOKEN}
    ordered = sorted(
        (file.hour, number, place, file)
        for number, brought in imports.items()
        for place, file in enumerate(brought)
    )
    for _, _, _, file in ordered:
        for key, *values in file.rows:
            row = state[file.table].setdefault(key, dict.fromkeys(SPOKEN[file.table][1]))
            if "session_id" in file.columns:
                row["linked"] = None
            row.update(zip(file.columns[1:], values, strict=True))
    for key, row in state["order_lines"].items():
        row["refunded"] = sum(back["amount"] for back in state["refunds"].values() if back["line_id"] == key)
    return state


def stage(connection: duckdb.DuckDBPyConnection, workspace: Workspace, place: int, file: File) -> StagedFile:
    path = workspace.temporary / f"staged-{place}.parquet"
    table = stored(file.table)
    types = ", ".join(f"{name} {duckdb_type(table.column(name))}" for name in file.columns)
    connection.execute(f"CREATE OR REPLACE TEMP TABLE made ({types})")
    if file.rows:
        places = ", ".join("?" for _ in file.columns)
        connection.executemany(f"INSERT INTO made VALUES ({places})", [list(row) for row in file.rows])
    connection.execute(f"COPY made TO {literal(path)} (FORMAT parquet)")
    rows = StagedRows(file.table, file.columns, (path,), len(file.rows))
    return StagedFile(
        name=f"{place}",
        sha256=repr(file),
        size=0,
        format="test",
        exported_at=START + dt.timedelta(hours=file.hour),
        rows=len(file.rows),
        accepted=len(file.rows),
        quarantined=0,
        ignored=0,
        record=None,
        tables=(rows,),
    )


def bring(workspace: Workspace, brought: list[File]) -> Snapshot:
    with writing(workspace) as connection:
        staged = [stage(connection, workspace, place, file) for place, file in enumerate(brought)]
        return publish_import(workspace, connection, staged, START, Origin())


def state(snapshot: Snapshot) -> dict[str, Rows]:
    found: dict[str, Rows] = {}
    for table, (key, others) in SPOKEN.items():
        columns = [*others, "refunded"] if table == "order_lines" else list(others)
        found[table] = {}
        if paths := snapshot.files(table):
            query = f"SELECT {key}, {', '.join(columns)} FROM read_parquet({paths})"
            for name, *values in duckdb.execute(query).fetchall():
                assert name not in found[table]
                found[table][name] = dict(zip(columns, values, strict=True))
    return found


@settings(max_examples=60, deadline=None)
@given(STEPS)
def test_the_lake_is_a_fold(steps: list[list[File] | Undo]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        workspace = Workspace.create(folder)
        live: dict[int, list[File]] = {}
        known: dict[int, dict[str, Rows]] = {0: naive({})}
        for step in steps:
            if isinstance(step, Undo):
                if not live:
                    continue
                number = sorted(live)[step.place % len(live)]
                del live[number]
                with writing(workspace) as connection:
                    made = publish_undo(workspace, connection, number, START, Origin())
            else:
                made = bring(workspace, step)
                live[made.id] = step
                check_counts(made, live)
            known[made.id] = naive(live)
            assert state(made) == known[made.id]
        if live:  # the same files, never anything else, in the order of their numbers
            other = Workspace.create(Path(folder) / "other")
            for number in sorted(live):
                bring(other, live[number])
            assert latest_snapshot(other).digest == latest_snapshot(workspace).digest


def check_counts(made: Snapshot, imports: dict[int, list[File]]) -> None:
    """The files of an import count as if they had come one after another."""
    assert made.entry is not None
    others = {number: brought for number, brought in imports.items() if number != made.id}
    for place, imported in enumerate(made.entry.files):
        (rows,) = imported.tables
        assert (rows.added, rows.changed, rows.unchanged, rows.older) == naive_counts(
            others, made.id, imports[made.id], place
        )


def naive_counts(
    others: dict[int, list[File]], number: int, step: list[File], place: int
) -> tuple[int, int, int, int]:
    """Added, changed, unchanged and older keys of the file at a place, word by word."""
    file = step[place]
    was, now = (naive({**others, number: step[:upto]})[file.table] for upto in (place, place + 1))
    there = [one for brought in others.values() for one in brought]
    newer = [one for one in there if one.hour > file.hour and one.table == file.table]
    newer += [one for one in step[:place] if one.hour > file.hour and one.table == file.table]
    counts = [0, 0, 0, 0]
    for key, *_ in file.rows:
        told = [one for one in newer if key in {row[0] for row in one.rows}]
        said = {column for one in told for column in _said(one)}
        if key not in was:
            counts[0] += 1
        elif told and _said(file) <= said:
            counts[3] += 1
        else:
            same = all(was[key][column] == now[key][column] for column in _said(file))
            counts[2 if same else 1] += 1
    return counts[0], counts[1], counts[2], counts[3]


def _said(file: File) -> set[str]:
    return {*file.columns[1:], *(["linked"] if "session_id" in file.columns else [])}


def test_a_later_file_of_other_columns_changes_what_the_first_adds(tmp_path: Path) -> None:
    """Whichever was exported first; what one import brings together counts as brought one by one."""
    export = File("order_lines", 3, ("line_id", "order_id"), (("A", "O"), ("B", "O")))
    record = File("order_lines", 1, ("line_id", "paid_amount"), (("A", 3), ("C", 1)))
    stale = File("order_lines", 2, ("line_id", "order_id"), (("A", "P"), ("D", "P")))
    made = bring(Workspace.create(tmp_path / "w"), [export, record, stale])
    assert made.entry is not None
    counted = [(file.added, file.changed, file.unchanged, file.older) for file in made.entry.files]
    assert counted == [(2, 0, 0, 0), (1, 1, 0, 0), (1, 0, 0, 1)]


def test_folding_in_parts(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(fold, "_KEYS_AT_ONCE", 3)
    workspace = Workspace.create(tmp_path / "w")
    newer = [(f"L{n}", n) for n in range(20)]
    older = [(f"L{n}", f"O{n}") for n in range(10, 30)]
    bring(workspace, [File("order_lines", 2, ("line_id", "paid_amount"), tuple(newer))])
    made = bring(workspace, [File("order_lines", 1, ("line_id", "order_id"), tuple(older))])
    lines = state(made)["order_lines"]
    assert {key: (row["paid_amount"], row["order_id"]) for key, row in lines.items()} == {
        f"L{n}": (n if n < 20 else None, f"O{n}" if n >= 10 else None) for n in range(30)
    }


def write(path: Path, rows: list[list[str]]) -> Path:
    with path.open("w", newline="") as handle:
        csv.writer(handle).writerows(rows)
    return path


def test_an_older_export_never_supersedes(tmp_path: Path) -> None:
    workspace = Workspace.create(tmp_path / "w")
    header = ["product_id", "name"]
    newer = write(tmp_path / "newer.csv", [header, ["G1", "新"], ["G2", "新"]])
    older = write(tmp_path / "older.csv", [header, ["G1", "旧"], ["G3", "旧"]])
    import_files(workspace, newer, "products", exported_at=START + dt.timedelta(hours=1))
    report = import_files(workspace, older, "products", exported_at=START)
    (file,) = report.files
    assert (file.added, file.changed, file.unchanged, file.older) == (1, 0, 0, 1)
    names = {key: row["name"] for key, row in state(report.snapshot)["products"].items()}
    assert names == {"G1": "新", "G2": "新", "G3": "旧"}
    undone = undo_import(workspace, 1, "错文件").snapshot
    assert state(undone)["products"].keys() == {"G1", "G3"}
    assert state(undone)["products"]["G1"]["name"] == "旧"
    assert not import_files(workspace, older, "products", exported_at=START).published
    assert import_files(workspace, newer, "products", exported_at=START).published


def test_linking_corrects_what_is_there(tmp_path: Path) -> None:
    """A rule that is a function of the facts alone holds after every import and undo."""
    workspace = Workspace.create(tmp_path / "w")

    def relink(connection: duckdb.DuckDBPyConnection, asked: Relinking) -> list[Relinked]:
        """Whatever is looked for is the product's name."""
        after = asked.after
        product = "(SELECT any_value(name) FROM {})"
        there = after.files("products")
        name = product.format(f"read_parquet({there})") if there else "NULL"
        path = asked.directory / "sessions.parquet"
        connection.execute(
            f"COPY (SELECT line_id, {name} AS session_id, {name} IS NOT NULL AS linked"
            f" FROM read_parquet({after.files('order_lines')}) WHERE linked IS NOT NULL) TO '{path}'"
        )
        return [Relinked("order_lines", ("line_id", "session_id", "linked"), path)]

    def step(files: list[File] | int) -> dict[str, tuple[Any, ...]]:
        with writing(workspace) as connection:
            if isinstance(files, int):
                made = publish_undo(workspace, connection, files, START, Origin(), relink=relink)
            else:
                staged = [stage(connection, workspace, place, file) for place, file in enumerate(files)]
                made = publish_import(workspace, connection, staged, START, Origin(), relink=relink)
        lines = state(made)["order_lines"]
        return {
            key: tuple(row[name] for name in ("session_id", "linked", "refunded"))
            for key, row in lines.items()
        }

    columns = ("line_id", "session_id", "linked")
    lines = File("order_lines", 2, columns, (("A", None, False), ("B", "S", None)))
    assert step([lines]) == {"A": (None, False, 0), "B": ("S", None, 0)}
    product = File("products", 1, ("product_id", "name"), (("G", "X"),))
    refund = File("refunds", 1, ("refund_id", "line_id", "amount"), (("R", "A", 3),))
    assert step([product, refund]) == {"A": ("X", True, 3), "B": ("S", None, 0)}
    older = File("order_lines", 1, columns, (("A", None, False), ("C", None, False)))
    assert step([older]) == {"A": ("X", True, 3), "B": ("S", None, 0), "C": ("X", True, 0)}
    assert step(2) == {"A": (None, False, 0), "B": ("S", None, 0), "C": (None, False, 0)}
    assert step(1) == {"A": (None, False, 0), "C": (None, False, 0)}
