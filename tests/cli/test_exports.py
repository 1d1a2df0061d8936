"""Exports on the command line: known ones are recognised, unknown ones proposed, never guessed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from boji.cli.main import main
from boji.lake import latest_snapshot
from boji.workspace import Workspace

OWN = (
    "订单编号,子单号,商品名称,实付款,付款时间\n"
    'A1,A1-1,面膜,"¥1,299.90",2026/9/3 20:15:33\n'
    "A2,A2-1,精华,1.2万,2026-09-03 21:05:01\n"
    "A3,A3-1,口红,abc,2026-09-04 00:12:00\n"
    "合计,,,13299.9,\n"
)
HOURLY = '时间-小时,整体消耗\n2026-09-01 20:00,"1,234.50"\n'


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace.create(tmp_path / "公司")


def boji(workspace: Workspace, *arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [*map(str, arguments), "--workspace", str(workspace.path)])


def test_an_unknown_file_is_proposed_agreed_to_and_remembered(workspace: Workspace, tmp_path: Path) -> None:
    file, draft = tmp_path / "我的商城.csv", tmp_path / "draft.yaml"
    file.write_text(OWN)
    refused = boji(workspace, "import", file)
    assert refused.exit_code == 1
    assert "--propose" in refused.output
    assert latest_snapshot(workspace).id == 0

    proposed = boji(workspace, "import", file, "--propose", draft)
    assert proposed.exit_code == 0, proposed.output
    assert "paid_amount" in proposed.output
    assert latest_snapshot(workspace).id == 0, "a proposal imports nothing"

    (done,) = json.loads(boji(workspace, "import", file, "--map", draft, "--json").stdout)["files"]
    assert (done["accepted"], done["quarantined"], done["ignored"], done["rows"]) == (2, 1, 1, 4)
    later = tmp_path / "我的商城2.csv"
    later.write_text(OWN.replace("A1-1", "B1-1"))
    assert boji(workspace, "import", later).exit_code == 0, "the mapping is remembered"
    again = boji(workspace, "import", later)
    assert "没有变化" in again.output


def test_a_mapping_that_fits_no_file_is_refused(workspace: Workspace, tmp_path: Path) -> None:
    own, draft, other = tmp_path / "a.csv", tmp_path / "draft.yaml", tmp_path / "小店_x.csv"
    own.write_text(OWN)
    other.write_text(HOURLY)
    boji(workspace, "import", own, "--propose", draft)
    refused = boji(workspace, "import", other, "--map", draft)
    assert refused.exit_code == 1
    assert latest_snapshot(workspace).id == 0
    assert not list(workspace.formats.glob("*.yaml"))


def test_hourly_costs_must_say_whose_they_are(workspace: Workspace, tmp_path: Path) -> None:
    """The same hour of two accounts would be one cost."""
    nameless = tmp_path / "2026-10-08 10_12_05_1830000000518067461.csv"
    named = tmp_path / f"小店A_{nameless.name}"
    for file in (nameless, named):
        file.write_text(HOURLY)
    refused = boji(workspace, "import", nameless)
    assert refused.exit_code == 1
    assert "账号" in refused.output
    assert boji(workspace, "import", named).exit_code == 0
