from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.company import Company, small_company

EXAMPLES = Path(__file__).parents[2] / "examples"


@pytest.fixture(scope="session")
def company(tmp_path_factory: pytest.TempPathFactory) -> Company:
    """The small company with February to April run; tests that change more make one of their own."""
    made = small_company(tmp_path_factory.mktemp("small"))
    for month in ("2026-02", "2026-03", "2026-04"):
        made.done("run", month)
    return made


@pytest.fixture(scope="session")
def guild(tmp_path_factory: pytest.TempPathFactory) -> Company:
    """The guild with its quarter run, month by month and as a whole."""
    folder = tmp_path_factory.mktemp("guild")
    subprocess.run(
        [sys.executable, str(EXAMPLES / "guild" / "generate.py"), str(folder / "files")],
        check=True,
        stdout=subprocess.DEVNULL,
    )
    made = Company(folder / "workspace")
    made.done("init")
    made.done("import", *sorted(str(path) for path in (folder / "files").glob("*.csv")))
    made.done("plan", "publish", str(EXAMPLES / "guild" / "plan.yaml"), "--reason", "示例")
    for period in ("2026-07", "2026-08", "2026-09", "2026-Q3"):
        made.done("run", period)
    return made
