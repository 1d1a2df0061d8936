"""What kinds of jobs there are: a function with a name and words, and how often it is tried.

Owns the decorator, what a function gets (`Work`) and gives back (`Done`), and finding a kind by its name. The
list itself stands in the module that the setting BOJI_JOBS names, as addresses stand in ROOT_URLCONF.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any, Protocol

from django.conf import settings

from boji.platform.audit import Actor
from boji.platform.jobs.cron import Times
from boji.platform.jobs.rules import ATTEMPTS


class Work(Protocol):
    """What a job's function has at hand: who asked, what was uploaded, and a way to say how far it is."""

    @property
    def actor(self) -> Actor: ...

    @property
    def files(self) -> tuple[Path, ...]: ...

    def progress(self, zh: str, en: str, fraction: float | None = None) -> None:
        """Say what is being done and, between 0 and 1, how much of the whole job is done."""
        ...


@dataclass(frozen=True)
class Done:
    """How a job ended: a sentence, where to look now, and figures for other programs."""

    zh: str
    en: str
    link: str = ""
    figures: Mapping[str, Any] = field(default_factory=dict)


class Refusal(Exception):
    """A job cannot do what it was asked; said in words and not tried again. `figures` say it to programs."""

    def __init__(self, zh: str, en: str, figures: Mapping[str, Any] | None = None) -> None:
        super().__init__(en)
        self.zh, self.en, self.figures = zh, en, figures or {}

    def text(self, language: str) -> str:
        return self.zh if language == "zh" else self.en


JobFunction = Callable[..., Done]


@dataclass(frozen=True)
class Kind:
    """A kind of job. After a kill its function is called again, so it calls actions that may be repeated."""

    name: str
    zh: str
    en: str
    function: JobFunction
    attempts: int = ATTEMPTS

    def text(self, language: str) -> str:
        return self.zh if language == "zh" else self.en


@dataclass(frozen=True)
class Schedule:
    """A job that comes by itself, at times as in cron, in the company's zone; `name` never changes."""

    name: str
    kind: str
    times: Times
    arguments: Mapping[str, Any] = field(default_factory=dict)


def job(name: str, zh: str, en: str, *, attempts: int = ATTEMPTS) -> Callable[[JobFunction], Kind]:
    """Make a kind of job of a function `(work, **arguments) -> Done`; arguments are JSON."""

    def make(function: JobFunction) -> Kind:
        return Kind(name, zh, en, function, attempts)

    return make


def kinds() -> dict[str, Kind]:
    """All kinds by name."""
    return _kinds(settings.BOJI_JOBS)


def schedules() -> tuple[Schedule, ...]:
    found: tuple[Schedule, ...] = import_module(settings.BOJI_JOBS).SCHEDULES
    return found


@cache
def _kinds(module: str) -> dict[str, Kind]:
    listed: tuple[Kind, ...] = import_module(module).JOBS
    found = {one.name: one for one in listed}
    assert len(found) == len(listed), "two jobs have one name"
    return found
