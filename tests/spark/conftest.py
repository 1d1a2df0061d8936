"""Spark in two forms. `spark` is Apache Spark on this machine, one JVM for all tests that ask for it
(mark them `xdist_group("spark")`); `sail` speaks the same protocol and SQL and starts in a second, so that
many small cases can be tried. What only Apache Spark does is tried on Apache Spark.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from boji.engine.execute import Spark
from tests.spark.java import java_home

EXAMPLES = Path(__file__).parents[2] / "examples"


@pytest.fixture(scope="session")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Spark]:
    """Always the runtime that is installed with the tests, whatever Java the machine has."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JAVA_HOME", str(java_home(tmp_path_factory.mktemp("java"))))
        patch.setenv("SPARK_CONF_DIR", str(Path(__file__).parent / "conf"))
        yield Spark("local[2]")


@pytest.fixture(scope="session")
def sail() -> Iterator[Spark]:
    from pysail.spark import SparkConnectServer  # noqa: PLC0415 (half a second that only these tests pay)

    os.environ.setdefault("RUST_LOG", "error")
    server = SparkConnectServer()
    server.start()
    _, port = server.listening_address
    yield Spark(f"sc://localhost:{port}")
    server.stop()
