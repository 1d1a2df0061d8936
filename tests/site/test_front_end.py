"""What holds for every template and for what is installed, without a browser."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from django.test import Client

ROOT = Path(__file__).parents[2]
TEMPLATES = sorted((ROOT / "boji").glob("**/templates/**/*.html"))

# What the security policy refuses, or htmx would have to evaluate: pattern and what to do instead.
REFUSED = {
    r"<style\b": "put it into frontend/style/",
    r"\sstyle\s*=": "give it a class",
    r"\son[a-z]+\s*=": "listen in frontend/behaviour/",
    r"<script(?![^>]*(\bsrc=|application/json))": "put it into frontend/behaviour/",
    r"\bhx-on\b": "listen in frontend/behaviour/",
    r"=[\"']\s*js:": "say it in an attribute or in the form",
    r"hx-trigger=[\"'][^\"']*\[": "filters are evaluated; use another trigger",
    r"https?://(?!www\.w3\.org/)": "pages load from this site alone",
}


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT / "boji")))
def test_a_template_keeps_to_the_security_policy(template: Path) -> None:
    text = template.read_text("utf-8")
    wrong = {found[0]: mend for pattern, mend in REFUSED.items() if (found := re.search(pattern, text))}
    assert not wrong


def test_the_policy_allows_nothing_inline() -> None:
    policy = Client().get("/sign-in/").headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "script-src 'self'" in policy


def test_every_icon_that_a_template_names_is_in_the_sprite() -> None:
    sprite = set((ROOT / "frontend/icons.txt").read_text().split("\n"))
    named = {
        name
        for template in TEMPLATES
        for name in re.findall(r"{% icon [\"']([a-z0-9-]+)[\"']", template.read_text("utf-8"))
    }
    assert named <= sprite, named - sprite


def test_the_lock_names_packages_by_hash_and_not_by_address() -> None:
    packages = json.loads((ROOT / "frontend/package-lock.json").read_text())["packages"]
    for name, package in packages.items():
        assert "resolved" not in package, name
        assert not name or package["integrity"].startswith("sha512-"), name


@pytest.mark.django_db
def test_built_files_are_kept_for_ever(client: Client) -> None:
    built = json.loads((ROOT / "boji/site/static/built/manifest.json").read_text())["files"]
    answer = client.get(f"/static/built/{built['site.css']}", headers={"accept-encoding": "br"})
    assert "immutable" in answer.headers["Cache-Control"]
    assert answer.headers["Content-Encoding"] == "br"
    answer.close()
