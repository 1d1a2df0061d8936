"""The engine on Apache Spark in this machine: a whole run, from starting the JVM to the figures on disk."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

from bench.data import PERIOD
from bench.subjects.engine import plan_for
from boji.engine.execute import Spark
from boji.engine.run import run
from tests.spark.apache.java import java_home

Facts = dict[str, list[str]]


def work(plan: str, form: str, facts: Facts) -> dict[str, int]:
    if "JAVA_HOME" not in os.environ and shutil.which("java") is None:
        os.environ["JAVA_HOME"] = str(java_home(Path(tempfile.mkdtemp(prefix="bench-java-"))))
    return run_on(Spark(), plan, form, facts)


def run_on(spark: Spark, plan: str, form: str, facts: Facts) -> dict[str, int]:
    """Run and save. Returns the commission in fen by person."""
    with (
        tempfile.TemporaryDirectory(prefix="bench-") as directory,
        run(plan_for(plan, form), facts, PERIOD, engine=spark) as finished,
    ):
        finished.save(Path(directory) / "run")
        rows = finished.rows("SELECT person_id, commission FROM statements WHERE commission <> 0")
        return {row["person_id"]: row["commission"] for row in rows}
