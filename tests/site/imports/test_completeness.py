"""The board of a month: what there is by day and source, what the checks found, and where it is mended."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest

from boji.imports.models import CheckedMonth

from .conftest import Analyst


def _sessions(days: list[date]) -> bytes:
    rows = [f"S{day:%m%d},douyin,R1,{day} 19:00:00,{day} 22:00:00" for day in days]
    return "\n".join(["session_id,platform,room_id,started_at,ended_at", *rows]).encode()


@pytest.fixture
def usual(analyst: Analyst) -> Analyst:
    """A session every day of July to September 2026, but for 15 September."""
    every = [date(2026, 7, 1) + timedelta(n) for n in range(92)]
    analyst.bring("sessions.csv", _sessions([day for day in every if day != date(2026, 9, 15)]))
    return analyst


def test_a_day_that_is_missing_stands_out_by_source(usual: Analyst) -> None:
    page = usual.text("/data/completeness/?month=2026-09")
    (line,) = re.findall(r'<th scope="row">场次 · 抖音</th>(.*?)</tr>', page)
    cells = re.findall(r"<td([^>]*)>([^<]*)", line)
    assert [(number, text) for number, (_, text) in enumerate(cells[:30], 1) if text != "1"] == [(15, "!")]
    assert 'class="missing"' in cells[14][0]
    assert cells[30][1] == "29"
    assert "平台日没有数据" in page
    assert "导入更正的文件" in page


def test_a_result_is_kept_until_the_facts_change(usual: Analyst, monkeypatch: pytest.MonkeyPatch) -> None:
    usual.text("/data/completeness/?month=2026-09")
    with monkeypatch.context() as patch:
        patch.setattr("boji.imports.board_views.check_month", lambda *_: pytest.fail("checked again"))
        assert "要处理" in usual.text("/data/completeness/?month=2026-09")
    usual.bring("sessions.csv", _sessions([date(2026, 9, 15)]))
    assert "平台日没有数据" not in usual.text("/data/completeness/?month=2026-09")
    assert CheckedMonth.objects.count() == 2


def test_without_facts_and_without_a_month(analyst: Analyst) -> None:
    assert "没有数据" in analyst.text("/data/completeness/")
    for wrong in ("2026-13", "2026-Q3", "never"):
        assert analyst.client.get(f"/data/completeness/?month={wrong}").status_code == 404
