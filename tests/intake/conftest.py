from pathlib import Path

import pytest

from boji.workspace import Workspace


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace.create(tmp_path / "工作区 一")
