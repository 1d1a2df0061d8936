"""The raw floor: one GROUP BY person, month in DuckDB over the columns of order lines that a run reads.

No join, no refunds, no shifts, nothing written: what reading the lines costs at the least.
"""

from __future__ import annotations

import duckdb

# The columns of order lines that runs of the plans read, besides person_id and paid_at.
READ = {
    "plain": (("paid_amount",), ("line_id", "channel")),
    "beauty": (
        ("paid_amount", "product_cost"),
        ("line_id", "session_id", "product_id", "channel"),
    ),
}
MONTH = (
    "CASE WHEN paid_at < TIMESTAMPTZ '2026-08-31 16:00:00+00' THEN 8"
    " WHEN paid_at < TIMESTAMPTZ '2026-09-30 16:00:00+00' THEN 9 ELSE 10 END"
)


def work(plan: str, _form: str, facts: dict[str, list[str]]) -> dict[str, int]:
    """Sum the numbers and take the greatest of the texts, so that every column is really read.

    `plan` is plain, beauty or amounts (which sums paid_amount and reads nothing else).
    """
    numbers, texts = READ.get(plan, (("paid_amount",), ()))
    items = "".join(f", sum({name})" for name in numbers) + "".join(f", max({name})" for name in texts)
    listed = ", ".join(f"'{path}'" for path in facts["order_lines"])
    connection = duckdb.connect(config={"memory_limit": "640MB", "preserve_insertion_order": False})
    connection.execute("SET TimeZone = 'UTC'")
    connection.execute(
        f"SELECT person_id, {MONTH} AS month{items} FROM read_parquet([{listed}]) GROUP BY person_id, month"
    ).fetchall()
    return {}
