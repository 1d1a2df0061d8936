"""The formats at hand: those shipped beside this module, and those that a workspace has made its own.

Owns where declarations lie and how one is kept. A declaration of the workspace takes the place of a
shipped one of the same id.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from boji.engine.plan.issues import PlanIssue, PlanRefused
from boji.intake.formats.declaration import read_declaration
from boji.intake.formats.model import Format

_SHIPPED = Path(__file__).parent


@cache
def shipped_formats() -> tuple[Format, ...]:
    """The formats that come with the product, by id."""
    files = sorted(_SHIPPED.glob("*.yaml"))
    return tuple(read_declaration(file.read_text("utf-8"), file.name) for file in files)


def formats_at_hand(own: Path | None = None) -> tuple[Format, ...]:
    """The shipped formats and those in a workspace's folder; PlanRefused where one of these has errors."""
    found = {format_.id: format_ for format_ in shipped_formats()}
    issues: list[PlanIssue] = []
    for file in sorted(own.glob("*.yaml")) if own is not None and own.is_dir() else ():
        try:
            format_ = read_declaration(file.read_text("utf-8"), file.name)
        except PlanRefused as refused:
            issues += refused.issues
            continue
        found[format_.id] = format_
    if issues:
        raise PlanRefused(issues)
    return tuple(found.values())


def keep_format(own: Path, text: str, file: str) -> Format:
    """Keep a declaration in a workspace's folder, under its id; PlanRefused where it has errors."""
    format_ = read_declaration(text, file)
    own.mkdir(parents=True, exist_ok=True)
    draft = own / f".{format_.id}.draft"
    draft.write_text(text, "utf-8")
    draft.replace(own / f"{format_.id}.yaml")
    return format_


def own_declarations(own: Path) -> dict[str, str]:
    """The texts of a workspace's own declarations, by id."""
    return {file.stem: file.read_text("utf-8") for file in sorted(own.glob("*.yaml"))}


def remove_format(own: Path, name: str) -> None:
    """Forget a declaration of a workspace; one shipped under its id holds again."""
    (own / f"{name}.yaml").unlink(missing_ok=True)
