from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from boji.lake.storage import connect
from tests.intake.linking.imports import Bench, Lake


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    folder = tmp_path / "lake"
    folder.mkdir()
    with connect(tmp_path) as connection:
        yield Bench(connection, tmp_path, Lake(folder))
