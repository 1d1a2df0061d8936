"""Charts as plain data: what is compared with what, in which unit, under which sentence.

Owns the definition of a chart and the rows of its table, with exact figures. How it is drawn is in
`chart_options` and `frontend/charts/`; here a series says what it means, not which colour it has.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from boji.platform import formats

MOST_SERIES = 5
Value = int | Decimal | None


class Unit(StrEnum):
    """What the values of a chart are: whole fen, whole things, rates such as 0.025, or other decimals."""

    MONEY = "money"
    COUNT = "count"
    PERCENT = "percent"
    PLAIN = "plain"

    def exact(self, value: Value) -> str:
        """With every digit, as in tables.

        >>> Unit.MONEY.exact(12_345_67), Unit.PERCENT.exact(Decimal("0.025")), Unit.COUNT.exact(None)
        ('¥12,345.67', '2.5%', '—')
        """
        if value is None:
            return "—"
        if self is Unit.MONEY:
            return formats.money(int(value))
        return formats.percent(Decimal(value)) if self is Unit.PERCENT else _grouped(value)

    def short(self, value: int | Decimal, language: str) -> str:
        """For labels inside a drawing: ¥1.23万."""
        return formats.short_money(int(value), language) if self is Unit.MONEY else self.exact(value)

    def bare(self, value: Value) -> str:
        """For spreadsheets: no sign of money and no separators.

        >>> Unit.MONEY.bare(-40_00), Unit.PERCENT.bare(Decimal("0.025")), Unit.COUNT.bare(None)
        ('-40.00', '2.5%', '')
        """
        if value is None:
            return ""
        if self is Unit.MONEY:
            return f"{Decimal(value) / 100:.2f}"
        return formats.percent(Decimal(value)) if self is Unit.PERCENT else f"{Decimal(value):f}"


class Role(StrEnum):
    """What a series is to its chart: the matter itself, what it is compared with, or one of several parts."""

    ACTUAL = "actual"
    PAST = "past"
    PEERS = "peers"
    PART = "part"


@dataclass(frozen=True)
class Series:
    """One line or one kind of bar; `notes` say the comparison or the reason of a point, where known.

    Parts take the five colours in their order; `colour` (1 to 5) keeps that of a metric the same everywhere.
    """

    name: str
    values: tuple[Value, ...]
    role: Role = Role.ACTUAL
    notes: tuple[str, ...] = ()
    colour: int = 0


@dataclass(frozen=True)
class Target:
    """A value to reach, drawn as a thin line with its figure."""

    name: str
    value: int | Decimal


@dataclass(frozen=True)
class Shade:
    """Points that are special, from `first` to `last`, both included: the days of a campaign."""

    name: str
    first: int
    last: int


@dataclass(frozen=True)
class Chart:
    """`title` is a sentence that says what is to be seen; `labels` are the points along the axis."""

    title: str
    name: str  # of the downloaded file, without ending
    shape: str  # "line" or "bar"
    unit: Unit
    axis: str  # what the labels are: 日期, 场次
    labels: tuple[str, ...]
    series: tuple[Series, ...]
    target: Target | None = None
    shades: tuple[Shade, ...] = ()
    stacked: bool = False

    def __post_init__(self) -> None:
        assert self.shape in ("line", "bar"), self.shape
        assert 0 < len(self.series) <= MOST_SERIES, "more than five series are no chart; show a table"
        assert all(len(one.values) == len(self.labels) for one in self.series), "one value for each label"
        assert all(len(one.notes) in (0, len(self.labels)) for one in self.series), "one note for each label"
        assert not self.stacked or self.shape == "bar", "only bars add up"


def table_rows(chart: Chart) -> list[list[str]]:
    """The head, then a row for each label, as the page shows them."""
    return _rows(chart, str, chart.unit.exact)


def csv_rows(chart: Chart) -> list[list[str]]:
    """The same for spreadsheets, without a text that one would run as a formula."""
    return _rows(chart, _harmless, chart.unit.bare)


def _rows(chart: Chart, text: Callable[[str], str], figure: Callable[[Value], str]) -> list[list[str]]:
    head = [text(chart.axis), *(text(one.name) for one in chart.series)]
    columns = (one.values for one in chart.series)
    by_label = zip(chart.labels, *columns, strict=True)
    return [head, *([text(label), *map(figure, values)] for label, *values in by_label)]


def _harmless(text: str) -> str:
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t")) else text


def _grouped(value: int | Decimal) -> str:
    return f"{Decimal(value):,f}".replace("-", formats.MINUS)
