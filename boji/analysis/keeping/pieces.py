"""Pieces of kept figures: one directory each, made whole or not at all, under the key of facts and plan.

    figures/KEY/days-person-month-2026-09-01-2026-09-30-0/     day sums of a month
    figures/KEY/values-room-week-…/                            values for each week

Owns what a piece holds, where it lies, making it and throwing away what is of older facts. A piece that is
there never changes, so that readers need no lock; two that make the same leave one.
"""

from __future__ import annotations

import datetime as dt
import shutil
import uuid
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal, Self

from boji.analysis.keeping.basis import Basis
from boji.engine.compile.grains import Grain, Subject
from boji.engine.kept_figures import (
    KINDS_TOGETHER,
    Keeping,
    keep_baskets,
    keep_day_sums,
    keep_values,
    metrics_kept,
    reads_refunds,
)
from boji.workspace import Workspace

KEYS_KEPT = 3  # of older facts and other plans, for readers that have not finished
STRETCHES_KEPT = 600  # of days that somebody asked for


@dataclass(frozen=True)
class Piece:
    """Figures of days first to last. `refunds_back`: without what was refunded in the last so many days."""

    form: Literal["days", "values", "baskets"]
    by: Subject
    each: Grain
    first: dt.date
    last: dt.date
    refunds_back: int = 0

    @property
    def name(self) -> str:
        days = f"{self.first.isoformat()}-{self.last.isoformat()}"
        return f"{self.form}-{self.by}-{self.each}-{days}-{self.refunds_back}"

    def path(self, basis: Basis) -> Path:
        return root(basis) / self.name

    def is_kept(self, basis: Basis) -> bool:
        return self.path(basis).is_dir()

    def as_json(self) -> dict[str, Any]:
        return asdict(self) | {"first": self.first.isoformat(), "last": self.last.isoformat()}

    @classmethod
    def from_json(cls, written: dict[str, Any]) -> Self:
        days = {name: dt.date.fromisoformat(written[name]) for name in ("first", "last")}
        return cls(**(written | days))


def root(basis: Basis) -> Path:
    return basis.workspace.figures / basis.key


def days_kind(by: Subject) -> Subject:
    """The subject under which day sums are kept: people and teams lie together."""
    return next(kinds[0] for kinds in KINDS_TOGETHER if by in kinds)


def make(basis: Basis, piece: Piece) -> None:
    """Make a piece, unless it is there."""
    if piece.is_kept(basis):
        return
    draft = root(basis) / f".draft-{uuid.uuid4().hex}"
    draft.mkdir(parents=True)
    try:
        _fill(basis, piece, draft)
        try:
            draft.rename(piece.path(basis))
        except OSError:
            if not piece.is_kept(basis):  # another was first
                raise
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _fill(basis: Basis, piece: Piece, draft: Path) -> None:
    known = basis.known
    assert known is not None, "without facts there is nothing to keep"
    back = dt.timedelta(piece.refunds_back)
    work = Keeping(basis.plan, basis.files(), known.until - back if back else None, threads=2)
    if piece.form == "baskets":
        keep_baskets(work, draft, piece.first, piece.last)
        return
    names = metrics_kept(basis.plan, piece.by, from_days=piece.form == "days")
    if back:
        names = [one for one in names if reads_refunds(basis.plan, one)]
    if piece.form == "days":
        kinds = next(kinds for kinds in KINDS_TOGETHER if piece.by in kinds)
        keep_day_sums(work, draft, kinds, piece.first, piece.last, names)
        return
    if piece.by == "session":
        names += metrics_kept(basis.plan, "session", from_days=True)
    keep_values(work, draft, names, by=piece.by, each=piece.each, first=piece.first, last=piece.last)


def throw_away_older(workspace: Workspace) -> None:
    """Keep the newest keys, and of each the newest stretches."""
    if not workspace.figures.is_dir():
        return
    keys = sorted(workspace.figures.iterdir(), key=_written, reverse=True)
    for one in keys[KEYS_KEPT:]:
        shutil.rmtree(one, ignore_errors=True)
    for one in keys[:KEYS_KEPT]:
        stretches = sorted(one.glob("*-stretch-*"), key=_written, reverse=True)
        for old in stretches[STRETCHES_KEPT:]:
            shutil.rmtree(old, ignore_errors=True)


def _written(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except FileNotFoundError:
        return 0.0
