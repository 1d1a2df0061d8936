"""Which files a call names, and which fact table each of them is.

Owns that choice: directories are looked through one level deep, the file's stem names its table.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from boji.engine.facts import TABLES, Table
from boji.intake.issues import ImportRefused, Issue
from boji.intake.source import InputFile, nearest

KINDS = (".csv", ".xlsx", ".parquet")


def find_inputs(paths: Sequence[Path], as_table: str | None, links: Path) -> list[InputFile]:
    """The files to import, each once, linked into `links` under a name that is safe in SQL."""
    issues: list[Issue] = []
    found: dict[Path, InputFile] = {}
    for path in paths:
        for file in _files(path, issues):
            table = _table(file, as_table, issues)
            real = file.resolve()
            if table is None or real in found:
                continue
            link = links / f"input-{len(found)}{file.suffix.lower()}"
            link.symlink_to(real)
            found[real] = InputFile(file.name, link, table)
    if issues:
        raise ImportRefused(issues)
    return list(found.values())


def _files(path: Path, issues: list[Issue]) -> list[Path]:
    if path.is_dir():
        files = [
            file
            for file in sorted(path.iterdir())
            if file.is_file() and file.suffix.lower() in KINDS and not file.name.startswith((".", "~$"))
        ]
        if not files:
            issues.append(Issue(str(path), "no_files"))
        return files
    if not path.is_file():
        issues.append(Issue(str(path), "no_file"))
    elif path.suffix.lower() not in KINDS:
        issues.append(Issue(path.name, "file_kind", parameters={"kind": path.suffix}))
    else:
        return [path]
    return []


def _table(file: Path, as_table: str | None, issues: list[Issue]) -> Table | None:
    name = as_table if as_table is not None else file.stem
    table = TABLES.get(name.strip().lower())
    if table is None:
        right = nearest(name, TABLES) or ", ".join(TABLES)
        issues.append(Issue(file.name, "unknown_table", parameters={"name": name, "nearest": right}))
    return table
