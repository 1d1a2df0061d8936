"""The engine: a whole run, from the plan's text to the figures on disk."""

from __future__ import annotations

import tempfile
from pathlib import Path

import boji
from bench.data import PERIOD
from boji.engine.plan.model import Plan
from boji.engine.plan.read import read_plan
from boji.engine.run import run

PLANS = {
    "plain": Path(__file__).parents[1] / "plain.yaml",
    "beauty": Path(boji.__file__).parents[1] / "examples" / "beauty" / "plan.yaml",
}
_CREDIT = "\n  order_lines: {}"


def plan_for(plan: str, form: str) -> Plan:
    """The plan of that name, with its credit rule as the form says."""
    text = PLANS[plan].read_text(encoding="utf-8")
    for rule in ("named", "on_air"):
        text = text.replace(_CREDIT.format(rule), _CREDIT.format(form))
    return read_plan(text)


def work(plan: str, form: str, facts: dict[str, list[str]]) -> dict[str, int]:
    """Run and save, with the plan's credit rule as the form says. Returns the commission in fen by person."""
    with (
        tempfile.TemporaryDirectory(prefix="bench-") as directory,
        run(plan_for(plan, form), facts, PERIOD) as finished,
    ):
        finished.save(Path(directory) / "run")
        rows = finished.rows("SELECT person_id, commission FROM statements WHERE commission <> 0")
        return {row["person_id"]: row["commission"] for row in rows}
