"""Metrics and their figures as JSON: the one form in which programs get them."""

from __future__ import annotations

from typing import Any

from boji.engine.grains import MetricValue
from boji.engine.plan.model import Metric
from boji.engine.results.texts import metric_text


def metric_json(metric: Metric, language: str) -> dict[str, Any]:
    """What a metric means."""
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


def value_json(value: MetricValue) -> dict[str, Any]:
    """A figure of one subject in one period; None where it is missing."""
    return {
        "subject": value.subject,
        "period": value.period,
        "metric": value.metric,
        "value": metric_text(value.value),
        "numerator": metric_text(value.numerator),
        "denominator": metric_text(value.denominator),
    }
