"""Cutting into ranges keeps every row once and the order of the whole."""

from pathlib import Path

import duckdb
import pytest

from boji.engine.facts import TABLES
from boji.lake import sorting
from boji.lake.storage import duckdb_type, sort_columns

PERSONS = {
    "several": "'P' || (i % 7)::VARCHAR",
    "some empty": "CASE WHEN i % 3 > 0 THEN 'P' || (i % 7)::VARCHAR END",
    "all empty": "NULL",
    "one": "'P''1'",
}


@pytest.mark.parametrize("person", PERSONS.values(), ids=PERSONS)
@pytest.mark.parametrize("table", ["order_lines", "gifts", "comments"])
def test_ranges(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, table: str, person: str) -> None:
    monkeypatch.setattr(sorting, "_ROWS_AT_ONCE", 500)
    monkeypatch.setattr(sorting, "_ONE_IN", 5)
    shape = TABLES[table]
    values = {
        "person_id": person,
        "session_id": "CASE WHEN i % 11 > 0 THEN 'S' || (i % 11)::VARCHAR END",
        "at": "make_timestamptz(i * 1000001)",
        "paid_at": "make_timestamptz(i * 1000001)",
        shape.key[-1]: "'K' || lpad((i * 7919 % 10000)::VARCHAR, 5, '0')",
    }
    selected = ", ".join(
        f'CAST({values.get(column.name, "NULL")} AS {duckdb_type(column)}) AS "{column.name}"'
        for column in shape.columns
    )
    rows = f"SELECT {selected} FROM range(10000) t(i)"
    order = ", ".join(f'"{name}"' for name in sort_columns(shape))
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        files = sorting.write_sorted(connection, shape, rows, tmp_path / "out")
        found = []
        for file in files:
            found += connection.execute(f"SELECT hash(f) FROM read_parquet('{file.path}') f").fetchall()
        expected = connection.execute(f"SELECT hash(f) FROM ({rows}) f ORDER BY {order}").fetchall()
    assert found == expected
    assert sum(file.rows for file in files) == 10000
    assert len(files) > 5 or (table == "gifts" and len(files) > 1)
