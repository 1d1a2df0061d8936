"""`boji import` and `boji imports` as people use them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.company import Company


@pytest.fixture
def company(tmp_path: Path) -> Company:
    made = Company(tmp_path / "workspace")
    made.done("init")
    return made


def products(folder: Path, name: str) -> str:
    path = folder / "products.csv"
    path.write_text(f"product_id,name\nG1,{name}\n", encoding="utf-8")
    return str(path)


def refused(company: Company, *words: str) -> str:
    result = company.boji(*words)
    assert (result.exit_code, result.stdout) == (1, "")
    return result.stderr


def test_import_list_show_undo(company: Company, tmp_path: Path) -> None:
    new = products(tmp_path, "新")
    made = company.figures("import", new, "--exported-at", "2026-09-02 08:00")
    assert (made["import"], made["files"][0]["exported_at"]) == (1, "2026-09-02T08:00:00+08:00")
    old = company.figures("import", products(tmp_path, "旧"), "--exported-at", "2026-09-01")
    assert (old["files"][0]["older"], old["files"][0]["changed"]) == (1, 0)
    assert company.figures("import", products(tmp_path, "旧"))["import"] is None
    assert "没有变化" in company.done("import", products(tmp_path, "旧"))

    undone = company.figures("imports", "undo", "1", "--reason", "错")
    assert (undone["undone"], undone["entry"]) == (1, 3)
    company.done("imports", "undo", "2")
    waiting = [one for one in company.figures("check", "2026-09")["findings"] if one["check"] == "waiting"]
    assert [one["count"] for one in waiting] == [2]
    lines = company.figures("imports")
    assert [line["number"] for line in lines] == [1, 2, 3, 4]
    assert [line["undone_by"] for line in lines] == [3, 4, None, None]
    assert (lines[2]["undoes"], lines[2]["reason"]) == (1, "错")
    assert "已撤销" in company.done("imports", "show", "1")
    assert "undone" in company.done("imports", "--language", "en")
    assert company.figures("imports", "show", "2")["files"][0]["older"] == 1


def test_nothing_yet(company: Company) -> None:
    assert "还没有导入" in company.done("imports")
    assert company.figures("imports") == []


def test_refusals(company: Company, tmp_path: Path) -> None:
    assert "没有编号为 7 的导入" in refused(company, "imports", "undo", "7")
    company.done("import", products(tmp_path, "新"))
    company.done("imports", "undo", "1")
    assert "已被第 2 条记录撤销" in refused(company, "imports", "undo", "1")
    assert "是撤销" in refused(company, "imports", "undo", "2")
    assert "没有待更正" in company.done("imports", "quarantine", "1", "--to", str(tmp_path / "q.xlsx"))
    assert company.boji("imports", "quarantine", "1", "--to", "q.txt").exit_code == 2
    assert company.boji("import", "x.csv", "--exported-at", "昨天").exit_code == 2
