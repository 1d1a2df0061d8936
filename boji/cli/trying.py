"""`boji plan try`: what drafts would have cost over past months, for whom and why."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import click

from boji.cli.options import (
    json_option,
    language_option,
    period_of,
    print_json,
    say,
    workspace_option,
    wrong_usage,
)
from boji.cli.tables import print_table, progress_bar
from boji.engine.periods import Period
from boji.engine.plan.label import Label
from boji.engine.plan.read import read_plan
from boji.engine.plan.values import LiteralError, read_ratio
from boji.engine.results.texts import money_words, percent_words
from boji.replay.answer import Answer
from boji.replay.as_json import as_json as json_of
from boji.replay.question import Question
from boji.replay.replaying import replay
from boji.replay.tables import TOTAL, Fen, Sheet, share_words, sheets, side_names, signed
from boji.replay.workbook import ENDING, write_workbook
from boji.workspace import Workspace

FILE = click.Path(path_type=Path, dir_okay=False)
SHOWN = 20  # of a long table on a terminal; files and --json have all of it


def _month(context: click.Context, _option: click.Parameter, text: str) -> Period:
    period = period_of(context, text)
    if period.kind != "month":
        raise wrong_usage(context, f"“{text}”不是月份：写作 2026-09", f"“{text}” is no month: write 2026-09")
    return period


def _near(context: click.Context, _option: click.Parameter, text: str) -> Fraction:
    try:
        share = read_ratio(text)
    except LiteralError:
        share = Fraction(0)
    if not 0 < share < 1:
        raise wrong_usage(
            context, f"“{text}”要是 0% 到 100% 之间的百分比，如 5%", f"“{text}”: write a percentage, as 5%"
        )
    return share


@click.command("try")
@click.argument("drafts", nargs=-1, required=True, type=FILE)
@click.option("--from", "first", required=True, callback=_month, help="The first month, as 2026-04.")
@click.option("--to", "last", required=True, callback=_month, help="The last month.")
@click.option(
    "--against", type=FILE, help="A plan file to compare with; else the plan in force in each month."
)
@click.option(
    "--near", default="5%", show_default=True, callback=_near, help="How close to a threshold counts as near."
)
@click.option("--to-file", "target", type=FILE, help="Also write everything to x.xlsx.")
@workspace_option
@json_option
@language_option
def try_command(
    drafts: tuple[Path, ...],
    first: Period,
    last: Period,
    against: Path | None,
    near: Fraction,
    target: Path | None,
    workspace: Workspace,
    as_json: bool,
    language: str,
) -> None:
    """What draft plans would have cost over past months, for whom and why. Nothing of it is settled or
    paid."""
    if target is not None and target.suffix.lower() != ENDING:
        raise wrong_usage(click.get_current_context(), "文件名要以 .xlsx 结尾", "the file must end in .xlsx")
    question = Question(
        first,
        last,
        tuple(read_plan(draft) for draft in drafts),
        read_plan(against) if against else None,
        near,
    )
    with progress_bar() as bar:
        answer = replay(workspace, question, bar.show)
    names = side_names(answer, [draft.name for draft in drafts], against.name if against else None)
    tables = sheets(answer, names, language)
    if target is not None:
        write_workbook(tables, target)
    if as_json:
        print_json(json_of(answer, names, language))
        return
    _print(answer, names, tables, language)
    if target is not None:
        say(language, f"已写入 {target}", f"Wrote {target}")


def _print(answer: Answer, names: list[Label], tables: list[Sheet], language: str) -> None:
    before = answer.before.cost()
    first, last = answer.months[0], answer.months[-1]
    share = share_words(answer.share(answer.before, "gmv"))
    say(
        language,
        f"{first} 至 {last}，{names[0].zh}：成本 {money_words(before)}，占 GMV {share}",
        f"{first} to {last}, {names[0].en}: cost {money_words(before)}, {share} of GMV",
    )
    for name, draft in zip(names[1:], answer.drafts, strict=True):
        cost = draft.side.cost()
        moved = percent_words(Fraction(cost - before, before), 2) if before > 0 else "—"
        share = share_words(answer.share(draft.side, "gmv"))
        say(
            language,
            f"{name.zh}：成本 {money_words(cost)}，差额 {signed(cost - before)}（{moved}），"
            f"占 GMV {share}"
            f"；{draft.gaining} 人增加，{draft.losing} 人减少",
            f"{name.en}: cost {money_words(cost)}, difference {signed(cost - before)} ({moved}),"
            f" {share} of GMV; {draft.gaining} people gain, {draft.losing} lose",
        )
    for table in tables:
        _print_table(_brief(table), language)


def _brief(table: Sheet) -> Sheet:
    """What fits a terminal: the spread of all months together, and whom it makes a difference for."""
    totals = {TOTAL.zh, TOTAL.en}
    rows = table.rows
    if table.kind == "spread":
        rows = [row for row in rows if row[1] in totals]
    elif table.kind == "people":
        rows = [row for row in rows if row[7] != Fen(0)]
    return replace(table, rows=rows)


def _print_table(table: Sheet, language: str) -> None:
    if not table.rows:
        return
    click.echo(f"\n{table.title}")
    shown = table.rows[:SHOWN] if len(table.rows) > SHOWN + 5 else table.rows
    figures = [
        place
        for place in range(len(table.columns))
        if any(isinstance(row[place], Fen | int) for row in table.rows)
    ]
    print_table(table.columns, ([_text(cell) for cell in row] for row in shown), figures=figures)
    if len(shown) < len(table.rows):
        more = len(table.rows) - len(shown)
        say(language, f"还有 {more} 行：--to-file 写出全部", f"{more} more rows: --to-file writes all")


def _text(cell: object) -> object:
    return money_words(cell.fen) if isinstance(cell, Fen) else cell
