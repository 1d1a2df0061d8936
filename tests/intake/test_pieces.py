"""A large CSV file read in pieces gives the rows and the refusals that it gives when it is read in one go."""

import os
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from zoneinfo import ZoneInfo

import duckdb
import pytest

from boji.engine.facts import TABLES
from boji.intake import ImportRefused, csv_pieces, import_files, in_pieces, undo_import
from boji.intake.issues import Issue
from boji.intake.source import FileRefused, InputFile
from boji.intake.staging import read_typed
from boji.lake import latest_snapshot
from boji.lake.storage import connect, parquet, quoted
from boji.workspace import Workspace
from tests.intake.mutants import MUTATIONS
from tests.intake.seeds import SEEDS

MUTANTS = int(os.environ.get("BOJI_FUZZ", "24"))
FIRST = int(os.environ.get("BOJI_FUZZ_FROM", "0"))
ZONE = ZoneInfo("Asia/Shanghai")
HEADER = "line_id,platform,person_id,quantity,paid_at,paid_amount,channel,repeat_buyer\n"


def line(number: int, **cells: str) -> str:
    usual = {
        "line_id": f"L{number:03}",
        "platform": "douyin",
        "person_id": f"P{number * 7 % 11}",
        "quantity": "1",
        "paid_at": f"2026-09-{1 + number % 28:02} 20:15:{number % 60:02}",
        "paid_amount": f"{number}.90",
        "channel": "live",
        "repeat_buyer": "true",
    }
    return ",".join((usual | cells).values()) + "\n"


def lines(start: int = 0, end: int = 40, /, *, at: int = 25, **cells: str) -> str:
    """A file whose line number `at` has some other cells."""
    return HEADER + "".join(line(n, **(cells if n == at else {})) for n in range(start, end))


@pytest.fixture(autouse=True)
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csv_pieces, "PIECE", 700)
    monkeypatch.setattr(csv_pieces, "_CHUNK", 150)


@dataclass(frozen=True)
class Reading:
    """What one way of reading gives: rows, or what is wrong; and in how many pieces."""

    rows: tuple[object, ...]
    issues: tuple[Issue, ...] = ()
    pieces: int = 0


Read = Callable[[bytes, int], Reading]
"""A file read; from the size on that is said, in pieces."""
WHOLE, PIECES = 1 << 30, 0


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Read]:
    folder = tmp_path_factory.mktemp("pieces")
    numbers = count()
    table = TABLES["order_lines"]
    with connect(folder) as connection, pytest.MonkeyPatch.context() as patch:

        def run(data: bytes, large: int) -> Reading:
            patch.setattr(in_pieces, "LARGE", large)
            path = folder / f"{next(numbers)}.csv"
            path.write_bytes(data)
            try:
                typed = read_typed(connection, InputFile("order_lines.csv", path, table), ZONE)
            except FileRefused as refused:
                return Reading((), tuple(refused.issues))
            rows = f"SELECT {quoted(*table.column_names)} FROM {parquet(*typed.paths)} ORDER BY ALL"
            return Reading(tuple(connection.execute(rows).fetchall()), (), len(typed.pieces))

        yield run


IN_PIECES = {
    "plain": lines(),
    "a space before a text": lines(platform=" douyin"),
    "a space behind a text": lines(platform="douyin "),
    "a space inside a text": lines(platform="dou yin"),
    "a text of spaces": lines(platform="  "),
    "other spaces": lines(platform="\tdouyin\u3000"),
    "characters that are no spaces": lines(platform="\x01é~"),
    "empty": lines(person_id="", paid_at="", paid_amount="", channel="", repeat_buyer=""),
    "quotes": lines(platform='"dou, ""yin"""'),
    "a line end in quotes": lines(platform='"dou\n\n\nyin"'),
    "a quote inside": lines(platform='dou"yin'),
    "a row without any cell": lines() + "," * 7 + "\n",
    "empty lines": lines() + "\n\n" + line(90),
    "no line end at the end": lines().removesuffix("\n"),
    "a mark of byte order": "\ufeff" + lines(),
    "all lines end with CR LF": lines().replace("\n", "\r\n"),
    "another form of time": lines(paid_at="2026-09-01T10:00:00"),
    "a time with its zone": lines(paid_at="2026-09-01 10:00:00+08:00"),
    "a time with fractions": lines(paid_at="2026-09-01 10:00:00.5"),
    "a time and a text that have a blank together": lines(paid_at="2026-09-01T10:00:00", platform="douyin "),
    "a time long ago": lines(paid_at="1985-06-01 10:00:00"),
    "another form of amount": lines(paid_amount=" 12 "),
    "an amount of more than 16 digits": lines(paid_amount="-12345678901234567.89"),
    "other words for yes": lines(repeat_buyer="是"),
    "another case of a choice": lines(channel=" live"),
    "a file of one row": HEADER + line(1),
}
IN_ONE_GO = {
    "many line ends in quotes": lines(platform='"' + "\n" * 2000 + '"'),
    "a quote inside, and line ends in quotes": lines(platform='dou"yin', person_id='"a\n\nb"'),
}
REFUSED = {
    "a number in groups": lines(quantity="1_000"),
    "an exponent": lines(paid_amount="1e3"),
    "three decimals": lines(paid_amount="1.234"),
    "24 o'clock": lines(paid_at="2026-09-01 24:00:00"),
    "no such day": lines(paid_at="2026-02-30 10:00:00"),
    "a time without seconds": lines(paid_at="2026-09-01 10:00"),
    "a year before Christ": lines(paid_at="2000-01-01 (BC) 00:00:00"),
    "a wrong choice": lines(channel="Live"),
    "no key": lines(line_id=""),
    "a key of spaces": lines(line_id=" "),
    "a cell too many": lines(platform="a,b"),
    "a cell too few": lines().replace(",true", "", 1),
    "a quote that does not end": lines(platform='"douyin'),
    "a quote inside, and a line end in quotes": lines(platform='dou"yin', person_id='"a\nb"', quantity="x"),
    "line ends of both kinds": lines(repeat_buyer="true\r"),
    "another kind of line end from some row on": lines() + line(90).replace("\n", "\r\n") * 40,
    "a NUL": lines(platform="dou\0yin"),
    "a header twice": lines().replace("quantity", "platform"),
}


@pytest.mark.parametrize("text", IN_PIECES.values(), ids=IN_PIECES)
def test_taken(read: Read, text: str) -> None:
    whole, pieces = read(text.encode(), WHOLE), read(text.encode(), PIECES)
    assert (whole.rows, whole.issues) == (pieces.rows, pieces.issues)
    assert pieces.rows
    assert pieces.pieces > 1 or len(pieces.rows) == 1


@pytest.mark.parametrize("text", IN_ONE_GO.values(), ids=IN_ONE_GO)
def test_taken_in_one_go(read: Read, text: str) -> None:
    assert read(text.encode(), WHOLE) == read(text.encode(), PIECES)
    assert read(text.encode(), PIECES).rows


@pytest.mark.parametrize("text", REFUSED.values(), ids=REFUSED)
def test_refused(read: Read, text: str) -> None:
    assert read(text.encode(), WHOLE) == read(text.encode(), PIECES)
    assert read(text.encode(), PIECES).issues


def test_damaged(read: Read) -> None:
    """`BOJI_FUZZ=5000` draws more."""
    (seed,) = (seed for seed in SEEDS if seed.name == "order_lines.csv")
    cut = 0
    for number in range(FIRST, FIRST + MUTANTS):
        chance = random.Random(number)
        mutation = chance.choice(MUTATIONS[".csv"])
        data = mutation(seed.data, chance)
        whole, pieces = read(data, WHOLE), read(data, PIECES)
        assert (whole.rows, whole.issues) == (pieces.rows, pieces.issues), f"{number}: {mutation.__name__}"
        cut += pieces.pieces > 1
    assert cut


Step = tuple[str, str] | int
"""A file to import, or the number of an import to undo."""
REFUNDS = "refund_id,line_id,refunded_at,amount\nR1,L003,2026-09-05 08:00:00,1.00\n"
SOME_AGAIN = ("order_lines.csv", lines(20, 60, quantity="3"))
PLAIN = ("order_lines.csv", lines())
HISTORIES: dict[str, list[Step]] = {
    "refunds before": [("refunds.csv", REFUNDS), PLAIN, ("order_lines.csv", lines(40, 80))],
    "refunds afterwards": [PLAIN, ("refunds.csv", REFUNDS), SOME_AGAIN],
    "undone": [PLAIN, SOME_AGAIN, 1],
    "the same row twice": [
        ("order_lines.csv", lines() + line(3)),
        ("order_lines.csv", "line_id\nL003\nL9\n"),
    ],
    "contradictions": [("order_lines.csv", lines() + line(3, quantity="9")), PLAIN],
}


@pytest.mark.parametrize("steps", HISTORIES.values(), ids=HISTORIES)
def test_histories(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, steps: list[Step]) -> None:
    found = []
    for large in (WHOLE, PIECES):
        monkeypatch.setattr(in_pieces, "LARGE", large)
        (home := tmp_path / str(large)).mkdir()
        found.append(_happened(home, steps))
    assert found[0] == found[1]
    assert found[0][1]


def _happened(home: Path, steps: list[Step]) -> tuple[list[object], list[tuple[object, ...]]]:
    """What was said of each import, and the rows in the end."""
    workspace = Workspace.create(home / "工作区")
    said: list[object] = []
    for number, step in enumerate(steps):
        if isinstance(step, int):
            undo_import(workspace, step)
            continue
        path = home / f"{number}" / step[0]
        path.parent.mkdir()
        path.write_text(step[1])
        try:
            report = import_files(workspace, path)
        except ImportRefused as refused:
            said.append(refused.issues)
        else:
            said += [(f.sha256, f.rows, f.added, f.changed, f.unchanged, f.older) for f in report.files]
    rows = f"FROM {parquet(*latest_snapshot(workspace).files('order_lines'))} ORDER BY line_id"
    return said, duckdb.execute(rows).fetchall()


def test_pieces_become_files_of_the_lake(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, workspace: Workspace
) -> None:
    monkeypatch.setattr(in_pieces, "LARGE", PIECES)
    (tmp_path / "order_lines.csv").write_text(lines())
    (file,) = import_files(workspace, tmp_path / "order_lines.csv").files
    in_lake = latest_snapshot(workspace).files("order_lines")
    assert len(in_lake) > 2
    assert sorted(in_lake) == sorted(str((workspace.lake / path).resolve()) for path in file.tables[0].files)
