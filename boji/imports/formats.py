"""The formats that a workspace has made its own: which there are, keeping one, removing one.

Owns that each change is demanded of the account and written to the audit trail. What a declaration says, and
where it lies, is `boji.intake.formats`.
"""

from __future__ import annotations

from boji.engine.plan.issues import PlanRefused
from boji.engine.plan.label import Label
from boji.intake.formats.declaration import read_declaration
from boji.intake.formats.model import Format
from boji.intake.formats.shelf import keep_format, own_declarations, remove_format
from boji.platform.access import NotFound, demand
from boji.platform.audit import Actor, record
from boji.platform.roles import Right
from boji.workspace import Workspace


def own_formats(workspace: Workspace) -> dict[str, tuple[str, Format | None]]:
    """The declarations of the workspace by id: text, and the format (None: the text has errors)."""
    return {name: (text, _read(text, name)) for name, text in own_declarations(workspace.formats).items()}


def own_titles(workspace: Workspace) -> dict[str, Label]:
    return {name: one.title for name, (_, one) in own_formats(workspace).items() if one is not None}


def declaration_of(workspace: Workspace, name: str) -> str:
    """Raises NotFound."""
    found = own_declarations(workspace.formats).get(name)
    if found is None:
        raise NotFound(f"format {name}")
    return found


def save(actor: Actor, workspace: Workspace, text: str) -> Format:
    """Keep a declaration; files with its headers are of that format from now on. Raises PlanRefused."""
    _demand(actor)
    with workspace.writing():
        kept = keep_format(workspace.formats, text, "format.yaml")
    record(actor, "import.format", f"format:{kept.id}", title=kept.title.zh)
    return kept


def remove(actor: Actor, workspace: Workspace, name: str) -> None:
    """Forget a declaration. What was imported by it stays. Raises NotFound."""
    _demand(actor)
    declaration_of(workspace, name)
    with workspace.writing():
        remove_format(workspace.formats, name)
    record(actor, "import.format_removed", f"format:{name}", title=name)


def _read(text: str, name: str) -> Format | None:
    try:
        return read_declaration(text, f"{name}.yaml")
    except PlanRefused:
        return None


def _demand(actor: Actor) -> None:
    if actor.user is None:
        raise NotFound(Right.IMPORT.value)
    demand(actor.user, Right.IMPORT)
