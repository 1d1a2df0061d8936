"""`boji period …`: the same actions on the command line, refusals in words with exit code 1."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from boji.platform.audit import Actor
from tests.cli.company import Company

from .conftest import MARCH, Walk

Staff = Callable[[str], Actor]


@pytest.fixture(autouse=True)
def same_database(monkeypatch: pytest.MonkeyPatch) -> None:
    """The tests' site is set up already; its database is that of the test."""
    monkeypatch.setattr("boji.site.setup.set_up", lambda workspace: None)


def test_a_month_goes_to_pay_day_on_the_command_line(commands: Company, staff: Staff, tmp_path: Path) -> None:
    for name in ("fang", "wen", "hu"):
        staff(name)
    done = commands.done("period", "calculate", MARCH, "--as", "fang")
    assert "2026-03 已核算：4 人" in done
    shown = json.loads(commands.done("period", "show", MARCH, "--as", "fang", "--json"))
    reasons = [
        word
        for entry in shown["board"]
        if entry["weight"] == "waive"
        for word in ("--reason", f"{entry['code']}=已知")
    ]
    commands.done("period", "check", MARCH, "--as", "wen", *reasons)
    refused = commands.boji("period", "approve", MARCH, "--as", "fang", language="en")
    assert refused.exit_code == 1
    assert "somebody else must approve it: Hu" in refused.output
    commands.done("period", "approve", MARCH, "--as", "hu")
    commands.done("period", "lock", MARCH, "--as", "hu")
    target = tmp_path / "pay.csv"
    made = json.loads(commands.done("period", "file", MARCH, "--to", str(target), "--as", "fang", "--json"))
    assert made["people"] == len(target.read_text("utf-8-sig").splitlines()) - 1
    commands.done("period", "pay", MARCH, "--on", "2026-04-10", "--as", "fang")
    listed = json.loads(commands.done("period", "list", "--as", "fang", "--json"))
    assert {one["period"]: one["state"] for one in listed}[MARCH] == "paid"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("approve", MARCH, "--as", "hu"), "2026年3月现在是“未核算”"),
        (("calculate", MARCH, "--as", "hu"), "没有这样的账号，或该账号没有这项权限"),
        (("calculate", MARCH, "--as", "nobody"), "没有这样的账号，或该账号没有这项权限"),
        (("file", MARCH, "--to", "x.csv", "--as", "fang"), "还没有锁定"),
        (("reopen", MARCH, "--reason", " ", "--as", "fang"), "请写明原因"),
    ],
)
def test_what_is_refused_is_said_in_words(
    words: tuple[str, ...], said: str, commands: Company, staff: Staff
) -> None:
    for name in ("fang", "hu"):
        staff(name)
    result = commands.boji("period", *words)
    assert result.exit_code == 1
    assert said in result.output


def test_a_month_to_open_again_needs_a_reason(commands: Company, walk: Walk) -> None:
    walk(MARCH, "lock")
    assert commands.boji("period", "reopen", MARCH, "--as", "fang").exit_code == 2
    assert "未核算" in commands.done("period", "reopen", MARCH, "--reason", "漏了一笔", "--as", "fang")
