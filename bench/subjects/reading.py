"""The least that importing can cost: DuckDB's plain `read_csv` into Parquet, calamine reading a workbook."""

from __future__ import annotations

import tempfile
from pathlib import Path

import duckdb
from python_calamine import CalamineWorkbook

from bench.exports import CSV, WORKBOOK


def work(plan: str, _form: str, _facts: object) -> dict[str, int]:
    if plan == "xlsx":
        rows = CalamineWorkbook.from_path(WORKBOOK).get_sheet_by_index(0).to_python()
        assert len(rows) > 1
        return {}
    with tempfile.TemporaryDirectory(prefix="bench-", dir=CSV.parent) as directory:
        target = Path(directory) / "lines.parquet"
        with duckdb.connect() as connection:
            connection.execute(
                f"COPY (FROM read_csv('{CSV}', types = {{'line_id': 'VARCHAR', 'order_id': 'VARCHAR',"
                f" 'session_id': 'VARCHAR', 'product_id': 'VARCHAR', 'buyer_id': 'VARCHAR'}}))"
                f" TO '{target}' (FORMAT parquet)"
            )
    return {}
