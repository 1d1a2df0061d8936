"""`boji check`: what people read, and what programs read."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.company import Company

GOLDEN = Path(__file__).parent / "golden"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_text(company: Company, language: str) -> None:
    """`boji check 2026-03 > tests/cli/golden/check.LANGUAGE.txt` writes it anew."""
    golden = GOLDEN / f"check.{language}.txt"
    assert company.done("check", "2026-03", language=language) == golden.read_text("utf-8")


def test_json(company: Company) -> None:
    report = company.figures("check", "2026-03")
    assert report["period"] == "2026-03"
    found = {one["check"]: (one["severity"], one["count"], one["amount"]) for one in report["findings"]}
    assert found["lines_nobody_on_air"] == ("problem", 1, "50.00")
    (example,) = report["findings"][0]["examples"]
    assert (example["line_id"], example["proposed"], example["amount_"]) == ("s4", "B", "50.00")
    assert {"settlements_and_lines", "cards_and_gifts"} <= set(report["skipped"])


def test_findings_are_no_failure_unless_asked(company: Company) -> None:
    assert company.boji("check", "2026-03").exit_code == 0
    assert company.boji("check", "2026-03", "--strict").exit_code == 1
    assert company.boji("check", "2026-04", "--strict").exit_code == 0


def test_an_empty_workspace(tmp_path: Path) -> None:
    empty = Company(tmp_path / "empty")
    empty.done("init")
    assert "没有数据可查" in empty.done("check", "2026-03")
