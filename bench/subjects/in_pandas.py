"""The commission of plain.yaml as one would write it by hand in pandas.

A part of what a run does: no scorecard, no outcome, no statement line kept for an explanation.
"""

from __future__ import annotations

import datetime as dt

import pandas as pd

from bench.tiers import commission

STARTS_AT = dt.datetime(2026, 8, 31, 16, tzinfo=dt.UTC)
ENDS_AT = dt.datetime(2026, 9, 30, 16, tzinfo=dt.UTC)


def work(_plan: str, _form: str, facts: dict[str, list[str]]) -> dict[str, int]:
    """Lines that name their person; text columns as Arrow strings, which is pandas at its best."""
    lines = pd.read_parquet(
        facts["order_lines"],
        columns=["person_id", "paid_at", "paid_amount", "refunded", "channel"],
        dtype_backend="pyarrow",
    )
    live = (lines["channel"] == "live") | lines["channel"].isna()
    lines = lines[live & (lines["paid_at"] >= STARTS_AT) & (lines["paid_at"] < ENDS_AT)]
    sums = lines.groupby("person_id")[["paid_amount", "refunded"]].sum()
    bases = sums["paid_amount"] - sums["refunded"]
    return {str(person): commission(int(base)) for person, base in bases.items() if base}
