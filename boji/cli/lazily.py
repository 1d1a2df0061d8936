"""Commands that work with the site's database: loaded when they are asked for.

Owns the order in which Django is set up and the modules that need it are imported, so that a command that
only reads a workspace starts without either.
"""

from __future__ import annotations

from copy import copy
from importlib import import_module
from os import environ
from pathlib import Path
from typing import Any

import click

from boji.cli.options import open_workspace
from boji.workspace import DATABASE, Workspace


def has_site(workspace: Workspace) -> bool:
    """Whether the workspace has a database with accounts and an audit trail."""
    return "BOJI_DATABASE_URL" in environ or (workspace.path / DATABASE).exists()


class SiteCommands(click.Group):
    """A group whose commands stand in a module with a group `commands`; that module may import models.

    Help needs no workspace. Without one, a command can say what it does and refuses to do it.
    """

    def __init__(self, *args: Any, module: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._module = module

    def list_commands(self, context: click.Context) -> list[str]:
        return self._loaded(context).list_commands(context)

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        found = self._loaded(context).get_command(context, name)
        if found is None or context.params.get("workspace") is not None:
            return found
        explained = copy(found)
        explained.callback = lambda **_given: open_workspace(None)  # wrong usage, with the mend
        return explained

    def _loaded(self, context: click.Context) -> click.Group:
        setup = import_module("boji.site.setup")
        if (path := context.params.get("workspace")) is None:
            setup.load_apps()
        else:
            setup.set_up(open_workspace(path))
        group = import_module(self._module).commands
        assert isinstance(group, click.Group)
        return group


def site_group(name: str, module: str, text: str) -> SiteCommands:
    """A group of commands on the database of a workspace."""
    option = click.Option(
        ["--workspace"],
        type=click.Path(path_type=Path),
        envvar="BOJI_WORKSPACE",
        help="The workspace's directory; BOJI_WORKSPACE where not given.",
    )
    return SiteCommands(name, module=module, help=text, params=[option], callback=lambda workspace: None)
