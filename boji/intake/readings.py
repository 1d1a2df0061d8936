"""What an exported cell's text means: the SQL that turns it into a stored value, and why where it cannot.

Owns the readings that declarations of formats name. They are generous where `boji.intake.cells` is strict:
platforms write one and the same figure as `1299.9`, `¥1,299.90` and `0.13万`. Never generous where a figure
would have to be guessed: a range (`7.5w~10w`) is no number, 12.345 yuan are no amount of money.

A reading is SQL over the name of a column of cleaned text (`cleaned`). Its common form is tried first.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from zoneinfo import ZoneInfo

from boji.engine.facts import Column, Kind
from boji.intake import cells
from boji.intake.zones import utc_microseconds
from boji.lake.storage import literal


class Reading(Enum):
    """How a cell is read; the value is the word of declarations."""

    ID = "id"  # digits are never a number; Excel's 6.9E+18 is refused
    TEXT = "text"
    NAMES = "names"  # several names in a cell
    VOCABULARY = "vocabulary"
    MONEY = "money"  # yuan
    COUNT = "count"
    MEASURE = "measure"
    FRACTION = "fraction"  # 0.125 or 12.5%
    PERCENT = "percent"  # 12.5 or 12.5%
    SECONDS = "seconds"  # durations: the unit of a bare number; 1小时20分 is read by all
    MINUTES = "minutes"
    HOURS = "hours"
    INSTANT = "instant"
    EPOCH = "epoch"  # seconds or milliseconds since 1970
    CLOCK = "clock"  # a time of day, on the day of another column
    DAY = "day"
    FLAG = "flag"


_TEXTS = (Reading.ID, Reading.TEXT, Reading.NAMES, Reading.VOCABULARY)
_DURATIONS = {Reading.SECONDS: 1, Reading.MINUTES: 60, Reading.HOURS: 3600}
_INSTANTS = (Reading.INSTANT, Reading.EPOCH, Reading.CLOCK)

KINDS: dict[Reading, tuple[Kind, ...]] = {
    **dict.fromkeys(_TEXTS, (Kind.TEXT,)),
    Reading.MONEY: (Kind.MONEY,),
    Reading.COUNT: (Kind.COUNT,),
    **dict.fromkeys((Reading.MEASURE, Reading.FRACTION, Reading.PERCENT), (Kind.MEASURE,)),
    **dict.fromkeys(_DURATIONS, (Kind.MEASURE,)),
    **dict.fromkeys(_INSTANTS, (Kind.INSTANT,)),
    Reading.DAY: (Kind.DAY,),
    Reading.FLAG: (Kind.FLAG,),
}
"""The kinds of columns that a reading can fill."""

MISSING = "-{1,3}|—{1,2}|/|[nN]a[nN]|NAN|null|NULL|None|#?N/A"
"""What platforms write where nothing is known, as a regular expression."""

NAME_SEPARATORS = r"\s*[、,，/;；|&＆+\n]\s*"

_SPACES = literal(" \t\r\n\v\f\u00a0\u3000\ufeff\u200b'")
_WIDE = literal("０１２３４５６７８９．，：／－～％＋￥")
_NARROW = literal("0123456789.,:/-~%+¥")
_CLEAN = r"[0-9]([ -~]*[0-9%])?|\p{Han}(.*[\p{Han}0-9A-Za-z])?"
_SIGN = "[+-]?[¥$]?[+-]?"
_FIGURE = _SIGN + r"([0-9]{1,3}(,[0-9]{3})+|[0-9]{1,16})(\.[0-9]{1,12})?"
_SCALED = _FIGURE + " ?(万|亿|[wWkK])?[元个人次件单]?"
_RANGE = r"[¥$]?[0-9][0-9.,]*[万亿wWkK%]?\+?\s*(~|至|到| - )\s*[¥$]?[0-9][0-9.,]*[万亿wWkK%]?\+?"
_CLOCK = r"([01]?[0-9]|2[0-4])[:：][0-5]?[0-9]([:：][0-5]?[0-9])?(\.0+)?"


@dataclass(frozen=True)
class Reader:
    """The readings of one file: its zone, and the day of its export, which gives years to dates without."""

    zone: ZoneInfo
    exported_on: dt.date

    def value(
        self, reading: Reading, text: str, kind: Kind, *, seconds: bool = False, times: Decimal = Decimal(1)
    ) -> str:
        """SQL: the stored value of a cleaned text, NULL where it is empty or cannot be read.

        Vocabularies, names and clock times need more than one cell: see `boji.intake.declared`. `seconds`
        says that a duration is wanted in seconds, not minutes.
        """
        match reading:
            case Reading.ID:
                return f"CASE WHEN NOT regexp_full_match({text}, '[0-9.]+[eE]\\+?[0-9]+') THEN {text} END"
            case Reading.TEXT | Reading.NAMES | Reading.VOCABULARY:
                return text
            case Reading.MONEY | Reading.COUNT | Reading.MEASURE:
                return _figure(text, kind.scale, times, exact=kind is not Kind.MEASURE)
            case Reading.FRACTION | Reading.PERCENT:
                return _rate(text, times, always_percent=reading is Reading.PERCENT)
            case Reading.SECONDS | Reading.MINUTES | Reading.HOURS:
                return _duration(text, _DURATIONS[reading], 1 if seconds else 60)
            case Reading.INSTANT:
                return self._instant(text)
            case Reading.EPOCH:
                return _epoch(text)
            case Reading.DAY:
                return self.day(text)
            case Reading.FLAG:
                return cells.nullable(Column("", Kind.FLAG), text, self.zone)
            case Reading.CLOCK:
                return clock_seconds(text)

    def day(self, text: str) -> str:
        """SQL: a day as DATE."""
        usual = "[0-9]{4}[-/][0-9]{1,2}[-/][0-9]{1,2}"
        plain = f"CAST(TRY_CAST({self._dated(text)} AS TIMESTAMP) AS DATE)"
        digits = f"CAST(TRY(strptime({text}, '%Y%m%d')) AS DATE)"
        return (
            f"CASE WHEN regexp_full_match({text}, '{usual}') THEN TRY_CAST({text} AS DATE)"
            f" WHEN regexp_full_match({text}, '(19|20)[0-9]{{6}}') THEN {digits}"
            f" WHEN {_is_serial(text)} THEN CAST({_serial(text)} AS DATE)"
            f" WHEN {text} IS NOT NULL THEN {plain} END"
        )

    def instant_of(self, local: str) -> str:
        """SQL: the instant of a local TIMESTAMP; NULL where the zone has no such time.

        The time is named by a lambda, since it is compared with every change of the zone: written out each
        time, a column would be 80 KB of SQL.
        """
        instant = f"make_timestamptz({utc_microseconds('local_', self.zone)})"
        return f"list_transform([epoch_us({local})], lambda local_: {instant})[1]"

    def _instant(self, text: str) -> str:
        usual = r"[0-9]{4}[-/][0-9]{1,2}[-/][0-9]{1,2}[ T][0-9]{1,2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?"
        zoned = usual + r"(Z|[+-][0-9]{2}:?[0-9]{2})"
        local = (
            f"CASE WHEN regexp_full_match({text}, '{usual}') THEN TRY_CAST({text} AS TIMESTAMP)"
            f" WHEN {_is_serial(text)} THEN {_serial(text)}"
            f" WHEN regexp_matches({text}, '[0-9] ?[:：时点] ?[0-9]')"
            f" THEN TRY_CAST({self._dated(text)} AS TIMESTAMP) END"
        )
        return (
            f"CASE WHEN regexp_full_match({text}, '{zoned}') THEN TRY_CAST({text} AS TIMESTAMPTZ)"
            f" WHEN {text} IS NOT NULL THEN {self.instant_of(local)} END"
        )

    def _dated(self, text: str) -> str:
        """SQL: Chinese and short dates in the form that DuckDB reads, with a year."""
        spaced = f"regexp_replace({_narrow(text)}, '([年月./])', '-', 'g')"
        spaced = f"regexp_replace({spaced}, '日 *', ' ')"
        spaced = f"regexp_replace({spaced}, '时|点', ':')"
        spaced = f"trim(regexp_replace({spaced}, '[分秒]$', ''))"
        month = f"lpad(regexp_extract({spaced}, '^([0-9]{{1,2}})-', 1), 2, '0')"
        day = f"lpad(regexp_extract({spaced}, '^[0-9]{{1,2}}-([0-9]{{1,2}})', 1), 2, '0')"
        last = literal(f"{self.exported_on:%m-%d}")
        year = self.exported_on.year
        dated = (
            f"(CASE WHEN {month} || '-' || {day} > {last} THEN '{year - 1}-' ELSE '{year}-' END) || {spaced}"
        )
        short = r"[0-9]{1,2}-[0-9]{1,2}( +[0-9]{1,2}:[0-9]{1,2}(:[0-9]{1,2})?)?"
        whole = (
            r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}( +[0-9:.]+)?"  # a zone that was not understood is not left out
        )
        return (
            f"CASE WHEN regexp_full_match({spaced}, '{short}') THEN {dated}"
            f" WHEN regexp_full_match({spaced}, '{whole}') THEN {spaced} END"
        )

    def fault(self, reading: Reading, text: str) -> str:
        """SQL: the message code of a text that cannot be read."""
        if reading is Reading.ID:
            return "'long_number'"
        if reading in (Reading.MONEY, Reading.COUNT):
            return f"CASE WHEN {_is_scaled(text)} THEN 'decimals' ELSE '{reading.value}' END"
        if reading in (Reading.MEASURE, Reading.FRACTION, Reading.PERCENT):
            return "'measure'"
        if reading in _DURATIONS:
            return "'duration'"
        if reading is Reading.EPOCH:
            return "'instant'"
        return literal(reading.value)


def cleaned(raw: str) -> str:
    """SQL: the text without spaces and apostrophes at its ends; NULL where it says that nothing is known.

    Most cells are figures or Chinese words, which takes a tenth of the time to find. No list of words with
    IN: DuckDB makes a join of it, for all rows.
    """
    trimmed = f"trim({raw}, {_SPACES})"
    return (
        f"CASE WHEN regexp_full_match({raw}, '{_CLEAN}') THEN {raw}"
        f" WHEN regexp_full_match({raw}, '[\t''][0-9]+') THEN substr({raw}, 2)"  # ids kept from being numbers
        f" WHEN NOT regexp_full_match({trimmed}, '{MISSING}') THEN nullif({trimmed}, '') END"
    )


def is_range(text: str) -> str:
    """SQL: whether a text tells of a figure between two others, which is no figure."""
    return f"regexp_full_match({_narrow(text)}, '{_RANGE}')"


def clock_seconds(text: str) -> str:
    """SQL: the seconds from midnight of a time of day, 24:00 included."""
    parts = [f"TRY_CAST(split_part({_narrow(text)}, ':', {part}) AS DECIMAL(9, 3))" for part in (1, 2, 3)]
    seconds = f"CAST({parts[0]} * 3600 + {parts[1]} * 60 + coalesce({parts[2]}, 0) AS BIGINT)"
    fraction = f"CAST(round(TRY_CAST({text} AS DECIMAL(30, 12)) * 86400, 0) AS BIGINT)"
    moment = f"TRY_CAST({text} AS TIMESTAMP)"
    return (
        f"CASE WHEN regexp_full_match({text}, '{_CLOCK}') AND {seconds} <= 86400 THEN {seconds}"
        f" WHEN regexp_full_match({text}, '0?\\.[0-9]+') THEN {fraction}"
        f" WHEN regexp_full_match({text}, '.* {_CLOCK}')"
        f" THEN date_diff('second', CAST({moment} AS DATE), {moment}) END"
    )


def _narrow(text: str) -> str:
    return f"translate({text}, {_WIDE}, {_NARROW})"


def _is_scaled(text: str) -> str:
    return f"regexp_full_match({_narrow(text)}, '{_SCALED}')"


def _number(text: str) -> str:
    return f"TRY_CAST(regexp_replace({_narrow(text)}, '[^0-9.+-]', '', 'g') AS DECIMAL(30, 12))"


def _units(number: str, factor: str, *, exact: bool) -> str:
    """SQL: number × factor as a 64-bit integer; NULL where it must be whole and is not, or is too large."""
    product = f"TRY({number} * {factor})"
    whole = f"TRY_CAST(round({product}, 0) AS BIGINT)"
    return f"CASE WHEN {product} = round({product}, 0) THEN {whole} END" if exact else whole


def _figure(text: str, scale: int, times: Decimal, *, exact: bool) -> str:
    digits = f"-?[0-9]{{1,{17 - 2 * scale}}}" + (f"(\\.[0-9]{{1,{scale}}})?" if scale else "")
    factor = 10**scale * times
    usual = f"CAST(CAST({text} AS DECIMAL(18, {scale})) * {10**scale} AS BIGINT)"
    narrow = _narrow(text)
    multiple = (
        f"(CASE WHEN contains({narrow}, '亿') THEN 100000000"
        f" WHEN regexp_matches({narrow}, '[万wW]') THEN 10000"
        f" WHEN regexp_matches({narrow}, '[kK]') THEN 1000 ELSE 1 END)"
        f" * CAST({factor:f} AS DECIMAL(12, 4))"
    )
    other = f"WHEN {_is_scaled(text)} THEN {_units(_number(text), multiple, exact=exact)}"
    common = f"WHEN regexp_full_match({text}, '{digits}') THEN {usual} " if times == 1 else ""
    return f"CASE {common}{other} END"


def _rate(text: str, times: Decimal, *, always_percent: bool) -> str:
    scale = 10**Kind.MEASURE.scale * times
    bare = scale / 100 if always_percent else scale
    of_hundred = f"suffix({_narrow(text)}, '%')"
    factor = f"CAST(CASE WHEN {of_hundred} THEN {scale / 100:f} ELSE {bare:f} END AS DECIMAL(12, 4))"
    form = f"regexp_full_match({_narrow(text)}, '{_FIGURE} ?%?')"
    return f"CASE WHEN {form} THEN {_units(_number(text), factor, exact=False)} END"


def _duration(text: str, unit: int, wanted: int) -> str:
    figure = r"[0-9]{1,9}(\.[0-9]{1,12})?"
    parts = {"(小时|时|h)": 3600, "(分钟|分|min|m)": 60, "(秒钟|秒|s)": 1}
    form = "".join(f"({figure} ?{word} ?)?" for word in parts)
    narrow = _narrow(text)
    numbers = {word: f"regexp_extract({narrow}, '([0-9.]+) ?{word}', 1)" for word in parts}
    amounts = " + ".join(
        f"coalesce(TRY_CAST({numbers[word]} AS DECIMAL(24, 12)), 0) * {seconds}"
        for word, seconds in parts.items()
    )
    scale = 10**Kind.MEASURE.scale
    bare = f"CAST({figure_text(narrow)} AS DECIMAL(30, 12)) * {unit}"
    clock = " + ".join(
        f"CAST(split_part({narrow}, ':', {part}) AS DECIMAL(18, 0)) * {seconds}"
        for part, seconds in enumerate(parts.values(), start=1)
    )
    return (
        f"CASE WHEN regexp_full_match({narrow}, '({figure}|[0-9]{{1,3}}(,[0-9]{{3}})+(\\.[0-9]+)?)')"
        f" THEN {_in_units(bare, wanted, scale)}"
        f" WHEN regexp_full_match({narrow}, '[0-9]{{1,5}}:[0-5][0-9]:[0-5][0-9]')"
        f" THEN {_in_units(clock, wanted, scale)}"
        f" WHEN regexp_full_match({narrow}, '{form}') THEN {_in_units(amounts, wanted, scale)} END"
    )


def figure_text(narrow: str) -> str:
    """SQL: a figure without its thousands separators."""
    return f"replace({narrow}, ',', '')"


def _in_units(seconds: str, wanted: int, scale: int) -> str:
    """SQL: seconds as a measure; a duration in minutes is rounded half up to ten-thousandths of a minute."""
    if wanted == 1:
        return f"TRY_CAST(round(TRY(({seconds}) * {scale}), 0) AS BIGINT)"
    # Half up without a division, which would be one of binary floating point.
    units = f"CAST(round(TRY(({seconds}) * {scale} * 10), 0) AS HUGEINT)"
    return f"TRY_CAST(({units} + {wanted * 5}) // {wanted * 10} AS BIGINT)"


def _epoch(text: str) -> str:
    return (
        f"CASE WHEN regexp_full_match({text}, '[0-9]{{10}}(\\.0+)?')"
        f" THEN make_timestamptz(CAST(left({text}, 10) AS BIGINT) * 1000000)"
        f" WHEN regexp_full_match({text}, '[0-9]{{13}}')"
        f" THEN make_timestamptz(CAST({text} AS BIGINT) * 1000) END"
    )


def _is_serial(text: str) -> str:
    """SQL: whether a text is a day as Excel counts them, from 1954 to 2099."""
    return f"regexp_full_match({text}, '[2-7][0-9]{{4}}(\\.[0-9]{{1,12}})?')"


def _serial(text: str) -> str:
    """SQL: Excel's count of days as a local TIMESTAMP, to the second."""
    seconds = f"CAST(round(CAST({text} AS DECIMAL(30, 12)) * 86400, 0) AS BIGINT)"
    return f"(TIMESTAMP '1899-12-30' + to_seconds({seconds}))"
