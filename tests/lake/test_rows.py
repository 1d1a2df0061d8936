"""Python rows in the stored types."""

import datetime as dt
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import duckdb
import pytest

from boji.engine.facts import TABLES
from boji.lake import storage_table

ROW: dict[str, Any] = {
    "line_id": "L",
    "quantity": 2,
    "paid_at": dt.datetime(2026, 9, 1, 20, 15, 33, 1, tzinfo=ZoneInfo("Asia/Shanghai")),
    "paid_amount": Decimal("12.30"),
    "product_cost": 3,
    "repeat_buyer": False,
}


def test_values_and_types() -> None:
    rows = storage_table("order_lines", [ROW, {"line_id": "M"}])
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        connection.register("rows", rows)
        assert connection.execute(
            "SELECT line_id, quantity, paid_at::VARCHAR, paid_amount, product_cost, repeat_buyer, buyer_id"
            " FROM rows"
        ).fetchall() == [
            ("L", 2, "2026-09-01 12:15:33.000001+00", 1230, 300, False, None),
            ("M", None, None, None, None, None, None),
        ]
    assert tuple(rows.column_names) == TABLES["order_lines"].column_names


@pytest.mark.parametrize("table", TABLES)
def test_no_rows(table: str) -> None:
    assert storage_table(table, []).num_rows == 0


WRONG: list[tuple[dict[str, Any], type[Exception]]] = [
    ({"paid_amount": 12.3}, TypeError),
    ({"paid_amount": Decimal("12.345")}, ValueError),
    ({"paid_amount": Decimal("NaN")}, ValueError),
    ({"paid_at": dt.datetime(2026, 9, 1)}, TypeError),  # noqa: DTZ001 (that is the mistake)
    ({"quantity": True}, TypeError),
    ({"quantity": "1"}, TypeError),
    ({"line_id": None}, ValueError),
    ({"line_id": 1}, TypeError),
    ({"nonsense": 1}, ValueError),
]


@pytest.mark.parametrize(("cells", "error"), WRONG)
def test_wrong_rows(cells: dict[str, Any], error: type[Exception]) -> None:
    with pytest.raises(error):
        storage_table("order_lines", [ROW | cells])
