"""`boji demo`: the example company from nothing to a running site, in a minute or two."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from decimal import Decimal
from importlib import import_module
from pathlib import Path
from typing import Any

import click

import boji
from boji.cli.options import language_option, say
from boji.cli.refusals import Refused
from boji.cli.serving import serve_workspace
from boji.cli.tables import Bar, print_table, progress_bar
from boji.engine.explain import explain
from boji.engine.periods import Period
from boji.engine.results.proposals import proposals
from boji.engine.results.scorecard import grade_words, scorecards
from boji.engine.results.statement import names_of
from boji.engine.results.texts import money_words
from boji.engine.run import Run
from boji.intake import import_files
from boji.intake.record import CANONICAL
from boji.payouts.export import export_run
from boji.payouts.runs import open_latest
from boji.plans.publishing import publish_plan
from boji.workspace import Workspace

EXAMPLES = Path(boji.__file__).resolve().parent.parent / "examples"
LAST_MONTH = Period.parse("2026-09")
SHOWN_PERSON = "A02"
SHOWN_RANKS = 5
LATER = "later"  # what the platforms say after the months are closed
SO_FAR = "so-far"  # what they say of the month that is running
CLOCK_STARTS = "2026-10-08T10:00:00+08:00"


@dataclass(frozen=True)
class Brought:
    """What was imported: files, kinds of exports among them, rows."""

    files: int
    formats: int
    rows: int


@click.command()
@click.option(
    "--workspace",
    type=click.Path(path_type=Path),
    envvar="BOJI_WORKSPACE",
    default=Path("boji-demo"),
    show_default=True,
    help="Where to build it; an earlier demo there is replaced.",
)
@click.option("--serve/--no-serve", default=True, help="Serve the site when it is built, until Ctrl-C.")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535))
@language_option
def demo(workspace: Path, serve: bool, host: str, port: int, language: str) -> None:
    """Build the example company with its year so far and an account for each role, and serve its site."""
    script = EXAMPLES / "beauty" / "generate.py"
    if not script.exists():
        raise Refused(
            "示例公司随源代码提供，这里没有 examples 目录"
            if language == "zh"
            else "The example company comes with the source tree; there is no examples folder here"
        )
    if os.environ.get("BOJI_DATABASE_URL"):
        raise Refused(
            "示例公司使用自己的 SQLite。请先取消环境变量 BOJI_DATABASE_URL"
            if language == "zh"
            else "The example company has an SQLite database of its own; unset BOJI_DATABASE_URL first"
        )
    os.environ["BOJI_CLOCK_STARTS"] = CLOCK_STARTS
    made = _fresh(workspace)
    with progress_bar() as bar, tempfile.TemporaryDirectory() as folder:
        brought = _bring(made, script, Path(folder), bar)
        import_module("boji.site.setup").set_up(made)
        play = import_module("boji.site.demonstration").play  # works with the database, which is there now
        accounts = play(made, Path(folder) / LATER, Path(folder) / SO_FAR, bar.show)
    _show(made, brought, accounts, language)
    if serve:
        serve_workspace(made, host, port, workers=1, job_workers=1, language=language)


def _fresh(path: Path) -> Workspace:
    """An empty workspace; only a workspace is ever replaced."""
    if path.exists() and any(path.iterdir()):
        Workspace.open(path)
        shutil.rmtree(path)
    return Workspace.create(path)


def _bring(made: Workspace, script: Path, folder: Path, bar: Bar) -> Brought:
    """Make the company's files, import them as they are and publish its plan."""
    bar.show("examples/beauty")
    subprocess.run(
        [sys.executable, str(script), str(folder), "--exports"], check=True, stdout=subprocess.DEVNULL
    )
    sources = sorted(path for path in folder.iterdir() if path.name not in (LATER, SO_FAR))
    report = import_files(made, sources, progress=lambda step, about: bar.show(f"{step} {about}"))
    publish_plan(made, EXAMPLES / "beauty" / "plan.yaml", "示例方案 / example plan", dt.datetime.now(dt.UTC))
    formats = len({one.format for one in report.files} - {CANONICAL})
    return Brought(len(report.files), formats, sum(one.rows for one in report.files))


def _show(made: Workspace, brought: Brought, accounts: list[Any], language: str) -> None:
    say(
        language,
        f"示例公司：{brought.files} 个文件（{brought.formats} 种平台导出，其余为公司自己的记录），"
        f"{brought.rows:,} 行；1–8月已发放，9月已核算待核对；工作区 {made.path}\n",
        f"The example company: {brought.files} files ({brought.formats} kinds of exports, the rest its own"
        f" records), {brought.rows:,} rows; January to August are paid, September is calculated and to be"
        f" checked; workspace {made.path}\n",
    )
    with open_latest(made, LAST_MONTH) as run:
        _show_ranking(run, language)
        say(language, "\n二、一张解释到订单的提成单", "\n2. A statement explained down to the order lines")
        click.echo("\n".join(explain(run, SHOWN_PERSON, "pay", language, order_lines=2).as_lines()))
        with open_latest(made, LAST_MONTH.quarter) as quarter:
            say(language, "\n三、提议（由人决定）", "\n3. Proposals (people decide)")
            for one in [*proposals(run, language), *proposals(quarter, language)]:
                click.echo(f"- {one['text']}")
        target = made.path / f"{LAST_MONTH.label}.xlsx"
        export_run(run, target, language)
    say(language, f"\n四、工资表：{target}", f"\n4. Pay file: {target}")
    _show_accounts(accounts, language)


def _show_ranking(run: Run, language: str) -> None:
    say(
        language,
        f"一、{LAST_MONTH.label} 考核排名（前 {SHOWN_RANKS}）",
        f"1. Ranking of {LAST_MONTH.label}, the first {SHOWN_RANKS}",
    )
    names = names_of(run)
    pay = {row["person_id"]: row["pay"] for row in run.rows("SELECT person_id, pay FROM statements")}
    cards = sorted(scorecards(run, language), key=lambda card: Decimal(card["score"] or -1), reverse=True)
    zh = ("姓名", "得分", "等级", "同组名次", "应发")
    print_table(
        zh if language == "zh" else ("name", "score", "grade", "rank", "pay"),
        (
            (
                names[card["person_id"]],
                card["score"] or "—",
                grade_words(run.plan, card["grade"], language) if card["grade"] else "—",
                f"{card['rank']}/{card['peers']}" if card["grade"] else "—",
                money_words(pay[card["person_id"]]),
            )
            for card in cards[:SHOWN_RANKS]
        ),
        figures=(1, 3, 4),
    )


def _show_accounts(accounts: list[Any], language: str) -> None:
    """The accounts of `boji.site.demonstration`, each with its password, for the only time."""
    zh = language == "zh"
    say(
        language,
        "\n五、登录账号（密码每次随机生成，只显示这一次；网站的时钟从 2026-10-08 10:00 开始）",
        "\n5. Accounts (random passwords, shown this once; the site's clock starts on 2026-10-08 10:00)",
    )
    headers = (
        ("角色", "用户名", "密码", "姓名", "先看什么")
        if zh
        else ("role", "username", "password", "name", "look at")
    )
    print_table(
        headers,
        (
            (
                one.member.role.text(language),
                one.user.username,
                one.password,
                one.user.name,
                one.member.zh if zh else one.member.en,
            )
            for one in accounts
        ),
    )
    click.echo()
