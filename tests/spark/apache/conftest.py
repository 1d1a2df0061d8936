from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from boji.engine.execute import Spark
from tests.spark.apache.java import java_home


@pytest.fixture(scope="session")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Spark]:
    """Always the runtime that is installed with the tests, whatever Java the machine has."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JAVA_HOME", str(java_home(tmp_path_factory.mktemp("java"))))
        patch.setenv("SPARK_CONF_DIR", str(Path(__file__).parent / "conf"))
        yield Spark("local[2]")
