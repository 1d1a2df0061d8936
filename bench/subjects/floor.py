"""The raw floor: one GROUP BY person, month in DuckDB over the columns of order lines that a run reads.

No join, no shifts, nothing written: what reading the lines costs at the least. Lines that find their person
in the shifts name none, so these are read by session too.
"""

from __future__ import annotations

import duckdb

# The columns of order lines that runs of the plans read, besides paid_at and whose they are: the numbers
# and the texts. The plan beauty has pools and looks at the session even where lines name their person.
READ = {
    ("plain", "named"): (("paid_amount", "refunded"), ("channel",)),
    ("plain", "on_air"): (("paid_amount", "refunded"), ("channel", "session_id")),
    ("beauty", "named"): (
        ("paid_amount", "refunded", "product_cost"),
        ("channel", "product_id", "session_id"),
    ),
    ("beauty", "on_air"): (
        ("paid_amount", "refunded", "product_cost"),
        ("channel", "product_id", "session_id"),
    ),
}
MONTH = (
    "CASE WHEN paid_at < TIMESTAMPTZ '2026-08-31 16:00:00+00' THEN 8"
    " WHEN paid_at < TIMESTAMPTZ '2026-09-30 16:00:00+00' THEN 9 ELSE 10 END"
)


def work(plan: str, form: str, facts: dict[str, list[str]]) -> dict[str, int]:
    """Sum the numbers and take the greatest of the texts, so that every column is really read.

    `plan` is plain, beauty or amounts (which sums paid_amount and reads nothing else).
    """
    numbers, texts = READ.get((plan, form), (("paid_amount",), ()))
    items = "".join(f", sum({name})" for name in numbers) + "".join(f", max({name})" for name in texts)
    listed = ", ".join(f"'{path}'" for path in facts["order_lines"])
    connection = duckdb.connect(config={"memory_limit": "640MB", "preserve_insertion_order": False})
    connection.execute("SET TimeZone = 'UTC'")
    connection.execute(
        f"SELECT person_id, {MONTH} AS month{items} FROM read_parquet([{listed}]) GROUP BY person_id, month"
    ).fetchall()
    return {}
