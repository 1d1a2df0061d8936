"""A real browser on the site, in which nothing may go wrong unnoticed.

`browser_page(width)` opens a page of a fresh profile; the test fails at its end on any error in the console,
any violation of the security policy and any request that failed. BOJI_SHOTS=folder keeps pictures.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Protocol

import pytest
from django.test import Client
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, Response, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from boji.platform.models import User

DESK, TABLET, PHONE = 1280, 900, 390
HEIGHTS = {DESK: 900, TABLET: 1100, PHONE: 844}
ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
AXE = Path(__file__).parents[3] / "frontend/node_modules/axe-core/axe.min.js"
WIDTHS = """() => new Promise((measured) => requestAnimationFrame(() => requestAnimationFrame(() =>
  measured([document.documentElement.scrollWidth, window.innerWidth]))))"""
PATIENCE_MS = 20_000  # what is to be seen may take this long on a machine that does much else at once
WITHOUT = (
    "no Chromium: `apt-get install chromium`, or name one with BOJI_CHROMIUM; browser tests are left out"
)


Shoot = Callable[[Page, str], None]


class Open(Protocol):
    """`user` is signed in; `failing` are paths that are meant to fail."""

    def __call__(self, width: int, *, user: User | None = None, failing: tuple[str, ...] = ()) -> Page: ...


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """One browser for a module, no longer: Playwright keeps a loop in this thread as long as it runs.

    The loop makes Django fear for its connections, though nothing here is asynchronous.
    """
    program = os.environ.get("BOJI_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if not program:
        pytest.fail(WITHOUT) if os.environ.get("CI") else pytest.skip(WITHOUT)
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        expect.set_options(timeout=PATIENCE_MS)
        browser = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def address(chromium: Browser, live_server: LiveServer, workspace: object, settings: Any) -> str:
    """The site with its style guide, on a port of this machine."""
    settings.ROOT_URLCONF = "boji.site.styleguide"
    return str(live_server.url)


@pytest.fixture
def browser_page(chromium: Browser, address: str) -> Iterator[Open]:
    problems: list[str] = []
    contexts = []

    def opened(width: int, *, user: User | None = None, failing: tuple[str, ...] = ()) -> Page:
        context = chromium.new_context(
            base_url=address,
            viewport={"width": width, "height": HEIGHTS[width]},
            has_touch=width == PHONE,
            locale="zh-CN",
            accept_downloads=True,
        )
        contexts.append(context)
        if user:
            context.add_cookies([{"name": "sessionid", "value": _session(user), "url": address}])
        page = context.new_page()
        _watch(page, problems, failing)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert not problems, "\n".join(problems)


def _session(user: User) -> str:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client.cookies["sessionid"].value


def _watch(page: Page, problems: list[str], failing: tuple[str, ...]) -> None:
    def meant(url: str) -> bool:
        return any(url.endswith(path) for path in failing)

    def on_console(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not meant(message.location.get("url", "")):
            problems.append(f"console: {message.text}")

    def on_response(response: Response) -> None:
        if response.status >= 400 and not meant(response.url):
            problems.append(f"{response.status}: {response.url}")

    def on_failed(request: Request) -> None:
        # A request that a newer one replaced, or a download, is no failure.
        if request.failure != "net::ERR_ABORTED" and not meant(request.url):
            problems.append(f"{request.failure}: {request.url}")

    page.on("console", on_console)
    page.on("pageerror", lambda error: problems.append(f"script: {error}"))
    page.on("response", on_response)
    page.on("requestfailed", on_failed)


@pytest.fixture
def shoot(request: pytest.FixtureRequest) -> Shoot:
    """`shoot(page, "name")` keeps a picture of the whole page where BOJI_SHOTS names a folder."""

    def keep(page: Page, name: str) -> None:
        if folder := os.environ.get("BOJI_SHOTS"):
            Path(folder).mkdir(parents=True, exist_ok=True)
            width = page.viewport_size["width"] if page.viewport_size else 0
            # To hide the caret, Playwright would put a <style> into shadow roots, which the policy refuses.
            page.screenshot(path=Path(folder) / f"{name}-{width}.png", full_page=True, caret="initial")

    return keep


def assert_accessible(page: Page) -> None:
    """axe-core finds nothing serious on the page as it stands."""
    serious = _barriers(page)
    assert not serious, "\n".join(serious)


def assert_fits(page: Page) -> None:
    """Nothing makes the page wider than its window."""
    wide, window = _widths(page)
    assert wide <= window, f"{wide} wide in a window of {window}"


def problems_of(page: Page) -> list[str]:
    """Everything that the page is, and should not be: hard to use, or too wide."""
    wide, window = _widths(page)
    return [*_barriers(page), *([f"{wide} wide in a window of {window}"] if wide > window else [])]


def _barriers(page: Page) -> list[str]:
    page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{one['id']}: {one['help']} {[node['target'] for node in one['nodes']]}"
        for one in found["violations"]
        if one["impact"] in ("serious", "critical")
    ]


def _widths(page: Page) -> tuple[int, int]:
    """Of the page and of its window, once what moves with the window has moved."""
    wide, window = page.evaluate(WIDTHS)
    return wide, window
