"""A real company in the browser: its site is served for a whole module, whose tests share what they do."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from wsgiref.types import StartResponse, WSGIEnvironment

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.cache import cache
from django.core.management import call_command
from django.core.servers.basehttp import ThreadedWSGIServer
from django.db import DEFAULT_DB_ALIAS, connections
from django.http import HttpResponseBase
from django.test.testcases import LiveServerThread
from pytest_django.plugin import DjangoDbBlocker

from boji.platform.models import User
from boji.platform.roles import Role
from tests.site.payouts.steps import FEBRUARY
from tests.site.world import World, made, make_account


class OneAtATime(StaticFilesHandler):
    """SQLite in memory has one connection for all threads: a transaction of one is a transaction of all."""

    _one = threading.Lock()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> HttpResponseBase:
        with self._one:
            return super().__call__(environ, start_response)


class _WaitingServer(ThreadedWSGIServer):
    """Ends after the requests that it is answering, so that none is left with a closed database."""

    daemon_threads = False


class _ServerThread(LiveServerThread):
    server_class = _WaitingServer


@contextmanager
def _served() -> Iterator[str]:
    """The site on a port of this machine, with threads that see this one's database."""
    own = connections[DEFAULT_DB_ALIAS]
    if own.vendor == "sqlite":
        own.inc_thread_sharing()
        server = _ServerThread("localhost", OneAtATime, {own.alias: own})
    else:
        server = _ServerThread("localhost", StaticFilesHandler)
    server.daemon = True
    server.start()
    server.is_ready.wait()
    try:
        assert not server.error, server.error
        yield f"http://localhost:{server.port}"
    finally:
        server.terminate()
        if own.vendor == "sqlite":
            own.dec_thread_sharing()


@pytest.fixture(scope="module")
def town(
    tmp_path_factory: pytest.TempPathFactory, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[tuple[World, str]]:
    """The company with February paid, and the address of its site."""
    with django_db_blocker.unblock():
        try:
            with made(tmp_path_factory.mktemp("town"), FEBRUARY) as world, _served() as address:
                yield world, address
        finally:
            call_command("flush", verbosity=0, interactive=False)
            cache.clear()


@pytest.fixture
def world(town: tuple[World, str]) -> World:
    return town[0]


@pytest.fixture
def address(town: tuple[World, str], db: None) -> str:
    return town[1]


@pytest.fixture
def db(town: tuple[World, str]) -> None:
    """What one test leaves, the next one of the module finds."""


@pytest.fixture
def quick_passwords() -> None:
    """The town has them."""


@pytest.fixture
def person_of(db: None) -> Callable[..., User]:
    """Somebody with a role who reads a language: `person_of(Role.HR, "en")`."""

    def one(role: Role, language: str = "zh") -> User:
        name = f"{role}-{language}"
        known = User.objects.filter(username=name).first()
        user = known or make_account(name, role)
        user.language = language
        user.save()
        return user

    return one
