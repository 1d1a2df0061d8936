"""`boji statement | scorecard | explain | outcomes | export`: reading the run in use of a period."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import click

from boji.cli.options import (
    json_option,
    language_option,
    period_argument,
    period_of,
    print_json,
    remark,
    say,
    workspace_option,
    wrong_usage,
)
from boji.cli.refusals import Refused
from boji.cli.tables import print_table, progress_bar
from boji.engine.explain import explain
from boji.engine.periods import Period
from boji.engine.plan.model import Plan
from boji.engine.results.proposals import outcome_notes, proposals
from boji.engine.results.scorecard import grade_words, scorecards, team_scorecards
from boji.engine.results.statement import NoSuchPerson, names_of, statement, statements, stints_of
from boji.engine.results.texts import percent_words, unit_words, yuan_words
from boji.payouts.export import UnknownEnding, export_run
from boji.payouts.runs import open_latest
from boji.workspace import Workspace

DEFAULT_ORDER_LINES = 5


def _person_and_period(words: tuple[str, ...], everybody: bool) -> tuple[str | None, Period]:
    """`PERSON PERIOD`, or `PERIOD` alone with --all."""
    context = click.get_current_context()
    expected = 1 if everybody else 2
    if len(words) != expected:
        raise wrong_usage(context, "请写“人员 账期”，或“--all 账期”", "write PERSON PERIOD, or --all PERIOD")
    return (None if everybody else words[0]), period_of(context, words[-1])


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
        found = statements(run, language) if person is None else [statement(run, person, language)]
        names = names_of(run)
    if as_json:
        print_json(found if person is None else found[0])
        return
    for one in found:
        _print_statement(one, names, language)
    if not found:
        say(
            language,
            f"{period.label} 没有在职人员，没有提成单",
            f"Nobody was with the company in {period.label}; there are no statements",
        )


def _no_pay(period: Period, language: str) -> str:
    if language == "zh":
        return f"{period.label} 没有提成单：工资按月计算，且方案要有提成或奖金池"
    return f"{period.label} has no statements: pay is by month, under a plan with commission or pools"


def _print_statement(one: dict[str, Any], names: dict[str, str], language: str) -> None:
    zh = language == "zh"
    name = f"{one['person_id']} {names.get(one['person_id'], '')}".strip()
    title = f"{name}  {one['period']}  {'应发' if zh else 'pay'} {_money(one['pay'])}"
    if one["score"] is not None:
        title += f"  {'得分' if zh else 'score'} {_score(one['score'])}"
    click.echo(title)
    if one["lines"]:
        headers = ("项目", "基数", "比例", "金额") if zh else ("line", "base", "rate", "amount")
        rows: list[tuple[object, ...]] = [
            (line["label"], _money(line["base"]), _rate(line), _money(line["amount"]))
            for line in one["lines"]
        ]
        rows.append(("合计" if zh else "total", None, None, _money(one["pay"])))
        print_table(headers, rows, figures=(1, 2, 3))
    for words in one["incomplete"]:
        click.echo(f"! {words}")
    click.echo()


def _money(amount: str | None) -> str | None:
    return None if amount is None else yuan_words(Fraction(amount))


def _rate(line: dict[str, Any]) -> str | None:
    """A rate as a percentage; the days of base pay stand in its label."""
    if line["rate"] is None or line["kind"] == "base_pay":
        return None
    return percent_words(Fraction(line["rate"]))


def _score(score: str | None) -> str:
    return "—" if score is None else f"{Decimal(score).quantize(Decimal('0.1'), ROUND_HALF_UP)}"


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
            if not stints_of(run, person):
                raise NoSuchPerson(person)
            raise Refused(_no_scorecard(person, period, language))
        names = names_of(run)
    if as_json:
        print_json(found if person is None else found[0])
        return
    for one in found:
        _print_scorecard(one, run.plan, names, language)
    if not found:
        say(
            language,
            f"{period.label} 没有人适用考核表",
            f"No scorecard applies to anybody in {period.label}",
        )


def _no_scorecard(person: str, period: Period, language: str) -> str:
    if language == "zh":
        return f"{person} 在 {period.label} 的最后一天没有适用的考核表"
    return f"No scorecard applies to {person} on the last day of {period.label}"


def _print_scorecard(one: dict[str, Any], plan: Plan, names: dict[str, str], language: str) -> None:
    zh = language == "zh"
    subject = one.get("person_id") or one.get("team")
    subject = f"{subject} {names.get(str(subject), '')}".strip()
    card = next(card for card in plan.scorecards if card.name == one["scorecard"])
    title = f"{subject}  {one['period']}  {card.label.text(language)}"
    title += f"  {'得分' if zh else 'score'} {_score(one['score'])}"
    if one["grade"]:
        title += f"  {grade_words(plan, one['grade'], language)}  {one['rank']}/{one['peers']}"
    click.echo(title)
    headers = (
        ("指标", "权重", "实际", "目标", "得分") if zh else ("item", "weight", "actual", "target", "score")
    )
    rows: list[tuple[object, ...]] = []
    for dimension in one["dimensions"]:
        weight = percent_words(Fraction(dimension["weight"]))
        rows.append((f"[{dimension['label']}]", weight, None, None, _score(dimension["score"])))
        rows += [_item_row(item, plan, language) for item in dimension["items"]]
    for entry in one["deductions"]:
        by = percent_words(Fraction(entry["by"]))
        rows.append((entry["label"], f"−{by}", entry["count"], None, None))
    print_table(headers, rows, figures=(1, 2, 3, 4))
    if one["composite"]:
        month, quarter = _score(one["period_score"]), _score(one["quarter_score"])
        say(language, f"月度 {month}，季度 {quarter}", f"month {month}, quarter {quarter}")
    for words in (*one["incomplete"], *one["notes"]):
        click.echo(f"! {words}")
    click.echo()


def _item_row(item: dict[str, Any], plan: Plan, language: str) -> tuple[object, ...]:
    def figure(value: str | None) -> str:
        if value is None:
            return "—"
        unit = plan.metrics[item["metric"]].unit if item["metric"] in plan.metrics else "points"
        return unit_words(unit, Fraction(value), language)

    target = figure(item["target"]) if item["target"] is not None else None
    weight = percent_words(Fraction(item["weight"]))
    return (f"  {item['label']}", weight, figure(item["actual"]), target, _score(item["score"]))


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
        found, notes = proposals(run, language), outcome_notes(run, language)
    if as_json:
        print_json(found)
        return
    for one in found:
        click.echo(f"- {one['text']}")
    if not found:
        say(language, f"{period.label} 没有提议", f"Nothing is proposed for {period.label}")
    for note in notes:
        remark(note)


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
            raise wrong_usage(
                click.get_current_context(),
                "文件名要以 .xlsx、.csv 或 .parquet 结尾",
                "the file must end in .xlsx, .csv or .parquet",
            ) from error
    say(language, f"已写入 {target}", f"Wrote {target}")
