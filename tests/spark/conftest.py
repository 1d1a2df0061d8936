"""Spark in two forms. `spark` is Apache Spark on this machine, one JVM for all tests of `apache/`, which
run in one process (tests/conftest.py); `sail` speaks the same protocol and SQL and starts in a second, so
that many small cases can be tried. What only Apache Spark does is tried on Apache Spark.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from boji.engine.execute import Spark
from boji.intake import import_files
from boji.lake import latest_snapshot
from boji.payouts.runs import fact_files
from boji.workspace import Workspace

EXAMPLES = Path(__file__).parents[2] / "examples"

FactsOf = Callable[[str], dict[str, object]]


@pytest.fixture(scope="session")
def sail() -> Iterator[Spark]:
    from pysail.spark import SparkConnectServer  # noqa: PLC0415 (half a second that only these tests pay)

    os.environ.setdefault("RUST_LOG", "error")
    server = SparkConnectServer()
    server.start()
    _, port = server.listening_address
    yield Spark(f"sc://localhost:{port}")
    server.stop()


@pytest.fixture(scope="session")
def facts_of(tmp_path_factory: pytest.TempPathFactory) -> FactsOf:
    made: dict[str, dict[str, object]] = {}

    def of(company: str) -> dict[str, object]:
        if company not in made:
            folder = tmp_path_factory.mktemp(company)
            subprocess.run(
                [sys.executable, str(EXAMPLES / company / "generate.py"), str(folder / "files")],
                check=True,
                stdout=subprocess.DEVNULL,
            )
            workspace = Workspace.create(folder / "workspace")
            import_files(workspace, [folder / "files"])
            made[company] = fact_files(latest_snapshot(workspace))
        return made[company]

    return of
