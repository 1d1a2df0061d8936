"""The handbook builds without a warning, says the same in both languages, and has every metric and role."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from boji.engine.plan.metrics import catalogue

ROOT = Path(__file__).resolve().parents[1]
HANDBOOK = ROOT / "docs" / "handbook"
PATHS = ROOT / "tests" / "site" / "browser" / "company" / "test_paths.py"
ROLES = ("anchor", "finance", "hr", "appraiser", "analyst", "operator", "admin")
SECTIONS = {
    "zh": ("## 第一天", "## 出了问题时"),
    "en": ("## On the first day", "## When something is wrong"),
}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The handbook as a site; a broken link or an address outside is a warning, and a warning fails."""
    target = tmp_path_factory.mktemp("handbook")
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(target)]
    done = subprocess.run(
        command,
        cwd=ROOT,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return target


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_metric_is_defined(site: Path, language: str) -> None:
    page = (site / "handbook" / language / "metrics.html").read_text("utf-8")
    for metric in catalogue().values():
        assert f"<code>{metric.name}</code>" in page
        assert metric.label.text(language) in page


def test_pages_load_nothing_from_elsewhere(site: Path) -> None:
    for page in site.rglob("*.html"):
        text = page.read_text("utf-8")
        for attribute in ('src="http', 'rel="stylesheet" href="http'):
            assert attribute not in text, page


def test_every_picture_is_one_that_the_browser_tests_make() -> None:
    made = set(re.findall(r'see\(\w+, f?"([^"]+)"\)', PATHS.read_text("utf-8")))
    made |= {name.replace("{role}", role) for name in made for role in ("analyst", "operator")}
    for page in HANDBOOK.rglob("*.md"):
        for name in re.findall(r"/pictures/(.+)-(?:390|1280)\.png", page.read_text("utf-8")):
            assert name in made, (page, name)


@pytest.mark.parametrize("role", ROLES)
def test_a_role_has_the_same_page_in_both_languages(role: str) -> None:
    shapes = {}
    for language, sections in SECTIONS.items():
        lines = (HANDBOOK / language / f"{role}.md").read_text("utf-8").splitlines()
        for section in sections:
            assert section in lines, (role, language)
        shapes[language] = [sum(line.startswith(mark) for line in lines) for mark in ("#", "| ", "1. ", "![")]
    assert shapes["zh"] == shapes["en"], role
