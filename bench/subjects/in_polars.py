"""The commission of plain.yaml as one would write it by hand in polars.

A part of what a run does: no scorecard, no outcome, no statement line kept for an explanation.
"""

from __future__ import annotations

import datetime as dt

import polars as pl

from bench.tiers import commission

STARTS_AT = dt.datetime(2026, 8, 31, 16, tzinfo=dt.UTC)
ENDS_AT = dt.datetime(2026, 9, 30, 16, tzinfo=dt.UTC)


def work(_plan: str, form: str, facts: dict[str, list[str]]) -> dict[str, int]:
    """Streaming over lazy scans. For `on_air`, each line takes the shift of its session that began last."""
    lines = pl.scan_parquet(facts["order_lines"]).filter(
        (pl.col("paid_at") >= STARTS_AT)
        & (pl.col("paid_at") < ENDS_AT)
        & ((pl.col("channel") == "live") | pl.col("channel").is_null())
    )
    subject = "person_id" if form == "named" else "session_id"
    lines = lines.select(subject, "paid_at", "paid_amount", "refunded")
    if form == "on_air":
        shifts = pl.scan_parquet(facts["shifts"]).select("session_id", "person_id", "starts_at", "ends_at")
        lines = lines.join(shifts, on="session_id").filter(
            (pl.col("paid_at") >= pl.col("starts_at")) & (pl.col("paid_at") < pl.col("ends_at"))
        )
    bases = (
        lines.group_by("person_id")
        .agg(pl.col("paid_amount").sum() - pl.col("refunded").sum())
        .collect(engine="streaming")
    )
    return {person: commission(base) for person, base in bases.iter_rows() if base}
