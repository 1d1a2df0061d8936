"""Which files a call names, and which of them are fact tables as they stand.

Owns that choice: directories are looked through one level deep; a file whose stem is the name of a fact
table is canonical, what the others are is found out by reading them (`boji.intake.reading`).
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from boji.engine.facts import TABLES
from boji.intake.issues import ImportRefused, Issue
from boji.intake.source import InputFile, NamedFile, nearest

KINDS = (".csv", ".xlsx", ".parquet")


def find_inputs(paths: Sequence[Path], as_table: str | None, links: Path) -> list[NamedFile]:
    """The files to import, each once, linked into `links` under a name that is safe in SQL.

    Canonical ones are `InputFile`s. ImportRefused where there is no such file, kind of file or table.
    """
    issues: list[Issue] = []
    if as_table is not None and as_table.strip().lower() not in TABLES:
        raise ImportRefused([unknown_table(path.name, as_table) for path in paths])
    found: dict[Path, NamedFile] = {}
    for path in paths:
        for file in _files(path, issues):
            real = file.resolve()
            if real in found:
                continue
            link = links / f"input-{len(found)}{file.suffix.lower()}"
            link.symlink_to(real)
            found[real] = _named(file, link, as_table)
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


def _named(file: Path, link: Path, as_table: str | None) -> NamedFile:
    """Canonical where the name says a fact table; what other files are stands in their headers."""
    name = as_table if as_table is not None else file.stem
    table = TABLES.get(name.strip().lower())
    return NamedFile(file.name, link) if table is None else InputFile(file.name, link, table)


def unknown_table(file: str, name: str) -> Issue:
    """No fact table has that name; with the nearest, or all of them."""
    right = nearest(name, TABLES) or ", ".join(TABLES)
    return Issue(file, "unknown_table", parameters={"name": name, "nearest": right})
