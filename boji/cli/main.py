"""The `boji` command and all its sub-commands."""

from __future__ import annotations

import click

from boji import __version__
from boji.cli.calendar import calendar
from boji.cli.check import check_command
from boji.cli.data import import_command, init
from boji.cli.demo import demo
from boji.cli.imports import imports
from boji.cli.lazily import site_group
from boji.cli.metrics import metrics
from boji.cli.plan import plan
from boji.cli.refusals import RefusingGroup
from boji.cli.results import explain_command, export, outcomes, scorecard, statement_command
from boji.cli.runs import run_command
from boji.cli.serving import serve, worker

period = site_group("period", "boji.cli.periods", "Pay periods from calculation to pay day, and pay files.")


@click.group(cls=RefusingGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="boji")
def main() -> None:
    """播绩: appraisals and commissions of live streams, checkable down to the order line."""


for command in (
    init,
    import_command,
    check_command,
    calendar,
    imports,
    plan,
    metrics,
    run_command,
    statement_command,
    scorecard,
    explain_command,
    outcomes,
    export,
    period,
    serve,
    worker,
    demo,
    site_group("account", "boji.cli.accounts", "Accounts of the site: who may sign in and do what."),
    site_group("token", "boji.cli.tokens", "Tokens with which programs call the HTTP API."),
):
    main.add_command(command)
