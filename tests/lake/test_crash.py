"""An import that is killed at any moment is there as a whole or not at all, and can be repeated."""

import os
import random
import subprocess
import sys
import time
from pathlib import Path

import duckdb
import pytest

from boji.intake import import_files, undo_import
from boji.lake import Snapshot, latest_snapshot
from boji.workspace import Workspace

IMPORT = (
    "import sys; from boji.intake import import_files; from boji.workspace import Workspace;"
    "workspace = Workspace.open(sys.argv[1]); print('ready', flush=True);"
    "import_files(workspace, sys.argv[2:])"
)

KILLS = int(os.environ.get("BOJI_KILLS", "40"))


def started(workspace: Workspace, folder: Path) -> subprocess.Popen[bytes]:
    """An import in a process of its own, about to begin."""
    process = subprocess.Popen(
        [sys.executable, "-c", IMPORT, str(workspace.path), str(folder)],
        stdout=subprocess.PIPE,
        cwd=Path(__file__).parents[2],
    )
    assert process.stdout is not None
    assert process.stdout.readline() == b"ready\n"
    return process


def write_files(folder: Path, start: int, amount: int, rows: int = 20_000) -> Path:
    folder.mkdir(parents=True)
    lines = [f"L{n},P{n % 50},{amount}.00" for n in range(start, start + rows)]
    (folder / "order_lines.csv").write_text("\n".join(["line_id,person_id,paid_amount", *lines]))
    refunds = [f"R{n},L{n},2026-09-01 08:00:00,{amount}.00" for n in range(start, start + 500)]
    (folder / "refunds.csv").write_text("\n".join(["refund_id,line_id,refunded_at,amount", *refunds]))
    return folder


def content(snapshot: Snapshot) -> list[tuple[object, ...]]:
    """Counts and sums of both tables: (0, None) where there is none."""
    found: list[tuple[object, ...]] = []
    for table, amount in (("order_lines", "paid_amount"), ("refunds", "amount")):
        files = snapshot.files(table)
        # The hash of a row takes in every column, and the sum has no order.
        figures = f"count(*), sum({amount})::BIGINT, sum(hash(f)::HUGEINT)::VARCHAR"
        query = f"SELECT {figures} FROM read_parquet({files}) f"
        found += duckdb.execute(query).fetchall() if files else [(0, None)]
    return found


@pytest.mark.slow
def test_killed_imports_are_whole_or_absent(tmp_path: Path) -> None:
    first = write_files(tmp_path / "first", 0, 1)
    second = write_files(tmp_path / "second", 10_000, 2)
    undisturbed = Workspace.create(tmp_path / "undisturbed")
    states = [content(latest_snapshot(undisturbed))]
    for folder in (first, second):
        begun = time.monotonic()
        import_files(undisturbed, [folder])
        taken = time.monotonic() - begun
        states.append(content(latest_snapshot(undisturbed)))

    chance = random.Random(7)
    disturbed = Workspace.create(tmp_path / "disturbed")
    published = 0
    kills = 0
    for attempt in range(KILLS):
        process = started(disturbed, (first, second)[min(published, 1)])
        time.sleep(chance.uniform(0, taken * 2))
        kills += process.poll() is None
        process.kill()
        process.communicate()
        newest = latest_snapshot(disturbed)
        assert newest.id in (published, published + 1)
        assert content(newest) == states[newest.id]
        published = newest.id
        if published == 2:
            disturbed = Workspace.create(tmp_path / f"disturbed {attempt}")
            published = 0
    assert kills >= KILLS // 4

    for folder in (first, second):
        import_files(disturbed, [folder])
    assert content(latest_snapshot(disturbed)) == states[2]
    assert latest_snapshot(disturbed).digest == latest_snapshot(undisturbed).digest


def test_unpublished_versions_are_undone(workspace: Workspace, tmp_path: Path) -> None:
    """As if killed between the commit of a table and the snapshot."""
    import_files(workspace, [write_files(tmp_path / "first", 0, 1, rows=100)])
    before = content(latest_snapshot(workspace))
    import_files(workspace, [write_files(tmp_path / "second", 50, 2, rows=100)])
    after = content(latest_snapshot(workspace))
    (workspace.snapshots / "2.json").unlink()
    assert content(latest_snapshot(workspace)) == before
    import_files(workspace, [tmp_path / "second"])
    assert content(latest_snapshot(workspace)) == after


def test_a_first_import_that_was_never_published(workspace: Workspace, tmp_path: Path) -> None:
    import_files(workspace, [write_files(tmp_path / "first", 0, 1, rows=100)])
    (workspace.snapshots / "1.json").unlink()
    assert import_files(workspace, [tmp_path / "first"]).files[0].added == 100


def test_imports_at_once_all_arrive(workspace: Workspace, tmp_path: Path) -> None:
    folders = [write_files(tmp_path / str(number), 30_000 * number, 1) for number in range(4)]
    processes = [started(workspace, folder) for folder in folders]
    for process in processes:
        process.communicate()
        assert process.returncode == 0
    newest = latest_snapshot(workspace)
    assert newest.id == 4
    assert content(newest)[0][0] == 80_000


# Where to die: the module, its function, at which call, before or after it.
MOMENTS = [
    ("boji.lake.delta", "DeltaTable.create", 1, "after"),
    ("boji.lake.desk", "commit", 1, "before"),
    ("boji.lake.desk", "commit", 1, "after"),
    ("boji.lake.desk", "commit", 2, "after"),
    ("boji.lake.snapshot", "publish", 1, "before"),
    ("boji.lake.kept", "Keeping.move", 1, "after"),
    ("boji.workspace", "os.link", 1, "before"),
    ("boji.workspace", "os.link", 1, "after"),
]
DYING = """
import importlib, operator, os, signal, sys
module, name, call, moment = sys.argv[1:5]
owner, _, function = name.rpartition(".")
place = importlib.import_module(module)
place = operator.attrgetter(owner)(place) if owner else place
real, calls = getattr(place, function), 0
def dying(*arguments, **options):
    global calls
    calls += 1
    if calls == int(call) and moment == "before":
        os.kill(os.getpid(), signal.SIGKILL)
    result = real(*arguments, **options)
    if calls == int(call):
        os.kill(os.getpid(), signal.SIGKILL)
    return result
setattr(place, function, dying)
from boji.intake import import_files, undo_import
from boji.workspace import Workspace
workspace = Workspace.open(sys.argv[5])
if sys.argv[6] == "undo":
    undo_import(workspace, 1)
else:
    import_files(workspace, [sys.argv[6]])
"""


def died(workspace: Workspace, moment: tuple[str, str, int, str], what: str) -> bool:
    """Import a folder, or undo the first import, in a process that kills itself at that moment."""
    words = [sys.executable, "-c", DYING, *map(str, moment), str(workspace.path), what]
    return subprocess.run(words, cwd=Path(__file__).parents[2], check=False).returncode == -9


@pytest.mark.parametrize(("module", "name", "call", "moment"), MOMENTS)
def test_killed_at_the_worst_moments(
    workspace: Workspace, tmp_path: Path, module: str, name: str, call: int, moment: str
) -> None:
    first = write_files(tmp_path / "first", 0, 1, rows=1000)
    second = write_files(tmp_path / "second", 500, 2, rows=1000)
    if name != "DeltaTable.create":
        import_files(workspace, [first])
    before = latest_snapshot(workspace)
    kept = content(before)
    assert died(workspace, (module, name, call, moment), str(second))
    newest = latest_snapshot(workspace)
    if (name, moment) == ("os.link", "after"):
        assert newest.id == before.id + 1
    else:
        assert newest == before
        assert content(newest) == kept
    import_files(workspace, [second])
    undisturbed = Workspace.create(tmp_path / "undisturbed")
    for folder in (first, second) if before.id else (second,):
        import_files(undisturbed, [folder])
    assert content(latest_snapshot(workspace)) == content(latest_snapshot(undisturbed))
    assert latest_snapshot(workspace).digest == latest_snapshot(undisturbed).digest


UNDOS = [place for place in MOMENTS if place[1] not in ("DeltaTable.create", "Keeping.move")]


@pytest.mark.parametrize("moment", UNDOS)
def test_an_undo_killed_at_the_worst_moments(
    workspace: Workspace, tmp_path: Path, moment: tuple[str, str, int, str]
) -> None:
    first = write_files(tmp_path / "first", 0, 1, rows=1000)
    second = write_files(tmp_path / "second", 500, 2, rows=1000)
    import_files(workspace, [first])
    import_files(workspace, [second])
    before = latest_snapshot(workspace)
    assert died(workspace, moment, "undo")
    newest = latest_snapshot(workspace)
    if moment[1:] == ("os.link", 1, "after"):
        assert newest.id == before.id + 1
    else:
        assert newest == before
        undo_import(workspace, 1)
    undisturbed = Workspace.create(tmp_path / "undisturbed")
    import_files(undisturbed, [second])
    assert content(latest_snapshot(workspace)) == content(latest_snapshot(undisturbed))
    assert latest_snapshot(workspace).digest == latest_snapshot(undisturbed).digest
    import_files(workspace, [first])
    assert content(latest_snapshot(workspace))[0][0] == 1500


def test_rows_kept_by_a_killed_import_are_swept(workspace: Workspace, tmp_path: Path) -> None:
    import_files(workspace, [write_files(tmp_path / "first", 0, 1, rows=100)])
    import_files(workspace, [write_files(tmp_path / "second", 50, 2, rows=100)])
    kept = workspace.lake / "imports" / "2"
    assert list(kept.iterdir())
    (workspace.snapshots / "2.json").unlink()
    undo_import(workspace, 1)
    assert not kept.exists()
