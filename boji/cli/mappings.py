"""Files of unknown formats: the mapping that is proposed, shown, agreed to, or written down to be mended."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

import click

from boji.cli.options import say
from boji.cli.refusals import Refused
from boji.cli.tables import print_table
from boji.intake import FormatMapping
from boji.intake.formats.proposal import Proposal
from boji.intake.proposing import propose_mapping
from boji.workspace import Workspace


def write_proposal(workspace: Workspace, path: Path, target: Path, language: str) -> None:
    """Write the draft of a mapping for a file; a draft that is there is never replaced."""
    found = propose_mapping(workspace, path)
    if found is None:
        raise Refused(
            f"{path.name}：没有认得的列，无法提议映射。声明的写法见 docs/formats.md"
            if language == "zh"
            else f"{path.name}: no column of it is known; see docs/formats.md on writing a declaration"
        )
    _show(path.name, found, language)
    with target.open("x", encoding="utf-8") as file:
        file.write(found.declaration)
    say(
        language,
        f"\n草稿已写入 {target}。核对后：boji import {path} --map {target}",
        f"\nThe draft is in {target}. Check it, then: boji import {path} --map {target}",
    )


def agreed_mappings(proposals: Mapping[str, Proposal], language: str) -> list[FormatMapping]:
    """The proposals, where somebody sits at the terminal and agrees to each; else none."""
    if not (proposals and sys.stdin.isatty() and sys.stdout.isatty()):
        return []
    for name, proposal in proposals.items():
        _show(name, proposal, language)
        if proposal.missing:
            return []
        question = "按此映射导入并记住它？" if language == "zh" else "Import it so, and remember the mapping?"
        if not click.confirm(question, default=False):
            return []
    return [FormatMapping(proposal.declaration, name) for name, proposal in proposals.items()]


def _show(name: str, proposal: Proposal, language: str) -> None:
    say(
        language,
        f"{name}：未知格式。提议作为 {proposal.table} 导入，把握 {proposal.confidence:.0%}",
        f"{name}: unknown format. It could be imported as {proposal.table}, {proposal.confidence:.0%} sure",
    )
    print_table(
        ("文件的列", "含义", "读法", "把握")
        if language == "zh"
        else ("column of the file", "means", "read as", "sure"),
        ((one.header, one.column, one.reading.value, f"{one.confidence:.0%}") for one in proposal.columns),
        figures=(3,),
    )
    if proposal.missing:
        listed = ", ".join(proposal.missing)
        say(language, f"没有找到必需的列：{listed}", f"Columns that are needed and were not found: {listed}")
