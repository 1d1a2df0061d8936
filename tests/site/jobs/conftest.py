from __future__ import annotations

import pytest

from boji.platform.jobs.worker import Worker
from boji.workspace import Workspace

PLANTED = "tests.site.jobs.planted"


@pytest.fixture(autouse=True)
def planted(settings: object, workspace: Workspace) -> None:
    """The site of these tests has the jobs of `planted`."""
    settings.BOJI_JOBS = PLANTED  # type: ignore[attr-defined]


@pytest.fixture
def worker(db: None) -> Worker:
    return Worker()
