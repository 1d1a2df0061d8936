"""`boji demo`: the example company from nothing to explained pay, in a minute."""

from __future__ import annotations

import datetime as dt
import shutil
import subprocess
import sys
import tempfile
from decimal import Decimal
from pathlib import Path

import click

import boji
from boji.cli.options import language_option, say
from boji.cli.refusals import Refused
from boji.cli.tables import print_table, progress_bar
from boji.engine.explain import explain
from boji.engine.periods import Period
from boji.engine.results.proposals import proposals
from boji.engine.results.scorecard import grade_words, scorecards
from boji.engine.results.statement import names_of
from boji.engine.results.texts import money_words
from boji.intake import import_files
from boji.intake.record import CANONICAL
from boji.payouts.export import export_run
from boji.payouts.runs import compute_run, open_latest
from boji.plans.publishing import plan_in_force, publish_plan
from boji.workspace import Workspace

EXAMPLES = Path(boji.__file__).resolve().parent.parent / "examples"
LAST_MONTH = Period.parse("2026-09")
MONTHS_BEFORE = 2  # enough for streaks of three months
SHOWN_PERSON = "A02"
LATER = "later"  # what the platforms say after the months are closed


@click.command()
@click.option(
    "--workspace",
    type=click.Path(path_type=Path),
    envvar="BOJI_WORKSPACE",
    default=Path("boji-demo"),
    show_default=True,
    help="Where to build it; an earlier demo there is replaced.",
)
@language_option
def demo(workspace: Path, language: str) -> None:
    """Build the example company, run its last closed month and quarter, and show the result."""
    script = EXAMPLES / "beauty" / "generate.py"
    if not script.exists():
        raise Refused(
            "示例公司随源代码提供，这里没有 examples 目录"
            if language == "zh"
            else "The example company comes with the source tree; there is no examples folder here"
        )
    made = _fresh(workspace)
    with progress_bar() as bar, tempfile.TemporaryDirectory() as folder:
        bar.show("examples/beauty")
        subprocess.run(
            [sys.executable, str(script), folder, "--exports"], check=True, stdout=subprocess.DEVNULL
        )
        sources = sorted(path for path in Path(folder).iterdir() if path.name != LATER)
        report = import_files(made, sources, progress=lambda step, about: bar.show(f"{step} {about}"))
        rows = sum(one.rows for one in report.files)
        publish_plan(
            made, EXAMPLES / "beauty" / "plan.yaml", "示例方案 / example plan", dt.datetime.now(dt.UTC)
        )
        for period in _periods():
            compute_run(made, period, plan_in_force(made, period).plan, progress=bar.show)
    formats = len({one.format for one in report.files} - {CANONICAL})
    say(
        language,
        f"示例公司：{len(report.files)} 个文件（{formats} 种平台导出，其余为公司自己的记录），{rows:,} 行；"
        f"工作区 {made.path}\n",
        f"The example company: {len(report.files)} files ({formats} kinds of exports, the rest its own"
        f" records), {rows:,} rows; workspace {made.path}\n",
    )
    _show(made, language)


def _fresh(path: Path) -> Workspace:
    """An empty workspace; only a workspace is ever replaced."""
    if path.exists() and any(path.iterdir()):
        Workspace.open(path)
        shutil.rmtree(path)
    return Workspace.create(path)


def _periods() -> list[Period]:
    months = [LAST_MONTH]
    for _ in range(MONTHS_BEFORE):
        months.insert(0, months[0].before)
    return [*months, LAST_MONTH.quarter]


def _show(workspace: Workspace, language: str) -> None:
    zh = language == "zh"
    with open_latest(workspace, LAST_MONTH) as run:
        say(language, f"一、{LAST_MONTH.label} 考核排名", f"1. Ranking of {LAST_MONTH.label}")
        names = names_of(run)
        pay = {row["person_id"]: row["pay"] for row in run.rows("SELECT person_id, pay FROM statements")}
        cards = sorted(scorecards(run, language), key=lambda card: Decimal(card["score"] or -1), reverse=True)
        headers = (
            ("姓名", "得分", "等级", "同组名次", "应发") if zh else ("name", "score", "grade", "rank", "pay")
        )
        print_table(
            headers,
            (
                (
                    names[card["person_id"]],
                    card["score"] or "—",
                    grade_words(run.plan, card["grade"], language) if card["grade"] else "—",
                    f"{card['rank']}/{card['peers']}" if card["grade"] else "—",
                    money_words(pay[card["person_id"]]),
                )
                for card in cards
            ),
            figures=(1, 3, 4),
        )
        say(language, "\n二、一张解释到订单的工资条", "\n2. A statement explained down to the order lines")
        click.echo("\n".join(explain(run, SHOWN_PERSON, "pay", language, order_lines=2).as_lines()))
        say(language, "\n三、提议（由人决定）", "\n3. Proposals (people decide)")
        for one in proposals(run, language):
            click.echo(f"- {one['text']}")
        with open_latest(workspace, LAST_MONTH.quarter) as quarter:
            for one in proposals(quarter, language):
                click.echo(f"- {one['text']}")
        target = workspace.path / f"{LAST_MONTH.label}.xlsx"
        following = f".venv/bin/boji explain A08 {LAST_MONTH.label} score --workspace {workspace.path}"
        export_run(run, target, language)
        missing = f".venv/bin/boji check {LAST_MONTH.label} --workspace {workspace.path}"
    say(
        language,
        f"\n四、工资表：{target}\n接着试试：{following}\n数据是否齐全：{missing}",
        f"\n4. Pay file: {target}\nNext, try: {following}\nIs all the data there: {missing}",
    )
