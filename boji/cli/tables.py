"""Tables and progress on a terminal. Owns their look: text left, figures right, no colour for meaning."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

PLAIN_WIDTH = 200


def print_table(
    headers: Sequence[str], rows: Iterable[Sequence[object]], *, figures: Iterable[int] = ()
) -> None:
    """A table on standard output; `figures` are the places of columns that hold figures."""
    right = set(figures)
    table = Table(box=None, header_style="bold", pad_edge=False)
    for place, header in enumerate(headers):
        table.add_column(header, justify="right" if place in right else "left", overflow="fold")
    for row in rows:
        table.add_row(*("" if cell is None else str(cell) for cell in row))
    console = Console(width=None if sys.stdout.isatty() else PLAIN_WIDTH, highlight=False, markup=False)
    console.print(table)


class Bar:
    """A progress bar on standard error; nothing is shown where that is no terminal."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._task = progress.add_task("", total=1.0)

    def show(self, text: str, part: float | None = None) -> None:
        """What is being done, and which part of the whole is done (None: unknown)."""
        self._progress.update(
            self._task, description=text, completed=part, total=None if part is None else 1.0
        )


@contextmanager
def progress_bar() -> Iterator[Bar]:
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True, disable=not sys.stderr.isatty()) as progress:
        yield Bar(progress)
