"""`boji run --engine spark`: its run is stored and read like any other, and what is missing is said."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from boji.engine.execute import Spark
from tests.cli.company import Company, small_company


@pytest.fixture
def fresh(tmp_path: Path) -> Company:
    return small_company(tmp_path)


def test_a_spark_run_is_a_run(fresh: Company, sail: Spark) -> None:
    """Statement, scorecard and explanation read it; computing it again gives the same bytes."""
    words = ("run", "2026-03", "--engine", "spark", "--master", sail.master)
    before = fresh.figures("run", "2026-03")
    statement = fresh.figures("statement", "A", "2026-03")["lines"]
    first = fresh.figures(*words)
    assert first["run"] != before["run"]
    assert first["executed_by"].startswith("spark ")
    assert (first["pay"], first["findings"]) == (before["pay"], before["findings"])
    assert fresh.figures("statement", "A", "2026-03")["lines"] == statement
    assert "s1" in fresh.done("explain", "A", "2026-03", "pay", "--lines", "10")
    assert fresh.figures(*words) == first


@pytest.mark.parametrize(
    ("language", "words"), [("zh", "没有安装 pyspark"), ("en", "pyspark is not installed")]
)
def test_without_pyspark(language: str, words: str, fresh: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    result = fresh.boji("run", "2026-03", "--engine", "spark", language=language)
    assert result.exit_code == 1
    assert words in result.stderr
    assert "pip install 'boji[spark]'" in result.stderr


@pytest.mark.parametrize(("language", "words"), [("zh", "Spark 需要 Java 17"), ("en", "Spark needs Java 17")])
@pytest.mark.parametrize("found", ["", "echo 'openjdk version \"11.0.2\" 2019-01-15' >&2"])
def test_without_java(
    found: str, language: str, words: str, fresh: Company, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    if found:
        java = tmp_path / "bin" / "java"
        java.parent.mkdir()
        java.write_text(f"#!/bin/sh\n{found}\n", encoding="utf-8")
        java.chmod(0o755)
    result = fresh.boji("run", "2026-03", "--engine", "spark", language=language)
    assert result.exit_code == 1
    assert words in result.stderr
    assert ("11.0.2" in result.stderr) is bool(found)


@pytest.mark.parametrize(("language", "words"), [("zh", "--work"), ("en", "--work")])
def test_a_cluster_needs_a_place_to_work(language: str, words: str, fresh: Company) -> None:
    result = fresh.boji(
        "run", "2026-03", "--engine", "spark", "--master", "spark://h:7077", language=language
    )
    assert result.exit_code == 1
    assert words in result.stderr


def test_options_of_spark_without_spark(fresh: Company) -> None:
    result = fresh.boji("run", "2026-03", "--master", "local[2]")
    assert result.exit_code == 2
    assert "--engine spark" in result.stderr
