"""`boji plan check | show | diff | try | publish`."""

from __future__ import annotations

import datetime as dt
from importlib import import_module
from pathlib import Path

import click

from boji.cli.lazily import has_site
from boji.cli.options import (
    json_option,
    language_option,
    machine_user,
    print_json,
    say,
    workspace_option,
    wrong_usage,
)
from boji.cli.refusals import Refused
from boji.cli.tables import print_table
from boji.cli.trying import try_command
from boji.engine.examples import Verdict, check_examples
from boji.engine.plan.diff import differences
from boji.engine.plan.issues import PlanIssue, PlanRefused
from boji.engine.plan.read import read_plan
from boji.engine.plan.words import handbook
from boji.engine.results.texts import number_text
from boji.plans.publishing import ExamplesFail, Publication, publish_plan
from boji.workspace import Workspace

FILE = click.Path(path_type=Path, dir_okay=False)


@click.group()
def plan() -> None:
    """Check, read out, compare, try and publish plans."""


plan.add_command(try_command)


@plan.command()
@click.argument("file", type=FILE)
@json_option
@language_option
def check(file: Path, as_json: bool, language: str) -> None:
    """Name every error of a plan, then run its examples, expected against got."""
    try:
        verdicts = check_examples(read_plan(file))
    except PlanRefused as refusal:
        if not as_json:
            raise
        print_json({"issues": [_issue_json(issue, language) for issue in refusal.issues], "examples": []})
        raise SystemExit(1) from refusal
    failing = [verdict for verdict in verdicts if not verdict.holds]
    if as_json:
        print_json({"issues": [], "examples": [_verdict_json(verdict) for verdict in verdicts]})
    else:
        _print_verdicts(verdicts, language)
        if not failing:
            say(
                language,
                f"方案没有错误，{len(verdicts)} 项示例全部符合",
                f"The plan has no errors; all {len(verdicts)} expectations hold",
            )
    if failing:
        raise Refused(_failing(failing, language))


def _issue_json(issue: PlanIssue, language: str) -> dict[str, object]:
    return {
        "file": issue.file,
        "line": issue.line,
        "column": issue.column,
        "problem": issue.problem.text(language),
        "mend": issue.mend.text(language) if issue.mend else None,
        "nearest": issue.nearest,
    }


def _verdict_json(verdict: Verdict) -> dict[str, object]:
    return {
        "example": verdict.example,
        "line": verdict.line,
        "figure": verdict.figure,
        "expected": number_text(verdict.expected),
        "got": None if verdict.got is None else number_text(verdict.got),
        "holds": verdict.holds,
    }


def _print_verdicts(verdicts: list[Verdict], language: str) -> None:
    headers = (
        ("示例", "项目", "期望", "结果", "")
        if language == "zh"
        else ("example", "figure", "expected", "got", "")
    )
    marks = {True: "符合", False: "不符"} if language == "zh" else {True: "holds", False: "FAILS"}
    print_table(
        headers,
        (
            (
                verdict.example,
                verdict.figure,
                number_text(verdict.expected),
                "—" if verdict.got is None else number_text(verdict.got),
                marks[verdict.holds],
            )
            for verdict in verdicts
        ),
        figures=(2, 3),
    )


def _failing(verdicts: list[Verdict], language: str) -> str:
    lines = ["示例与方案不符：" if language == "zh" else "Examples do not hold:"]
    for verdict in verdicts:
        got = "—" if verdict.got is None else number_text(verdict.got)
        expected = number_text(verdict.expected)
        place = f"{verdict.line}: {verdict.example} {verdict.figure}"
        lines.append(
            f"{place} 期望 {expected}，得到 {got}"
            if language == "zh"
            else f"{place}: expected {expected}, got {got}"
        )
    return "\n".join(lines)


@plan.command()
@click.argument("file", type=FILE)
@language_option
def show(file: Path, language: str) -> None:
    """Read a plan out in plain words."""
    click.echo(handbook(read_plan(file), language))


@plan.command()
@click.argument("old", type=FILE)
@click.argument("new", type=FILE)
@json_option
@language_option
def diff(old: Path, new: Path, as_json: bool, language: str) -> None:
    """Say in words what changed between two plans, and for whom."""
    changes = differences(read_plan(old), read_plan(new), language)
    if as_json:
        print_json(changes)
    elif changes:
        click.echo("\n".join(f"- {change}" for change in changes))
    else:
        say(language, "两份方案没有区别", "The plans do not differ")


@plan.command()
@click.argument("file", type=FILE)
@click.option("--reason", required=True, help="Why this plan, for those it concerns.")
@click.option("--as", "username", metavar="USERNAME", help="The account that publishes.")
@workspace_option
@language_option
def publish(file: Path, reason: str, username: str | None, workspace: Workspace, language: str) -> None:
    """Publish a plan; it takes effect on its own date and is never changed again."""
    if not reason.strip():
        raise wrong_usage(click.get_current_context(), "--reason 不能为空", "--reason must not be empty")
    try:
        publication = _published(workspace, file, reason, username)
    except ExamplesFail as refusal:
        raise Refused(_failing(refusal.verdicts, language)) from refusal
    day = publication.plan.effective_from
    say(
        language,
        f"已发布方案 {publication.plan.name}（第 {publication.number} 次发布），自 {day} 起生效",
        f"Published plan {publication.plan.name} (publication {publication.number}), in force from {day}",
    )


def _published(workspace: Workspace, file: Path, reason: str, username: str | None) -> Publication:
    """By an account, or by whoever is at this machine; in the audit trail where the workspace has a site."""
    if username is None and not has_site(workspace):
        return publish_plan(workspace, file, reason, dt.datetime.now(dt.UTC), machine_user())
    import_module("boji.site.setup").set_up(workspace)
    publish_as = import_module("boji.cli.publishing").publish_as
    publication: Publication = publish_as(workspace, file, reason, username)
    return publication
