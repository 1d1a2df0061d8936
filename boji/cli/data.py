"""`boji init` and `boji import`."""

from __future__ import annotations

from pathlib import Path

import click

from boji.cli.options import json_option, language_option, print_json, say, workspace_option, wrong_usage
from boji.cli.tables import print_table, progress_bar
from boji.engine.facts import TABLES
from boji.intake import import_files
from boji.workspace import DEFAULT_TIMEZONE, Workspace


@click.command()
@click.option(
    "--workspace", type=click.Path(path_type=Path), envvar="BOJI_WORKSPACE", help="The new directory."
)
@click.argument("directory", type=click.Path(path_type=Path), required=False)
@click.option("--timezone", default=DEFAULT_TIMEZONE, show_default=True, help="Zone of times without one.")
@language_option
def init(workspace: Path | None, directory: Path | None, timezone: str, language: str) -> None:
    """Make a workspace."""
    path = directory or workspace
    if path is None:
        raise wrong_usage(
            click.get_current_context(),
            "请指定新工作区的目录：boji init DIR、--workspace DIR 或 BOJI_WORKSPACE",
            "name the new workspace: boji init DIR, --workspace DIR or BOJI_WORKSPACE",
        )
    made = Workspace.create(path, timezone)
    say(
        language,
        f"已建立工作区 {made.path}（时区 {timezone}）\n下一步：boji import 文件…",
        f"Made the workspace {made.path} (time zone {timezone})\nNext: boji import FILE…",
    )


@click.command("import")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--as", "as_table", type=click.Choice(sorted(TABLES)), help="The table of all files.")
@workspace_option
@json_option
@language_option
def import_command(
    paths: tuple[Path, ...], as_table: str | None, workspace: Workspace, as_json: bool, language: str
) -> None:
    """Import canonical CSV, xlsx or Parquet files, all of them or none."""
    with progress_bar() as bar:
        report = import_files(
            workspace, paths, as_table, progress=lambda step, about: bar.show(f"{step} {about}".strip())
        )
    if as_json:
        print_json(
            {
                "snapshot": report.snapshot.digest,
                "published": report.published,
                "files": [
                    {
                        "file": one.name,
                        "table": one.table,
                        "rows": one.rows,
                        "added": one.added,
                        "changed": one.changed,
                        "unchanged": one.unchanged,
                    }
                    for one in report.files
                ],
            }
        )
        return
    headers = ("文件", "表", "行", "新增", "更正", "不变")
    if language == "en":
        headers = ("file", "table", "rows", "added", "changed", "unchanged")
    print_table(
        headers,
        ((one.name, one.table, one.rows, one.added, one.changed, one.unchanged) for one in report.files),
        figures=(2, 3, 4, 5),
    )
    if not report.published:
        say(language, "所有行都已在库中，没有变化", "Every row was there already; nothing changed")
