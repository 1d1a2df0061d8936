"""Rows by key, snapshots and their digests, through imports."""

import datetime as dt
from pathlib import Path
from typing import Any

import duckdb
import pytest
from deltalake import DeltaTable

from boji.intake import import_files
from boji.lake import Snapshot, SnapshotAbsent, latest_snapshot, snapshot
from boji.workspace import Workspace


def lines(folder: Path, text: str, name: str = "order_lines.csv") -> Path:
    path = folder / name
    path.write_text("line_id,order_id,paid_amount\n" + text.replace(" ", "\n") + "\n")
    return path


def content(snapshot: Snapshot, table: str = "order_lines") -> list[Any]:
    files = snapshot.files(table)
    if not files:
        return []
    return duckdb.execute(
        f"SELECT line_id, order_id, paid_amount FROM read_parquet({files}) ORDER BY ALL"
    ).fetchall()


def counts(workspace: Workspace, path: Path) -> tuple[int, int, int, int]:
    (file,) = import_files(workspace, [path]).files
    return file.rows, file.added, file.changed, file.unchanged


def test_rows_supersede_by_key(workspace: Workspace, tmp_path: Path) -> None:
    assert counts(workspace, lines(tmp_path, "A,1,1.00 B,1,2.00")) == (2, 2, 0, 0)
    assert counts(workspace, lines(tmp_path, "B,1,2.00 C,2,3.00")) == (2, 1, 0, 1)
    assert counts(workspace, lines(tmp_path, "A,1,1.50 C,2,")) == (2, 0, 2, 0)
    assert content(latest_snapshot(workspace)) == [("A", "1", 150), ("B", "1", 200), ("C", "2", None)]
    assert [content(snapshot(workspace, number)) for number in (0, 1, 2)] == [
        [],
        [("A", "1", 100), ("B", "1", 200)],
        [("A", "1", 100), ("B", "1", 200), ("C", "2", 300)],
    ]


def test_files_written_before_a_column_was_thought_of(workspace: Workspace, tmp_path: Path) -> None:
    import_files(workspace, [lines(tmp_path, "A,1,1.00 B,1,2.00")])
    for file in latest_snapshot(workspace).files("order_lines"):
        older = f"SELECT * EXCLUDE (account_written, linked) FROM '{file}'"
        duckdb.execute(f"COPY ({older}) TO '{file}.old' (FORMAT parquet)")
        Path(f"{file}.old").replace(file)
    assert counts(workspace, lines(tmp_path, "B,1,9.00 C,2,3.00")) == (2, 1, 1, 0)
    partly = tmp_path / "order_lines.csv"
    partly.write_text("line_id,paid_amount\nA,4.00\n")
    assert counts(workspace, partly) == (1, 0, 1, 0)
    assert content(latest_snapshot(workspace)) == [("A", "1", 400), ("B", "1", 900), ("C", "2", 300)]


def test_delta_agrees_and_has_no_deletion_vectors(workspace: Workspace, tmp_path: Path) -> None:
    import_files(workspace, [lines(tmp_path, "A,1,1.00 B,1,2.00")])
    import_files(workspace, [lines(tmp_path, "B,1,9.00 C,1,")])
    table = DeltaTable(workspace.lake / "order_lines")
    assert table.version() == latest_snapshot(workspace).tables["order_lines"]
    assert table.protocol().reader_features in (None, [])
    actions = table.get_add_actions(flatten=True)
    assert sum(actions.column("num_records").to_pylist()) == 3
    assert min(actions.column("min.paid_amount").to_pylist()) == 100


def test_the_same_again_changes_nothing(workspace: Workspace, tmp_path: Path) -> None:
    path = lines(tmp_path, "A,1,1.00 B,1,2.00")
    first = import_files(workspace, [path])
    again = import_files(workspace, [path])
    other_order = import_files(workspace, [lines(tmp_path, "B,1,2.00 A,1,1")])
    assert (again.published, again.snapshot) == (False, first.snapshot)
    # Another file is another entry of the ledger: it stays when the first one is undone.
    assert (other_order.published, other_order.snapshot.tables) == (True, first.snapshot.tables)
    for report in (again, other_order):
        assert [(file.added, file.changed, file.unchanged) for file in report.files] == [(0, 0, 2)]
    assert DeltaTable(workspace.lake / "order_lines").version() == first.snapshot.tables["order_lines"]


def test_an_older_file_again_supersedes_again(workspace: Workspace, tmp_path: Path) -> None:
    old, new = lines(tmp_path, "A,1,1.00", "a.csv"), lines(tmp_path, "A,1,2.00", "b.csv")
    for path in (old, new):
        import_files(workspace, [path], "order_lines")
    assert import_files(workspace, [old], "order_lines").files[0].changed == 1
    assert content(latest_snapshot(workspace)) == [("A", "1", 100)]


def test_a_file_of_another_zone_or_time_has_the_same_digest(tmp_path: Path) -> None:
    path = lines(tmp_path, "A,1,1.00")
    digests = {}
    for name, zone, year in (("a", "Asia/Shanghai", 2026), ("b", "Asia/Shanghai", 2027), ("c", "UTC", 2026)):
        workspace = Workspace.create(tmp_path / name, zone)
        digests[name] = import_files(
            workspace, [path], now=dt.datetime(year, 1, 1, tzinfo=dt.UTC)
        ).snapshot.digest
    assert digests["a"] == digests["b"] != digests["c"]


def test_two_tables_are_one_snapshot(workspace: Workspace, tmp_path: Path) -> None:
    lines(tmp_path, "A,1,1.00")
    (tmp_path / "products.csv").write_text("product_id,name\nG,口红\n")
    report = import_files(workspace, [tmp_path])
    assert (report.snapshot.id, set(report.snapshot.tables)) == (1, {"order_lines", "products"})
    assert [path.name for path in workspace.snapshots.iterdir()] == ["1.json"]


def test_many_small_files_become_one(workspace: Workspace, tmp_path: Path) -> None:
    for number in range(20):
        import_files(workspace, [lines(tmp_path, f"L{number},1,{number}.00")])
    newest = latest_snapshot(workspace)
    assert len(newest.files("order_lines")) < 16
    assert len(content(newest)) == 20
    assert len(content(snapshot(workspace, 10))) == 10


def test_rows_are_sorted_by_person_and_session(workspace: Workspace, tmp_path: Path) -> None:
    path = tmp_path / "order_lines.csv"
    rows = [f"L{n},P{n % 7},S{n % 3}" for n in range(100)]
    path.write_text("\n".join(["line_id,person_id,session_id", *rows]))
    import_files(workspace, [path])
    (file,) = latest_snapshot(workspace).files("order_lines")
    found = duckdb.execute(f"SELECT person_id, session_id, line_id FROM read_parquet('{file}')").fetchall()
    assert found == sorted(found)


def test_an_absent_snapshot(workspace: Workspace) -> None:
    assert latest_snapshot(workspace).files("order_lines") == []
    with pytest.raises(SnapshotAbsent):
        snapshot(workspace, 1)
