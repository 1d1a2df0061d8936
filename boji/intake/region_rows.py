"""The rows of tables with one header: each accepted, quarantined or ignored, and the facts that it brings.

Owns that decision for a row by itself; the same key twice in a file is `boji.intake.repeats`. A row whose
cells hold several items joined by a sign becomes several lines only where all its figures are joined alike.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from boji.intake.declared import Declared, one_reason, reasons
from boji.intake.formats.model import Format
from boji.intake.formats.recognition import Region
from boji.intake.quarantine import REASON_COLUMN
from boji.intake.readings import Reader
from boji.lake.storage import literal, parquet, quoted


@dataclass
class RegionRows:
    """Tables of one header under their format. `titles` are their columns as the record names them.

    They are read together: planning a query costs more than reading a sheet of a few hundred rows.
    """

    regions: Sequence[Region]
    format: Format
    reader: Reader
    groups: Mapping[str, str]
    titles: dict[str, str] = field(init=False)  # cell column: title
    headers: dict[str, str] = field(init=False)  # current header: cell column

    def __post_init__(self) -> None:
        self.titles, self.headers = {}, {}
        taken: set[str] = set()
        for column, header in zip(self._columns, self._header, strict=True):
            if not header.strip() or header.strip() == REASON_COLUMN:
                continue
            number, title, name = 1, header.strip(), self.format.current(header)
            while title.lower() in taken:
                number += 1
                title = f"{header.strip()}_{number}"
            taken.add(title.lower())
            self.titles[column] = title
            self.headers.setdefault(name if number == 1 else f"{name}_{number}", column)

    def declared(self) -> Declared:
        """What the format says of the sheet's own cells."""
        return self._declared(self.headers)

    def recorded(self) -> Declared:
        """What the format says of the record's columns."""
        return self._declared({header: quoted(self.titles[at]) for header, at in self.headers.items()})

    def write_record(self, connection: duckdb.DuckDBPyConnection, target: Path) -> None:
        """Write one row for each row of the table: what became of it, and its cells as text."""
        declared = self.declared()
        rows = f"({' UNION ALL '.join(self._rows(region) for region in self.regions)})"
        judged = f"SELECT {self._kept()} FROM {self._judged(declared, self._single(declared, rows))}"
        if self._any_joined(connection, declared, rows):
            judged += f" UNION ALL SELECT {self._kept()} FROM {self._joined(declared, rows)}"
            judged += " ORDER BY sheet_, row_"
        connection.execute(f"COPY ({judged}) TO {literal(target)} ({_FORM})")

    def write_facts(
        self, connection: duckdb.DuckDBPyConnection, record: Path, target_dir: Path
    ) -> list[tuple[str, tuple[str, ...], Path]]:
        """Write the facts of a record's accepted rows: table, columns and file of each declared table."""
        declared = self.recorded()
        rows = f"(SELECT * FROM {parquet(record)} WHERE outcome_ = 'accepted')"
        lines = self._single(declared, rows)
        if self._any_joined(connection, declared, rows):
            lines = f"(FROM {lines} UNION ALL FROM {self._split(declared, rows)})"
        read = declared.read(lines)
        written = []
        for number, columns in enumerate(declared.tables):
            target = target_dir / f"{record.stem}-{number}.parquet"
            connection.execute(
                f"COPY (SELECT {columns.rows()} FROM {read} WHERE {columns.tells()})"
                f" TO {literal(target)} (FORMAT parquet, COMPRESSION snappy)"
            )
            written.append((columns.declaration.table, tuple(columns.values), target))
        return written

    @property
    def _columns(self) -> tuple[str, ...]:
        return self.regions[0].sheet.columns

    @property
    def _header(self) -> tuple[str, ...]:
        return self.regions[0].headers

    def _rows(self, region: Region) -> str:
        """SQL: the rows of one table; `early_` are those where some exports explain their columns."""
        before = "" if region.ends_before is None else f" AND row_ < {region.ends_before}"
        return (
            f"SELECT {literal(region.sheet.name)} AS sheet_,"
            f" row_ <= {region.header_row + self.format.hints} AS early_,"
            f" row_, width_, {', '.join(self._columns)}"
            f" FROM {region.sheet.rows} WHERE row_ > {region.header_row}{before}"
        )

    def _declared(self, raw: Mapping[str, str]) -> Declared:
        titles = {header: self.titles[at] for header, at in self.headers.items()}
        return Declared(self.format, self.reader, raw, titles, self.groups)

    def _kept(self) -> str:
        personal = set(self.format.personal)
        dropped = {column for header, column in self.headers.items() if header in personal}
        kept = [f"{at} AS {quoted(title)}" for at, title in self.titles.items() if at not in dropped]
        return ", ".join(["row_", "sheet_", "outcome_", "reasons_", "key_", *kept])

    def _judged(self, declared: Declared, rows: str) -> str:
        """SQL: rows with `outcome_` and `reasons_`."""
        faults = reasons([*self._row_faults(), *declared.faults()])
        staged = (
            f"(SELECT *, {declared.ignored(list(self.titles))} AS why_, {faults} AS faults_,"
            f" {reasons(declared.ranges())} AS ranges_, {declared.key()} AS key_ FROM {declared.read(rows)})"
        )
        hint = "faults_ IS NOT NULL AND early_"
        return (
            f"(SELECT *, CASE WHEN why_ IS NOT NULL OR ({hint}) THEN 'ignored'"
            f" WHEN faults_ IS NOT NULL THEN 'quarantined' ELSE 'accepted' END AS outcome_,"
            f" CASE WHEN why_ IS NOT NULL THEN why_"
            f" WHEN {hint} THEN '[' || {one_reason('ignored_hint')} || ']'"
            f" ELSE coalesce(faults_, ranges_, '[]') END AS reasons_ FROM {staged})"
        )

    def _row_faults(self) -> list[str]:
        """SQL: the JSON of what is wrong with a row as a whole."""
        faults: list[str] = []
        if self.regions[0].sheet.numbered:
            known = max(number for number, text in enumerate(self._header, start=1) if text.strip())
            unnamed = [at for at, text in zip(self._columns, self._header, strict=True) if not text.strip()]
            beyond = f"coalesce({', '.join(unnamed)}) IS NOT NULL" if unnamed else "false"
            widths = f"json_object('found', width_, 'expected', {known})"
            faults.append(
                f"CASE WHEN width_ < {known} OR (width_ IS NOT NULL AND {beyond})"
                f" THEN {_row_reason('row_width', widths)}"
                f" WHEN {beyond} THEN {_row_reason('unnamed_cell', 'json_object()')} END"
            )
        failed: dict[tuple[str, str], set[str]] = {}
        for region in self.regions:
            for row, letters in region.sheet.errors.items():
                failed.setdefault((region.sheet.name, letters), set()).add(str(row))
        for (sheet, letters), rows in failed.items():
            cell = (
                f"json_object('code', 'formula_error', 'column', '{letters}', 'value', '{letters}' || row_,"
            )
            reason = f"CAST({cell} 'parameters', json_object()) AS VARCHAR)"
            there = f"sheet_ = {literal(sheet)} AND row_ IN ({', '.join(sorted(rows))})"
            faults.append(f"CASE WHEN {there} THEN {reason} END")
        return faults

    # Rows of several items

    def _joined_columns(self, declared: Declared) -> list[str]:
        return [declared.raw[header] for header in self.format.joined if header in declared.raw]

    def _is_joined(self, declared: Declared) -> str:
        sign = literal(self.format.joined_by or ";")
        tests = [f"contains({column}, {sign})" for column in self._joined_columns(declared)]
        return f"coalesce({' OR '.join(f'coalesce({test}, false)' for test in tests)})" if tests else "false"

    def _any_joined(self, connection: duckdb.DuckDBPyConnection, declared: Declared, rows: str) -> bool:
        if self.format.joined_by is None:
            return False
        query = f"SELECT 1 FROM {rows} WHERE {self._is_joined(declared)} LIMIT 1"
        return connection.execute(query).fetchone() is not None

    def _single(self, declared: Declared, rows: str) -> str:
        if self.format.joined_by is None:
            return rows
        return f"(SELECT * FROM {rows} WHERE NOT {self._is_joined(declared)})"

    def _split(self, declared: Declared, rows: str) -> str:
        """SQL: a line for each item of the joined rows."""
        sign = literal(self.format.joined_by or "")
        items = {column: f"string_split({column}, {sign})" for column in self._joined_columns(declared)}
        times = f"len({next(iter(items.values()))})"
        for header in self.format.joined_texts:
            if column := declared.raw.get(header):
                split = f"string_split({column}, {sign})"
                items[column] = f"CASE WHEN len({split}) = {times} THEN {split} END"
        parts = ", ".join(f"unnest({item}) AS {column}" for column, item in items.items())
        return f"(SELECT * REPLACE ({parts}) FROM {rows} WHERE {self._is_joined(declared)})"

    def _joined(self, declared: Declared, rows: str) -> str:
        """SQL: the joined rows with `outcome_` and `reasons_`: those of the first item that is not right."""
        sign = literal(self.format.joined_by or "")
        columns = self._joined_columns(declared)
        counts = [f"len(string_split({column}, {sign}))" for column in columns]
        alike = " AND ".join(f"coalesce({count}, {counts[0]}) = {counts[0]}" for count in counts)
        worst = "arg_max(outcome_, CASE outcome_ WHEN 'quarantined' THEN 2 WHEN 'ignored' THEN 1 ELSE 0 END)"
        items = (
            f"(SELECT sheet_, row_, {worst} AS outcome_, max(reasons_) AS reasons_, min(key_) AS key_"
            f" FROM {self._judged(declared, self._split(declared, rows))} GROUP BY sheet_, row_)"
        )
        unlike = f"'[' || {one_reason('joined', {'sign': self.format.joined_by})} || ']'"
        return (
            f"(SELECT whole.* , CASE WHEN {alike} THEN items.outcome_ ELSE 'quarantined' END AS outcome_,"
            f" CASE WHEN {alike} THEN items.reasons_ ELSE {unlike} END AS reasons_, items.key_"
            f" FROM (SELECT * FROM {rows} WHERE {self._is_joined(declared)}) AS whole"
            f" JOIN {items} AS items USING (sheet_, row_))"
        )


def with_one_header(regions: Iterable[Region]) -> list[list[Region]]:
    """Regions with the same header together, in the order of the first of each."""
    found: dict[tuple[str, ...], list[Region]] = {}
    for region in regions:
        found.setdefault(region.headers, []).append(region)
    return list(found.values())


def _row_reason(code: str, parameters: str) -> str:
    """SQL: the JSON of a reason that concerns a row as a whole; `parameters` is SQL."""
    reason = f"json_object('code', '{code}', 'column', NULL, 'value', NULL, 'parameters', {parameters})"
    return f"CAST({reason} AS VARCHAR)"


_FORM = "FORMAT parquet, COMPRESSION snappy"
