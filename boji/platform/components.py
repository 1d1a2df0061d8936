"""What the components of pages show, as plain data that any app can make: tables, steps, tabs.

Owns their shape and how a table is arranged by what its address asks for. How they look is in the templates
`components/` of the site; what their figures mean is with those who make them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from typing import Self

Order = int | Decimal | str


class Kind(StrEnum):
    """How something stands; the word beside it says what it is."""

    DRAFT = "draft"
    WAITING = "waiting"  # for somebody
    ACTIVE = "active"
    DONE = "done"
    BLOCKED = "blocked"
    LOCKED = "locked"


@dataclass(frozen=True)
class Status:
    kind: Kind
    word: str


@dataclass(frozen=True)
class Column:
    """One column; figures stand at the right. `key` marks the one or two figures that a phone shows as well.

    An `optional` column is shown when the reader chooses it; `name` is its word in the address.
    """

    name: str
    label: str
    unit: str = ""
    number: bool = False
    key: bool = False
    sortable: bool = False
    optional: bool = False

    @property
    def heading(self) -> str:
        return f"{self.label} ({self.unit})" if self.unit else self.label


@dataclass(frozen=True)
class Cell:
    """What stands in a column of a row; `order` is what sorting compares where text would mislead."""

    text: str
    href: str = ""
    note: str = ""
    status: Status | None = None
    order: Order | None = None


@dataclass(frozen=True)
class Row:
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Arrangement:
    """What an address asks of a table: `?sort=-gmv&column=hours`; `descending` is the minus sign."""

    sort: str = ""
    descending: bool = False
    columns: frozenset[str] = frozenset()

    @classmethod
    def of(cls, sort: str, columns: list[str]) -> Self:
        return cls(sort.removeprefix("-"), sort.startswith("-"), frozenset(columns))


@dataclass(frozen=True)
class Table:
    """Rows under columns; the first column names the row. `totals` has one cell for each column."""

    caption: str  # what the table holds, for those who do not see it
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    totals: tuple[Cell, ...] = ()
    arrangement: Arrangement = Arrangement()

    def __post_init__(self) -> None:
        assert all(len(row.cells) == len(self.columns) for row in self.rows), "one cell for each column"
        assert len(self.totals) in (0, len(self.columns)), "one total for each column"

    def shown(self) -> tuple[Column, ...]:
        return tuple(one for one in self.columns if not one.optional or one.name in self.arrangement.columns)

    def optional(self) -> tuple[Column, ...]:
        return tuple(one for one in self.columns if one.optional)

    def lines(self) -> Iterator[list[tuple[Column, Cell]]]:
        """Of each row the columns that are shown."""
        return (self._line(row.cells) for row in self.rows)

    def total_line(self) -> list[tuple[Column, Cell]]:
        return self._line(self.totals) if self.totals else []

    def _line(self, cells: tuple[Cell, ...]) -> list[tuple[Column, Cell]]:
        shown = set(self.shown())
        return [(column, cell) for column, cell in zip(self.columns, cells, strict=True) if column in shown]


def arranged(table: Table, arrangement: Arrangement) -> Table:
    """The table as its address asks: sorted by a sortable column, rows without a figure last either way.

    >>> columns = (Column("name", "Name"), Column("pay", "Pay", number=True, sortable=True))
    >>> rows = tuple(Row((Cell(n), Cell(str(p), order=p))) for n, p in [("a", 2), ("b", 10), ("c", None)])
    >>> sorted_table = arranged(Table("", columns, rows), Arrangement("pay", descending=True))
    >>> [row.cells[0].text for row in sorted_table.rows]
    ['b', 'a', 'c']
    """
    at = next(
        (n for n, one in enumerate(table.columns) if one.sortable and one.name == arrangement.sort), None
    )
    if at is None:
        return replace(table, arrangement=replace(arrangement, sort="", descending=False))
    known = [row for row in table.rows if row.cells[at].order is not None]
    unknown = tuple(row for row in table.rows if row.cells[at].order is None)
    ordered = sorted(known, key=lambda row: _order(row.cells[at]), reverse=arrangement.descending)
    return replace(table, rows=(*ordered, *unknown), arrangement=arrangement)


def _order(cell: Cell) -> Order:
    assert cell.order is not None
    return cell.order


class Progress(StrEnum):
    PAST = "past"
    NOW = "now"
    STOPPED = "stopped"  # it is this one's turn, and somebody is needed
    AHEAD = "ahead"


@dataclass(frozen=True)
class Step:
    """One step of a way that is gone in order; `note` says who and when, or what it waits for."""

    word: str
    progress: Progress
    note: str = ""


@dataclass(frozen=True)
class Tab:
    """One of several pages that belong together; `tally` says how much stands there."""

    label: str
    url: str
    active: bool = False
    tally: str = ""


def address_of(values: Mapping[str, list[str]]) -> Arrangement:
    """The arrangement that a query string asks for (`dict(request.GET.lists())`)."""
    sort = values.get("sort", [""])
    return Arrangement.of(sort[-1] if sort else "", values.get("column", []))
