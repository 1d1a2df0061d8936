"""`boji metrics`: the catalogue of metrics."""

from __future__ import annotations

from pathlib import Path

import click

from boji.cli.options import json_option, language_option, print_json
from boji.cli.tables import print_table
from boji.engine.plan.metrics import catalogue
from boji.engine.plan.model import Metric
from boji.engine.plan.read import read_plan


@click.command()
@click.option(
    "--plan",
    "plan_file",
    type=click.Path(path_type=Path, dir_okay=False),
    help="With the metrics of this plan.",
)
@json_option
@language_option
def metrics(plan_file: Path | None, as_json: bool, language: str) -> None:
    """List every metric with its formula, unit, direction, null rule and source."""
    known = read_plan(plan_file).metrics if plan_file else catalogue()
    if as_json:
        print_json([_as_json(metric, language) for metric in known.values()])
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
            for metric in known.values()
        ),
    )


def _as_json(metric: Metric, language: str) -> dict[str, object]:
    return {
        "name": metric.name,
        "label": metric.label.text(language),
        "requirement": metric.requirement or None,
        "formula": metric.formula_text,
        "unit": metric.unit,
        "better": metric.better,
        "additive": metric.additive,
        "null_rule": metric.null_rule.text(language) if metric.null_rule else None,
        "source": metric.source.text(language) if metric.source else None,
        "own": metric.own,
    }
