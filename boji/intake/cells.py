"""One cell, strictly: the SQL that turns its text into the stored value, and what is wrong where it cannot.

Owns what a cell may look like. Which cells there are is the sources' business, collecting the bad
ones is `boji.intake.faults`.

A column is read by DuckDB, ten million cells at once, so the common form is tried first on the text
as it is, and only other texts are trimmed and tried again.
"""

from __future__ import annotations

import datetime as dt
import re
from enum import Enum
from zoneinfo import ZoneInfo

from boji.engine.facts import Column, Kind
from boji.intake.zones import usual_days, utc_microseconds
from boji.lake.storage import duckdb_type, literal

_SPACES = literal(" \t\r\n\v\f\u00a0\u3000\ufeff\u200b")

_WHEN = r"[0-9]{4}-[0-9]{2}-[0-9]{2}[ T]([01][0-9]|2[0-3])(:[0-5][0-9]){2}(\.[0-9]{1,6})?"
_ZONE = r"(Z|[+-](0[0-9]|1[0-4]):?[0-5][0-9])"
_DAY = r"(19|[2-9][0-9])[0-9]{2}-[0-9]{2}-[0-9]{2}"
_YES = ("true", "1", "yes", "是")
_NO = ("false", "0", "no", "否")


class Spaces(Enum):
    """What is known of the spaces in a file."""

    ANY = "nothing"
    BLANKS = "none but blanks"
    IN_TIMES = "none but blanks, and those between day and hour of an instant"


def cleaned(raw: str, spaces: Spaces = Spaces.ANY) -> str:
    """SQL: the text without spaces at its ends, NULL where nothing is left.

    Its first and its last character say whether there is anything to do, in a tenth of the time of `trim`.
    """
    if spaces is Spaces.IN_TIMES:
        return raw
    if spaces is Spaces.BLANKS:
        is_clean = f"{raw} BETWEEN '!' AND '~' AND NOT ends_with({raw}, ' ')"
        return f"CASE WHEN {is_clean} THEN {raw} ELSE nullif(trim({raw}), '') END"
    begins = f"{raw} >= '!' AND {raw} < chr(127)"
    ends = f"substr({raw}, -1) BETWEEN '!' AND '~'"
    return f"CASE WHEN {begins} AND {ends} THEN {raw} ELSE nullif(trim({raw}, {_SPACES}), '') END"


def nullable(column: Column, raw: str, zone: ZoneInfo, spaces: Spaces = Spaces.ANY) -> str:
    """SQL: the stored value of a cell's text; NULL where the text is empty or wrong."""
    if column.kind is Kind.TEXT:
        return _chosen(column, raw, cleaned(raw, spaces))
    clean = cleaned(raw)
    fits, value = _form(column, raw, zone)
    fits_trimmed, value_trimmed = _form(column, clean, zone)
    trimmed = f"CASE WHEN {fits_trimmed} THEN {value_trimmed}{_other_forms(column, clean)} END"
    usual = _usual_instant(raw, zone) if column.kind is Kind.INSTANT else ""
    if usual and spaces is Spaces.IN_TIMES:  # whoever counts the blanks relies on one in each instant
        return f"CASE {usual} END"
    return f"CASE {usual} WHEN {fits} THEN {value} WHEN {raw} IS NOT NULL THEN {trimmed} END"


def checked(column: Column, raw: str, zone: ZoneInfo, spaces: Spaces = Spaces.ANY) -> str:
    """SQL: the stored value of a cell's text; an error of DuckDB where it is wrong."""
    stored = f"CAST({nullable(column, raw, zone, spaces)} AS {duckdb_type(column)})"
    if column.required:
        return f"coalesce({stored}, error('cell'))"
    if column.kind is Kind.TEXT and not column.choices:
        return stored
    return f"coalesce({stored}, CASE WHEN {cleaned(raw)} IS NOT NULL THEN error('cell') END)"


def is_wrong(column: Column, raw: str, zone: ZoneInfo) -> str:
    """SQL: whether the cell's text is wrong, or empty where it must not be."""
    wrong = f"({nullable(column, raw, zone)}) IS NULL"
    return wrong if column.required else f"{wrong} AND ({cleaned(raw)}) IS NOT NULL"


def _chosen(column: Column, raw: str, clean: str) -> str:
    if not column.choices:
        return clean
    choices = ", ".join(literal(choice) for choice in column.choices)
    return f"CASE WHEN {raw} IN ({choices}) THEN {raw} WHEN {clean} IN ({choices}) THEN {clean} END"


def _form(column: Column, text: str, zone: ZoneInfo) -> tuple[str, str]:
    """SQL: whether a text has the column's common form, and its value then."""
    match column.kind:
        case Kind.MONEY | Kind.MEASURE:
            scale = column.kind.scale
            form = f"-?[0-9]{{1,{18 - 2 * scale}}}(\\.[0-9]{{1,{scale}}})?"
            return _matches(text, form), f"CAST(CAST({text} AS DECIMAL(18, {scale})) * {10**scale} AS BIGINT)"
        case Kind.COUNT:
            return _matches(text, "-?[0-9]{1,19}"), f"TRY_CAST({text} AS BIGINT)"
        case Kind.INSTANT:
            local = utc_microseconds(f"epoch_us(TRY_CAST({text} AS TIMESTAMP))", zone)
            return _matches(text, _WHEN), f"make_timestamptz({local})"
        case Kind.DAY:
            return _matches(text, _DAY), f"TRY_CAST({text} AS DATE)"
        case Kind.FLAG:
            return f"{text} IN ('true', 'false')", f"{text} = 'true'"
        case Kind.TEXT:
            raise AssertionError("text has no form")


def _usual_instant(text: str, zone: ZoneInfo) -> str:
    """SQL: a WHEN branch for plain times of days on which the zone has its usual offset."""
    first, last, offset = usual_days(zone)
    when = f"TRY_CAST({text} AS TIMESTAMP)"
    # Years before Christ are written in the same way too, but longer.
    is_plain = f"strlen({text}) = 19 AND CAST({when} AS VARCHAR) = {text}"
    return (
        f"WHEN {text} >= '{first}' AND {text} < '{last}' AND {is_plain}"
        f" THEN make_timestamptz(epoch_us({when}) - ({offset}000000))"
    )


def _other_forms(column: Column, clean: str) -> str:
    """SQL: further WHEN branches for forms that are right but seldom."""
    if column.kind in (Kind.MONEY, Kind.MEASURE):  # the rest of the 64 bits
        scale = column.kind.scale
        form = f"-?[0-9]{{1,19}}(\\.[0-9]{{1,{scale}}})?"
        wide = f"TRY_CAST(CAST({clean} AS DECIMAL(38, {scale})) * {10**scale} AS BIGINT)"
        return f" WHEN {_matches(clean, form)} THEN {wide}"
    if column.kind is Kind.FLAG:
        yes, no = (", ".join(literal(word) for word in words) for words in (_YES, _NO))
        return f" WHEN lower({clean}) IN ({yes}) THEN true WHEN lower({clean}) IN ({no}) THEN false"
    if column.kind is Kind.INSTANT:
        when = f"TRY_CAST(regexp_replace({clean}, '{_ZONE}$', '') AS TIMESTAMP)"
        offset = f"regexp_extract({clean}, '{_ZONE}$')"
        minutes = (
            f"CASE WHEN {offset} = 'Z' THEN 0 ELSE CAST({offset}[1] || '1' AS INTEGER)"
            f" * (CAST({offset}[2:3] AS INTEGER) * 60 + CAST({offset}[-2:] AS INTEGER)) END"
        )
        value = f"make_timestamptz(epoch_us({when}) - ({minutes})::BIGINT * 60000000)"
        return f" WHEN {_matches(clean, _WHEN + _ZONE)} THEN {value}"
    return ""


def _matches(text: str, form: str) -> str:
    return f"regexp_full_match({text}, '{form}')"


def fault(column: Column, value: str, zone: ZoneInfo) -> tuple[str, dict[str, object]]:
    """The message code, with its parameters, for the text of a cell that `nullable` finds wrong."""
    if not value:
        return "required", {}
    if column.choices:
        return "choice", {"choices": ", ".join(column.choices)}
    if column.kind in (Kind.MONEY, Kind.MEASURE, Kind.COUNT):
        return _figure_fault(column, value)
    if column.kind is Kind.INSTANT:
        return _instant_fault(value, zone)
    return column.kind.value, {}


def _figure_fault(column: Column, value: str) -> tuple[str, dict[str, object]]:
    scale = column.kind.scale
    if re.fullmatch(r"-?[0-9]{1,3}([,，][0-9]{3})+(\.[0-9]+)?", value):
        return "thousands", {"mended": re.sub("[,，]", "", value)}
    if scale and re.fullmatch(r"-?[0-9]+\.[0-9]+", value) and len(value.partition(".")[2]) > scale:
        return "decimals", {"scale": scale}
    if re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", value) and (scale or "." not in value):
        return "range", {}
    if re.fullmatch(r"[¥￥$]\s*-?[0-9.,]+|-?[0-9.,]+\s*(元|万|亿|w|W|k|K|%|个|人|次)", value):
        return "unit", {}
    return column.kind.value, {}


def _instant_fault(value: str, zone: ZoneInfo) -> tuple[str, dict[str, object]]:
    try:
        day = dt.date.fromisoformat(value[:10])
    except ValueError:
        return "instant", {}
    if not 1970 <= day.year <= 2099:
        return "instant_range", {}
    return ("no_such_time", {"zone": zone.key}) if re.fullmatch(_WHEN, value) else ("instant", {})
