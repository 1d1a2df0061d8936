"""One cell: its text, and what it is read as, or why it is not."""

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import duckdb
import pytest

from boji.engine.facts import Kind
from boji.intake.readings import Reader, Reading, cleaned, is_range
from tests.intake.formats.exports import SHANGHAI

READER = Reader(SHANGHAI, dt.date(2026, 1, 10))

# reading, kind, {text: stored value, or the code of what is wrong}
CASES: list[tuple[Reading, Kind, dict[str, Any]]] = [
    (
        Reading.MONEY,
        Kind.MONEY,
        {
            "1299.9": 129_990,
            "¥1,299.90": 129_990,
            "￥0": 0,
            "12.5元": 1_250,
            "-27.78": -2_778,
            "¥-5": -500,
            "'12.5": 1_250,
            "１２．５": 1_250,
            "1.2万": 1_200_000,
            "7.5w": 7_500_000,
            "1.2345万": 1_234_500,
            "1亿": 10_000_000_000,
            "12.340": 1_234,
            "12.345": "decimals",
            "1,29": "money",
            "1e5": "money",
            "99999999999999999999": "money",
            "免费": "money",
        },
    ),
    (
        Reading.COUNT,
        Kind.COUNT,
        {
            "12,800": 12_800,
            "1.2万": 12_000,
            "12.0": 12,
            "3次": 3,
            "-1": -1,
            "12.5": "decimals",
            "9223372036854775808": "count",
        },
    ),
    (Reading.MEASURE, Kind.MEASURE, {"37.5": 375_000, "0.123456789": 1_235, "1.5万": 150_000_000}),
    (
        Reading.FRACTION,
        Kind.MEASURE,
        {"12.5%": 1_250, "12.5％": 1_250, "0.125": 1_250, "0": 0, "100%": 10_000, "x%": "measure"},
    ),
    (Reading.PERCENT, Kind.MEASURE, {"12.5": 1_250, "12.5%": 1_250}),
    (
        Reading.MINUTES,
        Kind.MEASURE,
        {
            "90": 900_000,
            "1小时20分": 800_000,
            "1小时20分钟": 800_000,
            "2小时": 1_200_000,
            "1.5小时": 900_000,
            "1分5秒": 10_833,
            "30秒": 5_000,
            "01:20:00": 800_000,
            "很久": "duration",
        },
    ),
    (Reading.HOURS, Kind.MEASURE, {"2.5": 1_500_000}),
    (
        Reading.INSTANT,
        Kind.INSTANT,
        {
            "2026-09-01 20:15:33": "2026-09-01 20:15:33",
            "2026/9/1 8:05": "2026-09-01 08:05:00",
            "2026/09/01 20:15": "2026-09-01 20:15:00",
            "2026年9月1日 20:15": "2026-09-01 20:15:00",
            "46266.84375": "2026-09-01 20:15:00",
            "2026-09-01T12:15:33Z": "2026-09-01 20:15:33",
            "01-05 20:15": "2026-01-05 20:15:00",  # exported on the 10th of January
            "12-31 23:59": "2025-12-31 23:59:00",
            "2026-02-30 10:00:00": "instant",
            "2026-09-01": "instant",  # no time is not midnight
            "20:15": "instant",
        },
    ),
    (
        Reading.EPOCH,
        Kind.INSTANT,
        {"1762996440": "2025-11-13 09:14:00", "1762996440000": "2025-11-13 09:14:00", "17": "instant"},
    ),
    (
        Reading.DAY,
        Kind.DAY,
        {
            "2026-09-01": dt.date(2026, 9, 1),
            "2026/9/1": dt.date(2026, 9, 1),
            "20260901": dt.date(2026, 9, 1),
            "46266": dt.date(2026, 9, 1),
            "2026年9月1日": dt.date(2026, 9, 1),
            "2026-09-01 00:00:00": dt.date(2026, 9, 1),
            "9月1日": dt.date(2025, 9, 1),
            "01-05": dt.date(2026, 1, 5),
            "2026-02-30": "day",
            "周一": "day",
        },
    ),
    (
        Reading.ID,
        Kind.TEXT,
        {
            "\t6917000000000000001": "6917000000000000001",
            "6917000000000000001\t": "6917000000000000001",
            "'6917000000000000001": "6917000000000000001",
            "007": "007",
            "6.917E+18": "long_number",
        },
    ),
    (Reading.FLAG, Kind.FLAG, {"是": True, "否": False, "1": True, "或": "flag"}),
]


@pytest.fixture(scope="module")
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        yield connection


def read(connection: duckdb.DuckDBPyConnection, text: str, value: str, fault: str = "NULL") -> Any:
    cells = f"(SELECT {cleaned('raw')} AS t FROM (SELECT CAST(? AS VARCHAR) AS raw))"
    query = f"SELECT v, CASE WHEN v IS NULL AND t IS NOT NULL THEN {fault} END FROM (SELECT t, {value} AS v"
    found = connection.execute(f"{query} FROM {cells})", [text]).fetchone()
    assert found is not None
    result, code = found
    if isinstance(result, dt.datetime):
        return result.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M:%S")
    return code if result is None else result


@pytest.mark.parametrize(
    ("reading", "kind", "text", "expected"),
    [(reading, kind, text, value) for reading, kind, cells in CASES for text, value in cells.items()],
)
def test_cells(
    connection: duckdb.DuckDBPyConnection, reading: Reading, kind: Kind, text: str, expected: Any
) -> None:
    assert read(connection, text, READER.value(reading, "t", kind), READER.fault(reading, "t")) == expected


@pytest.mark.parametrize("text", ["", " ", "-", "--", "—", "/", "nan", "null", "NULL", "\t", "'"])
def test_nothing_is_known(connection: duckdb.DuckDBPyConnection, text: str) -> None:
    assert read(connection, text, READER.value(Reading.MONEY, "t", Kind.MONEY), "'fault'") is None


def test_durations_in_seconds(connection: duckdb.DuckDBPyConnection) -> None:
    in_seconds = READER.value(Reading.MINUTES, "t", Kind.MEASURE, seconds=True)
    assert read(connection, "1.2345678", in_seconds) == 740_741
    assert read(connection, "1分5秒", in_seconds) == 650_000


def test_yinlang_are_tenths_of_a_yuan(connection: duckdb.DuckDBPyConnection) -> None:
    value = READER.value(Reading.MONEY, "t", Kind.MONEY, times=Decimal("0.1"))
    assert read(connection, "12345", value) == 123_450
    assert read(connection, "1.2万", value) == 120_000


@pytest.mark.parametrize(
    ("text", "expected"),
    [("7.5w~10w", True), ("100-200", False), ("5%~10%", True), ("1000+", False), ("-5", False)],
)
def test_ranges(connection: duckdb.DuckDBPyConnection, text: str, expected: bool) -> None:
    assert read(connection, text, is_range("t")) is expected
