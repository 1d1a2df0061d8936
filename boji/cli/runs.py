"""`boji run`."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import cast

import click

from boji.cli.options import json_option, language_option, period_argument, print_json, say, workspace_option
from boji.cli.tables import progress_bar
from boji.engine.periods import Period
from boji.engine.plan.read import read_plan
from boji.engine.results.findings import findings
from boji.engine.results.texts import money_text
from boji.payouts.runs import StoredRun, compute_run, open_latest
from boji.plans.publishing import plan_in_force
from boji.workspace import Workspace


@click.command("run")
@period_argument
@click.option(
    "--plan",
    "plan_file",
    type=click.Path(path_type=Path, dir_okay=False),
    help="A plan file; else the plan in force.",
)
@workspace_option
@json_option
@language_option
def run_command(
    period: Period, plan_file: Path | None, workspace: Workspace, as_json: bool, language: str
) -> None:
    """Compute a month, quarter or week: metrics, scores, commission, statements and proposals."""
    plan = read_plan(plan_file) if plan_file else plan_in_force(workspace, period).plan
    with progress_bar() as bar:
        stored = compute_run(workspace, period, plan, progress=bar.show)
    summary = _summary(workspace, stored, language)
    if as_json:
        print_json(summary)
        return
    _print_summary(summary, language)


def _summary(workspace: Workspace, stored: StoredRun, language: str) -> dict[str, object]:
    with open_latest(workspace, stored.period) as run:
        summary: dict[str, object] = {"period": stored.period.label, "run": stored.identity}
        summary |= {key: run.manifest[key] for key in ("plan", "plan_hash", "snapshot", "engine")}
        summary["missing_earlier"] = list(stored.missing_earlier)
        results = run.rows("SELECT count(score) AS scored, count(scorecard) AS appraised FROM results")[0]
        summary |= results
        if run.compiled.commission is not None:
            pay = run.rows("SELECT count(*) AS people, coalesce(sum(pay), 0) AS pay FROM statements")[0]
            summary |= {"people": pay["people"], "pay": money_text(int(pay["pay"]))}
        summary["findings"] = findings(run, language)
    return summary


def _print_summary(summary: dict[str, object], language: str) -> None:
    say(
        language,
        f"{summary['period']} 已计算：方案 {summary['plan']}，"
        f"{summary['scored']}/{summary['appraised']} 人有得分",
        f"{summary['period']} computed: plan {summary['plan']},"
        f" {summary['scored']} of {summary['appraised']} people have a score",
    )
    if "pay" in summary:
        pay = f"¥{Decimal(str(summary['pay'])):,.2f}"
        say(
            language, f"{summary['people']} 人应发合计 {pay}", f"{summary['people']} people, pay in all {pay}"
        )
    for finding in cast("list[dict[str, str]]", summary["findings"]):
        click.echo(f"! {finding['text']}", err=True)
    if missing := summary["missing_earlier"]:
        assert isinstance(missing, list)
        say(
            language,
            f"! 没有 {', '.join(missing)} 的计算，连续考核与预支余额从缺",
            f"! No run of {', '.join(missing)}: streaks and draw debts are missing",
        )
