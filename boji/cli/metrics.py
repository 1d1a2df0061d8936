"""`boji metrics`: the catalogue of metrics, and their figures by any subject and for any period."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

import click

from boji.cli.options import json_option, language_option, open_workspace, print_json
from boji.cli.tables import print_table, progress_bar
from boji.engine.compile.grains import GRAINS, SUBJECTS, Grain, Subject
from boji.engine.grains import MetricUnknown, MetricValue, available_metrics, metric_values
from boji.engine.periods import Period
from boji.engine.plan.issues import nearest_word
from boji.engine.plan.metrics import catalogue
from boji.engine.plan.model import Metric, Plan
from boji.engine.plan.read import read_plan
from boji.engine.results.metrics import metric_json, value_json
from boji.engine.results.texts import metric_words
from boji.lake.snapshot import latest_snapshot
from boji.payouts.runs import fact_files
from boji.plans.publishing import plan_in_force
from boji.workspace import Workspace


@click.command()
@click.argument("names", nargs=-1, metavar="[METRIC]...")
@click.option(
    "--plan",
    "plan_file",
    type=click.Path(path_type=Path, dir_okay=False),
    help="With the metrics of this plan.",
)
@click.option(
    "--in",
    "period",
    callback=lambda _context, _option, text: text and Period.parse(text),
    metavar="PERIOD",
    help="Print figures of this period, such as 2026-09.",
)
@click.option("--by", type=click.Choice(SUBJECTS), default="person", show_default=True, help="Whose figures.")
@click.option(
    "--each",
    type=click.Choice(GRAINS),
    default="month",
    show_default=True,
    help="One figure for each.",
)
@click.option(
    "--workspace",
    type=click.Path(path_type=Path),
    envvar="BOJI_WORKSPACE",
    help="The workspace with the facts.",
)
@json_option
@language_option
def metrics(
    names: tuple[str, ...],
    plan_file: Path | None,
    period: Period | None,
    by: Subject,
    each: Grain,
    workspace: Path | None,
    as_json: bool,
    language: str,
) -> None:
    """List metrics with formula, unit, direction, null rule and source; with --in, print their figures."""
    if period is None:
        known = read_plan(plan_file).metrics if plan_file else catalogue()
        _list(_named(known, names), as_json, language)
        return
    opened = open_workspace(workspace)
    plan = read_plan(plan_file) if plan_file else plan_in_force(opened, period).plan
    wanted = names or [one.metric.name for one in available_metrics(plan, by) if one.available]
    values = _values(opened, plan, wanted, period, by, each)
    if as_json:
        print_json([value_json(value) for value in values])
    else:
        _print_values(plan, values, language)


def _named(known: Mapping[str, Metric], names: tuple[str, ...]) -> list[Metric]:
    for name in names:
        if name not in known:
            raise MetricUnknown(name, nearest_word(name, known))
    return [known[name] for name in names] if names else list(known.values())


def _list(known: Iterable[Metric], as_json: bool, language: str) -> None:
    if as_json:
        print_json([metric_json(metric, language) for metric in known])
        return
    headers = (
        ("指标", "名称", "单位", "方向", "公式")
        if language == "zh"
        else ("metric", "name", "unit", "better", "formula")
    )
    print_table(
        headers,
        (
            (metric.name, metric.label.text(language), metric.unit, metric.better, metric.formula_text)
            for metric in known
        ),
    )


def _values(
    workspace: Workspace, plan: Plan, names: Iterable[str], period: Period, by: Subject, each: Grain
) -> list[MetricValue]:
    with progress_bar() as bar:
        return metric_values(
            plan,
            fact_files(latest_snapshot(workspace)),
            list(names),
            by=by,
            each=each,
            first=period.first_day,
            last=period.last_day,
            progress=bar.show,
        )


def _print_values(plan: Plan, values: list[MetricValue], language: str) -> None:
    """One row for each subject and period, one column for each metric."""
    names = list(dict.fromkeys(value.metric for value in values))
    rows: dict[tuple[str, str], dict[str, str]] = {}
    for value in values:
        words = metric_words(plan.metrics[value.metric], value.value, language)
        rows.setdefault((value.subject, value.period), {})[value.metric] = words
    labels = [plan.metrics[name].label.text(language) for name in names]
    headers = (*(("对象", "账期") if language == "zh" else ("subject", "period")), *labels)
    print_table(
        headers,
        ((subject, period, *(row.get(name) for name in names)) for (subject, period), row in rows.items()),
        figures=range(2, 2 + len(names)),
    )
