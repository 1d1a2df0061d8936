"""`boji run`."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import cast

import click
from click.core import ParameterSource

from boji.cli.options import (
    json_option,
    language_option,
    period_argument,
    print_json,
    remark,
    say,
    workspace_option,
    wrong_usage,
)
from boji.cli.tables import progress_bar
from boji.engine.execute import Engine, Spark
from boji.engine.periods import Period
from boji.engine.plan.read import read_plan
from boji.engine.results.findings import findings
from boji.engine.results.proposals import outcome_notes
from boji.engine.results.texts import money_text
from boji.engine.run import Run
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
@click.option(
    "--engine",
    type=click.Choice(["duckdb", "spark"]),
    default="duckdb",
    show_default=True,
    help="What computes: this process, or Apache Spark (docs/spark.md).",
)
@click.option(
    "--master",
    metavar="URL",
    envvar="BOJI_SPARK_MASTER",
    help="Where Spark is: spark://…, yarn, k8s://…, sc://…; else this machine.",
)
@click.option(
    "--work",
    metavar="PLACE",
    envvar="BOJI_SPARK_WORK",
    help="Where Spark keeps what it works on: a shared folder or s3a://…; else a temporary folder.",
)
@click.option(
    "--lake",
    metavar="PLACE",
    envvar="BOJI_SPARK_LAKE",
    help="A copy of the workspace's lake that Spark reads instead: a folder or s3a://…",
)
@workspace_option
@json_option
@language_option
def run_command(
    period: Period,
    plan_file: Path | None,
    engine: str,
    master: str | None,
    work: str | None,
    lake: str | None,
    workspace: Workspace,
    as_json: bool,
    language: str,
) -> None:
    """Compute a month, quarter or week: metrics, scores, commission, statements and proposals."""
    _check_asked_for(engine)
    plan = read_plan(plan_file) if plan_file else plan_in_force(workspace, period).plan
    chosen: Engine = Spark(master or Spark.master, work) if engine == "spark" else "duckdb"
    with progress_bar() as bar:
        stored = compute_run(
            workspace,
            period,
            plan,
            progress=bar.show,
            engine=chosen,
            lake=lake if engine == "spark" else None,
        )
    summary = _summary(workspace, stored, language)
    if as_json:
        print_json(summary)
        return
    _print_summary(summary, language)


def _check_asked_for(engine: str) -> None:
    """What says where Spark is, without asking for Spark, is a slip; in the environment it waits."""
    context = click.get_current_context()
    for name in ("master", "work", "lake"):
        if engine != "spark" and context.get_parameter_source(name) is ParameterSource.COMMANDLINE:
            raise wrong_usage(
                context, f"--{name} 只与 --engine spark 一起用", f"--{name} goes with --engine spark"
            )


def _summary(workspace: Workspace, stored: StoredRun, language: str) -> dict[str, object]:
    with open_latest(workspace, stored.period) as run:
        summary: dict[str, object] = {"period": stored.period.label, "run": stored.identity}
        summary |= {
            key: run.manifest[key] for key in ("plan", "plan_hash", "snapshot", "engine", "executed_by")
        }
        summary["missing_earlier"] = list(stored.missing_earlier)
        results = run.rows("SELECT count(score) AS scored, count(scorecard) AS appraised FROM results")[0]
        summary |= results
        if run.compiled.commission is not None:
            pay = run.rows("SELECT count(*) AS people, coalesce(sum(pay), 0) AS pay FROM statements")[0]
            summary |= {"people": pay["people"], "pay": money_text(int(pay["pay"]))}
        summary["findings"] = findings(run, language)
        summary["notes"] = _notes(run, language)
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
        remark(finding["text"])
    for note in cast("list[str]", summary["notes"]):
        remark(note)


def _notes(run: Run, language: str) -> list[str]:
    """What the result lacks: people at all, and what earlier runs would have told."""
    notes = []
    period = run.period
    if not run.rows("SELECT 1 AS one FROM appraised WHERE period = ? LIMIT 1", period.label):
        notes.append(
            f"{period.last_day} 没有在职人员：请核对 people 表的 starts_on 与 ends_on"
            if language == "zh"
            else f"Nobody is with the company on {period.last_day}: check starts_on and ends_on in people"
        )
    notes += outcome_notes(run, language)
    draws = period.kind == "month" and any(scheme.draw_fen is not None for scheme in run.plan.schemes)
    if draws and period.before.label in run.manifest["missing_earlier"]:
        notes.append(
            f"没有 {period.before.label} 的计算，之前预支的余额按 0 计"
            if language == "zh"
            else f"No run of {period.before.label}: what was drawn before counts as 0"
        )
    return notes
