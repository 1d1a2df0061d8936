"""Every page of every role, in both languages, at two widths: found by the table of addresses, not by a list.

A page that is added later is among them without being named here. Addresses of a thing are opened for that
of A. What has been seen already in the same words, with another role, is not opened again. It takes many
minutes, so it is asked for: BOJI_EVERY_PAGE=1.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator

import pytest
from django.test import Client
from django.urls import URLPattern, get_resolver
from playwright.sync_api import Page

from boji.platform.models import User
from boji.platform.roles import Role
from tests.cli.company import TABLES
from tests.site.browser.conftest import DESK, PHONE, Open, Shoot, problems_of
from tests.site.world import TYPED, World

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif("BOJI_EVERY_PAGE" not in os.environ, reason="every page is looked at when asked for"),
]

CHINESE = re.compile(r"[㐀-鿿]+")
# Names and what people typed stay as they are in either language, and a language is called by its own name.
DATA = {word for table in TABLES.values() for word in CHINESE.findall(table)} | {"简体中文", "中文"}
DATA |= {word for text in TYPED for word in CHINESE.findall(text)}
# What a reader reads or hears; the text of a plan is written by people.
READ = """() => {
  const named = (name) => [...document.querySelectorAll(`[${name}]`)].map((one) => one.getAttribute(name));
  const body = document.body.cloneNode(true);
  for (const one of body.querySelectorAll("textarea, pre, code")) one.remove();
  return [document.title, body.textContent, ...["aria-label", "placeholder", "title", "alt"].flatMap(named)];
}"""
DIALOGS = "[...document.querySelectorAll('dialog[id]:not(#more)')].map((one) => one.id)"


@pytest.fixture(scope="module")
def seen() -> set[tuple[str, str]]:
    """Languages and contents of the pages that were opened."""
    return set()


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("role", list(Role))
def test_every_page_reads_fits_and_is_accessible(
    role: Role,
    language: str,
    world: World,
    person_of: Callable[..., User],
    browser_page: Open,
    seen: set[tuple[str, str]],
    shoot: Shoot,
) -> None:
    user = person_of(role, language)
    page = browser_page(DESK, user=user)
    wrong = []
    for name, address, content in pages_of(world, user):
        if (language, content) in seen:
            continue
        seen.add((language, content))
        page.set_viewport_size({"width": DESK, "height": 900})
        answer = page.goto(address, wait_until="networkidle")
        if page.url.split("?")[0].endswith(address):
            assert answer is not None
            assert answer.status == 200, address
        wrong += [f"{address}: {one}" for one in looked_at(page, language)]
        shoot(page, f"{role}-{language}-{name}")
        page.set_viewport_size({"width": PHONE, "height": 844})
        wrong += [f"{address} on a phone: {one}" for one in looked_at(page, language)]
        shoot(page, f"{role}-{language}-{name}")
    assert not wrong, "\n".join(wrong)


def pages_of(world: World, user: User) -> Iterator[tuple[str, str, str]]:
    """Name, address and content of each whole page that opens for somebody."""
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    for pattern in get_resolver().url_patterns:
        assert isinstance(pattern, URLPattern)
        if pattern.name == "account_reset_password_from_key":
            continue  # its link is made for one person; tests of signing in open it
        address = world.address(pattern.name or "", pattern.pattern.converters, "A")
        answer = client.get(address)
        content = answer.getvalue().decode(errors="replace")
        if answer.status_code == 200 and "<!doctype html>" in content:
            main = content.partition("<main")[2] or content
            yield str(pattern.name), address, re.sub(r'"[^"]{64}"', "", main)


def looked_at(page: Page, language: str) -> list[str]:
    """What is wrong with a page, and with each of its dialogs open."""
    wrong = problems_of(page)
    if language == "en":
        found = {word for text in page.evaluate(READ) for word in CHINESE.findall(text or "")}
        wrong += [f"not said in English: {word}" for word in sorted(found - DATA)]
    for dialog in page.evaluate(DIALOGS):
        page.evaluate("id => document.getElementById(id).showModal()", dialog)
        wrong += [f"dialog {dialog}: {one}" for one in problems_of(page)]
        page.evaluate("id => document.getElementById(id).close()", dialog)
    return wrong
