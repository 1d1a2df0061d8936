"""`boji period …`: pay periods from calculation to pay day, with the actions of the pages.

Owns arguments and printing. Who acts is the account named by --as; what is refused is said in words.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from boji.cli.options import (
    json_option,
    language_of,
    language_option,
    period_of,
    print_json,
    remark,
    say,
    wrong_usage,
)
from boji.cli.refusals import Refused
from boji.cli.tables import print_table, progress_bar
from boji.engine.periods import Period
from boji.engine.results.texts import money_words
from boji.payouts import actions
from boji.payouts.board import Board
from boji.payouts.models import PayPeriod
from boji.payouts.pay_file import FORMS, make_pay_file
from boji.payouts.period_json import file_figures, month_json, page_json
from boji.payouts.period_list import months
from boji.payouts.period_page import period_page
from boji.payouts.rules import Step
from boji.platform import clock, company
from boji.platform.access import NotFound, may_for_all
from boji.platform.audit import Actor
from boji.platform.models import User
from boji.platform.roles import Right


class _Guarded(click.Command):
    """Says to those who may not what it says of what is absent."""

    def invoke(self, context: click.Context) -> Any:
        try:
            return super().invoke(context)
        except NotFound as absent:
            raise _no_account(context) from absent


class _Commands(click.Group):
    command_class = _Guarded


@click.group(cls=_Commands)
def commands() -> None:
    """Pay periods from calculation to pay day."""


def _no_account(context: click.Context) -> Refused:
    if language_of(context) == "zh":
        return Refused("没有这样的账号，或该账号没有这项权限。请用 --as 写有权限的用户名")
    return Refused("There is no such account, or it has no such right. Name one that has it with --as")


def _month(context: click.Context, _argument: click.Parameter, text: str) -> Period:
    period = period_of(context, text)
    if period.kind != "month":
        raise wrong_usage(context, "只有月份有账期，写作 2026-09", "only months are paid; write 2026-09")
    return period


def _actor(context: click.Context, _option: click.Parameter, username: str) -> Actor:
    user = User.objects.filter(username=username, is_active=True).first()
    if user is None:
        raise _no_account(context)
    return Actor(user, "cli")


month_argument: Callable[[Any], Any] = click.argument("period", metavar="MONTH", callback=_month)
as_option: Callable[[Any], Any] = click.option(
    "--as", "actor", metavar="USERNAME", required=True, callback=_actor, help="The account that acts."
)


def _options(command: Callable[..., None]) -> Callable[..., None]:
    """What every command on one month takes."""
    for option in (language_option, json_option, as_option, month_argument):
        command = option(command)
    return command


def _demand_view(actor: Actor) -> User:
    user = actor.user
    if user is None or not any(may_for_all(user, one) for one in (Right.CALCULATE, Right.APPROVE, Right.PAY)):
        raise NotFound("period")
    return user


@commands.command("list")
@as_option
@json_option
@language_option
def list_periods(actor: Actor, as_json: bool, language: str) -> None:
    """List the months with their state, pay, pay day and next step."""
    _demand_view(actor)
    found = months(company.workspace(), clock.today())
    if as_json:
        print_json([month_json(one) for one in found])
        return
    headers = ("账期", "状态", "人数", "应发合计", "发薪日", "下一步")
    if language != "zh":
        headers = ("month", "state", "people", "total pay", "pay day", "next step")
    rows = [
        (
            one.period.label,
            one.state.text(language),
            one.people,
            None if one.fen is None else money_words(one.fen),
            one.pay_day,
            one.next.text(language) if one.next else None,
        )
        for one in found
    ]
    print_table(headers, rows, figures=(2, 3))


@commands.command("show")
@_options
def show(period: Period, actor: Actor, as_json: bool, language: str) -> None:
    """Show a month: figures, what stands in its way, and who took which step."""
    page = period_page(company.workspace(), _demand_view(actor), period, clock.today())
    if as_json:
        print_json(page_json(page, language))
        return
    say(
        language,
        f"{period.label} {page.state.text('zh')}，{page.totals.people} 人，"
        f"应发合计 {money_words(page.totals.pay)}，发薪日 {page.one.pay_day}",
        f"{period.label} is {page.state.text('en')}: {page.totals.people} people,"
        f" {money_words(page.totals.pay)} in all, pay day {page.one.pay_day}",
    )
    for taken in page.history:
        reason = f"  {taken.reason}" if taken.reason else ""
        click.echo(f"  {taken.at:%Y-%m-%d %H:%M} {Step(taken.step).text(language)} {taken.by}{reason}")
    _print_board(page.board, language)


def _print_board(found: Board, language: str) -> None:
    for entry in found.entries:
        remark(f"[{entry.code}] {entry.title.text(language)}")


def _print_done(one: PayPeriod, actor: Actor, as_json: bool, language: str) -> None:
    assert actor.user is not None, "--as names an account"
    page = period_page(company.workspace(), actor.user, one.period, clock.today())
    if as_json:
        print_json(page_json(page, language))
        return
    state, pay = page.state, money_words(page.totals.pay)
    if page.run is None or not one.run:
        say(language, f"{one.label} {state.text('zh')}", f"{one.label} is {state.text('en')}")
    else:
        say(
            language,
            f"{one.label} {state.text('zh')}：{page.totals.people} 人，应发合计 {pay}",
            f"{one.label} is {state.text('en')}: {page.totals.people} people, {pay} in all",
        )


@commands.command("calculate")
@_options
def calculate(period: Period, actor: Actor, as_json: bool, language: str) -> None:
    """Compute a month from the newest facts and have that run count."""
    with progress_bar() as bar:
        one = actions.calculate(actor, company.workspace(), period, bar.show)
    _print_done(one, actor, as_json, language)
    if not as_json:
        _print_board(actions.board_of(company.workspace(), one), language)


def _reasons(context: click.Context, _option: click.Parameter, given: tuple[str, ...]) -> dict[str, str]:
    parted = [text.partition("=") for text in given]
    if any(not sign for _, sign, _ in parted):
        raise wrong_usage(context, "--reason 写作 代号=原因", "--reason is written CODE=TEXT")
    return {code.strip(): reason for code, _, reason in parted}


@commands.command("check")
@click.option(
    "--reason",
    "reasons",
    multiple=True,
    metavar="CODE=TEXT",
    callback=_reasons,
    help="Why an entry of the board may pass; `boji period show` has the codes.",
)
@click.option("--note", default="", help="A remark that is kept with the step.")
@_options
def check(
    period: Period, actor: Actor, as_json: bool, language: str, reasons: dict[str, str], note: str
) -> None:
    """Say that the run was looked through."""
    one = actions.check(actor, company.workspace(), period, reasons=reasons, note=note)
    _print_done(one, actor, as_json, language)


@commands.command("approve")
@click.option("--note", default="", help="A remark that is kept with the step.")
@_options
def approve(period: Period, actor: Actor, as_json: bool, language: str, note: str) -> None:
    """Release a checked run; by somebody who neither calculated nor checked it."""
    _print_done(actions.approve(actor, period, note=note), actor, as_json, language)


@commands.command("lock")
@_options
def lock(period: Period, actor: Actor, as_json: bool, language: str) -> None:
    """Make an approved month final: what becomes known later is an adjustment of the next one."""
    _print_done(actions.lock(actor, company.workspace(), period), actor, as_json, language)


@commands.command("pay")
@click.option(
    "--on",
    "paid_on",
    type=click.DateTime(["%Y-%m-%d"]),
    help="The day on which it was paid; today where not given.",
)
@_options
def pay(period: Period, actor: Actor, as_json: bool, language: str, paid_on: dt.datetime | None) -> None:
    """Record that everything due of a locked month was paid."""
    day = paid_on.date() if paid_on else clock.today()
    _print_done(actions.pay(actor, period, day), actor, as_json, language)


@commands.command("reopen")
@click.option("--reason", required=True, help="Why; it is kept with the step.")
@_options
def reopen(period: Period, actor: Actor, as_json: bool, language: str, reason: str) -> None:
    """Take a month back to open, while no later one is locked and nothing was paid."""
    _print_done(actions.reopen(actor, period, reason), actor, as_json, language)


@commands.command("file")
@click.option(
    "--to",
    "target",
    type=click.Path(path_type=Path, dir_okay=False),
    required=True,
    help="A file whose name ends in .xlsx or .csv.",
)
@_options
def file_command(period: Period, actor: Actor, as_json: bool, language: str, target: Path) -> None:
    """Write the pay file of a locked month, and record that it was made."""
    form = next((one for one in FORMS if target.suffix.lower() == f".{one}"), None)
    if form is None:
        context = click.get_current_context()
        raise wrong_usage(context, "文件名要以 .xlsx 或 .csv 结尾", "the name must end in .xlsx or .csv")
    made = make_pay_file(actor, period, form, language)
    target.write_bytes(made.content)
    kept = made.record
    if as_json:
        print_json({"period": period.label, "file": str(target), **file_figures(kept)})
        return
    say(
        language,
        f"{target}：{kept.people} 人，合计 {money_words(kept.fen)}",
        f"{target}: {kept.people} people, {money_words(kept.fen)} in all",
    )
