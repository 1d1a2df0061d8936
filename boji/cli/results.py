"""`boji statement | scorecard | explain | outcomes | export`: reading the run in use of a period."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from boji.cli.options import (
    json_option,
    language_option,
    period_argument,
    print_json,
    say,
    workspace_option,
)
from boji.cli.refusals import Refused
from boji.cli.tables import print_table, progress_bar
from boji.engine.explain import explain
from boji.engine.periods import Period
from boji.engine.results.proposals import outcome_notes, proposals
from boji.engine.results.scorecard import scorecards, team_scorecards
from boji.engine.results.statement import NoSuchPerson, statement, statements
from boji.payouts.export import UnknownEnding, export_run
from boji.payouts.runs import open_latest
from boji.workspace import Workspace

DEFAULT_ORDER_LINES = 5


def _person_and_period(words: tuple[str, ...], everybody: bool) -> tuple[str | None, Period]:
    """`PERSON PERIOD`, or `PERIOD` alone with --all."""
    expected = 1 if everybody else 2
    if len(words) != expected:
        raise click.UsageError("write PERSON PERIOD, or --all PERIOD")
    return (None if everybody else words[0]), Period.parse(words[-1])


words_argument = click.argument("words", nargs=-1, metavar="PERSON PERIOD")
all_option = click.option("--all", "everybody", is_flag=True, help="Everybody, in place of PERSON.")


@click.command("statement")
@words_argument
@all_option
@workspace_option
@json_option
@language_option
def statement_command(
    words: tuple[str, ...], everybody: bool, workspace: Workspace, as_json: bool, language: str
) -> None:
    """Print a person's statement of a month, line by line."""
    person, period = _person_and_period(words, everybody)
    with open_latest(workspace, period) as run:
        if run.compiled.commission is None:
            raise Refused(_no_pay(period, language))
        if person is None:
            found = statements(run, language)
            if as_json:
                print_json(found)
            else:
                for one in found:
                    _print_statement(one, language)
        else:
            one = statement(run, person, language)
            print_json(one) if as_json else _print_statement(one, language)


def _no_pay(period: Period, language: str) -> str:
    if language == "zh":
        return f"{period.label} 没有工资条：工资按月计算，且方案要有提成或奖金池"
    return f"{period.label} has no statements: pay is by month, under a plan with commission or pools"


def _print_statement(one: dict[str, Any], language: str) -> None:
    zh = language == "zh"
    click.echo(f"{one['person_id']} {one['period']}  {'应发' if zh else 'pay'} {one['pay']}")
    headers = ("项目", "基数", "比例", "金额") if zh else ("line", "base", "rate", "amount")
    rows: list[tuple[object, ...]] = [
        (line["label"], line["base"], line["rate"], line["amount"]) for line in one["lines"]
    ]
    rows.append(("合计" if zh else "total", None, None, one["pay"]))
    print_table(headers, rows, figures=(1, 2, 3))
    for words in one["incomplete"]:
        click.echo(f"! {words}")
    click.echo()


@click.command()
@words_argument
@all_option
@workspace_option
@json_option
@language_option
def scorecard(
    words: tuple[str, ...], everybody: bool, workspace: Workspace, as_json: bool, language: str
) -> None:
    """Print a person's scorecard: items with actual, target and score, grade and rank."""
    person, period = _person_and_period(words, everybody)
    with open_latest(workspace, period) as run:
        found = scorecards(run, language, person)
        if person is None:
            found += team_scorecards(run, language)
        elif not found:
            if not run.rows("SELECT 1 AS one FROM stints WHERE person_id = ? LIMIT 1", person):
                raise NoSuchPerson(person)
            raise Refused(_no_scorecard(person, period, language))
    if as_json:
        print_json(found if person is None else found[0])
        return
    for one in found:
        _print_scorecard(one, language)


def _no_scorecard(person: str, period: Period, language: str) -> str:
    if language == "zh":
        return f"{person} 在 {period.label} 的最后一天没有适用的考核表"
    return f"No scorecard applies to {person} on the last day of {period.label}"


def _print_scorecard(one: dict[str, Any], language: str) -> None:
    zh = language == "zh"
    subject = one.get("person_id") or one.get("team")
    title = f"{subject} {one['period']} {one['scorecard']}  {'得分' if zh else 'score'} {one['score'] or '—'}"
    if one["grade"]:
        title += f"  {one['grade']}  {one['rank']}/{one['peers']}"
    click.echo(title)
    headers = (
        ("指标", "权重", "实际", "目标", "得分") if zh else ("item", "weight", "actual", "target", "score")
    )
    rows: list[tuple[object, ...]] = []
    for dimension in one["dimensions"]:
        rows.append((f"[{dimension['label']}]", dimension["weight"], None, None, dimension["score"]))
        rows += [
            (f"  {item['label']}", item["weight"], item["actual"], item["target"], item["score"])
            for item in dimension["items"]
        ]
    rows += [(entry["label"], entry["by"], entry["count"], None, None) for entry in one["deductions"]]
    print_table(headers, rows, figures=(1, 2, 3, 4))
    for words in (*one["incomplete"], *one["notes"]):
        click.echo(f"! {words}")
    click.echo()


@click.command("explain")
@click.argument("person")
@period_argument
@click.argument("figure", default="pay")
@click.option(
    "--lines",
    type=click.IntRange(min=0),
    default=DEFAULT_ORDER_LINES,
    show_default=True,
    help="Order lines to print under each sum.",
)
@workspace_option
@json_option
@language_option
def explain_command(
    person: str,
    period: Period,
    figure: str,
    lines: int,
    workspace: Workspace,
    as_json: bool,
    language: str,
) -> None:
    """Explain FIGURE (pay, commission, base_pay, score or a metric) down to the order lines."""
    with open_latest(workspace, period) as run:
        node = explain(run, person, figure, language, lines)
    if as_json:
        print_json(node.as_json())
    else:
        click.echo("\n".join(node.as_lines()))


@click.command()
@period_argument
@workspace_option
@json_option
@language_option
def outcomes(period: Period, workspace: Workspace, as_json: bool, language: str) -> None:
    """Print what the plan proposes for whom; a person decides."""
    with open_latest(workspace, period) as run:
        found, remarks = proposals(run, language), outcome_notes(run, language)
    if as_json:
        print_json(found)
        return
    for one in found:
        click.echo(f"- {one['text']}")
    if not found:
        say(language, f"{period.label} 没有提议", f"Nothing is proposed for {period.label}")
    for remark in remarks:
        click.echo(f"! {remark}")


@click.command()
@period_argument
@click.option(
    "--to",
    "target",
    required=True,
    type=click.Path(path_type=Path, dir_okay=False),
    help="x.xlsx, x.csv or x.parquet.",
)
@workspace_option
@language_option
def export(period: Period, target: Path, workspace: Workspace, language: str) -> None:
    """Write the statements of a month to a file."""
    with open_latest(workspace, period) as run, progress_bar() as bar:
        if run.compiled.commission is None:
            raise Refused(_no_pay(period, language))
        try:
            export_run(run, target, language, lambda done, whole: bar.show(str(target), done / max(whole, 1)))
        except UnknownEnding as error:
            raise click.UsageError("the file must end in .xlsx, .csv or .parquet") from error
    say(language, f"已写入 {target}", f"Wrote {target}")
