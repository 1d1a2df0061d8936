"""`boji check`."""

from __future__ import annotations

import datetime as dt

import click

from boji.cli.options import json_option, language_option, period_argument, print_json, say, workspace_option
from boji.cli.tables import progress_bar
from boji.completeness import Finding, Report, Severity
from boji.engine.periods import Period
from boji.plans.fact_checks import check_facts, check_json
from boji.workspace import Workspace

SHOWN = 3  # examples of a finding; --json has more


@click.command("check")
@period_argument
@click.option("--strict", is_flag=True, help="Exit with 1 where something has to be mended.")
@workspace_option
@json_option
@language_option
def check_command(period: Period, strict: bool, workspace: Workspace, as_json: bool, language: str) -> None:
    """Look for what a period's facts lack and where they disagree, and say what to do about it."""
    with progress_bar() as bar:
        report, facts = check_facts(workspace, period, dt.datetime.now(dt.UTC), bar.show)
    if as_json:
        print_json(check_json(report, facts, language))
    else:
        _print(report, language)
    if strict and report.of(Severity.PROBLEM):
        click.get_current_context().exit(1)


def _print(report: Report, language: str) -> None:
    counts = [len(report.of(severity)) for severity in Severity]
    say(
        language,
        f"{report.period.label}：{counts[0]} 项要处理，{counts[1]} 项请核对，{counts[2]} 项提示；"
        f"{len(report.clean)} 项没有问题，{len(report.skipped)} 项没有数据可查",
        f"{report.period.label}: {counts[0]} to mend, {counts[1]} to check, {counts[2]} to know;"
        f" {len(report.clean)} are fine, {len(report.skipped)} have nothing to look at",
    )
    for finding in report.findings:
        click.echo()
        for line in _lines(finding, language):
            click.echo(line)


def _lines(finding: Finding, language: str) -> list[str]:
    texts = finding.examples_text(language)
    more = finding.count - SHOWN
    cause, mend = finding.check.cause.text(language), finding.mend(language)
    if finding.check.command is not None:
        command = finding.check.command.text(language)
        mend += f"（{command}）" if language == "zh" else f" ({command})"
    lines = [f"[{finding.check.severity.text(language)}] {finding.title(language)}"]
    lines.append(f"  原因：{cause}" if language == "zh" else f"  Cause: {cause}")
    lines.append(f"  处理：{mend}" if language == "zh" else f"  Do: {mend}")
    lines += [f"  · {text}" for text in texts[:SHOWN]]
    if more > 0:
        lines.append(
            f"  · 还有 {more:,} 条（--json 列出更多）"
            if language == "zh"
            else f"  · {more:,} more (--json lists more)"
        )
    return lines
