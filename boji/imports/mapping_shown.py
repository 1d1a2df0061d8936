"""The mapping page in words: its choices, what the first rows become under them, errors beside the fields."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from boji.engine.facts import TABLES
from boji.engine.plan.issues import PlanRefused
from boji.imports import words
from boji.imports.mapping import FileMapping, HeaderChoice, columns_for, readings_for
from boji.imports.shown import issue_words
from boji.intake.formats.declaration import read_declaration
from boji.intake.readings import Reading
from boji.intake.trying import Trial, try_format
from boji.platform.words import language, say

_ROWS = 3  # of samples beside a header
_SURE = 0.7
Option = tuple[str, str]


@dataclass(frozen=True)
class HeaderLine:
    """One header: its samples with what they become, and its fields."""

    number: int
    choice: HeaderChoice
    samples: tuple[tuple[str, str], ...]  # text in the file, what it becomes
    readings: tuple[Option, ...]
    meanings: tuple[Option, ...]  # what a word may mean; empty: any text
    clock: bool
    error: str
    on_error: str
    fault: str
    unsure: bool


@dataclass(frozen=True)
class FixedLine:
    """A required column that no header holds."""

    name: str
    label: str
    text: str
    error: str


@dataclass(frozen=True)
class MappingPage:
    """All of the page."""

    mapping: FileMapping
    tables: tuple[Option, ...]
    columns: tuple[Option, ...]
    days: tuple[Option, ...]
    lines: tuple[HeaderLine, ...]
    fixed: tuple[FixedLine, ...]
    title_error: str
    problems: tuple[str, ...]
    trial: Trial | None


def mapping_page(mapping: FileMapping, zone: ZoneInfo, now: dt.datetime, *, strict: bool) -> MappingPage:
    """The page of a mapping; errors of what was not touched yet are shown only where `strict`."""
    errors = mapping.errors()
    trial, problems = _tried(mapping, zone, now) if not errors else (None, ())
    shown = errors if strict else {name: text for name, text in errors.items() if name.startswith("column:")}
    return MappingPage(
        mapping,
        tuple((name, words.table_name(name)) for name in TABLES),
        tuple((one.name, _column(one.name, one.required)) for one in columns_for(mapping.table)),
        tuple((one.header, one.title) for one in mapping.headers if one.title),
        tuple(_line(n, one, mapping, trial, shown) for n, one in enumerate(mapping.headers) if one.title),
        tuple(
            FixedLine(
                one.name,
                words.column_name(one.name),
                mapping.fixed.get(one.name, ""),
                shown.get(f"fixed:{one.name}", ""),
            )
            for one in mapping.needed()
        ),
        shown.get("title", ""),
        problems,
        trial,
    )


def _tried(mapping: FileMapping, zone: ZoneInfo, now: dt.datetime) -> tuple[Trial | None, tuple[str, ...]]:
    try:
        format_ = read_declaration(mapping.declaration("tried"), "")
    except PlanRefused as refused:
        return None, tuple(issue.problem.text(language()) for issue in refused.issues)
    rows = list(zip(*(one.samples for one in mapping.headers), strict=True))
    trial = try_format(format_, [one.title for one in mapping.headers], rows, zone, now)
    return trial, tuple(issue_words(issue) for issue in trial.issues)


def _line(
    number: int, one: HeaderChoice, mapping: FileMapping, trial: Trial | None, errors: dict[str, str]
) -> HeaderLine:
    values = (trial.values or {}).get(one.column, ()) if trial else ()
    fault = (trial.faults or {}).get(one.header) if trial and one.column else None
    filled = [place for place, text in enumerate(one.samples) if text.strip()][:_ROWS]
    column = next((c for c in columns_for(mapping.table) if c.name == one.column), None)
    return HeaderLine(
        number,
        one,
        tuple((one.samples[place], values[place] if values else "") for place in filled),
        tuple((r.value, words.reading_name(r.value)) for r in readings_for(mapping.table, one.column)),
        tuple((name, name) for name in column.choices) if column else (),
        one.reading == Reading.CLOCK.value,
        errors.get(f"column:{number}", "") or errors.get(f"as:{number}", ""),
        errors.get(f"on:{number}", ""),
        issue_words(fault) if fault else "",
        bool(one.column) and 0 < one.confidence < _SURE,
    )


def _column(name: str, required: bool) -> str:
    label = words.column_name(name)
    return say("{label}（必需）", "{label} (needed)", label=label) if required else label
