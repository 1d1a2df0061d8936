"""Making, opening and locking workspaces."""

from pathlib import Path

import pytest

from boji.workspace import Workspace, WorkspaceError


def test_create_and_open(tmp_path: Path) -> None:
    made = Workspace.create(tmp_path / "a b" / "公司", timezone="America/New_York")
    assert Workspace.open(made.path) == made
    assert Workspace.open(made.path).timezone.key == "America/New_York"


def refused(call: object, code: str) -> None:
    assert callable(call)
    with pytest.raises(WorkspaceError) as error:
        call()
    assert error.value.code == code
    for language in ("zh", "en"):
        assert "{" not in error.value.text(language)


def test_refusals(tmp_path: Path) -> None:
    refused(lambda: Workspace.open(tmp_path), "absent")
    refused(lambda: Workspace.open(tmp_path / "nowhere"), "absent")
    refused(lambda: Workspace.create(tmp_path / "50%"), "path")
    refused(lambda: Workspace.create(tmp_path / "a", timezone="Nowhere/City"), "timezone")
    made = Workspace.create(tmp_path / "b")
    refused(lambda: Workspace.create(made.path), "exists")
    (made.path / "workspace.json").write_text('{"format": 99, "timezone": "UTC"}')
    refused(lambda: Workspace.open(made.path), "newer")
    for damaged in ("", "[]", '{"format": "x", "timezone": 1}', "{}"):
        (made.path / "workspace.json").write_text(damaged)
        refused(lambda: Workspace.open(made.path), "unreadable")


def test_one_writer_at_a_time(tmp_path: Path) -> None:
    made = Workspace.create(tmp_path)
    with made.writing():
        refused(lambda: made.writing(timeout=0.1).__enter__(), "busy")
    with made.writing(timeout=0):
        pass
