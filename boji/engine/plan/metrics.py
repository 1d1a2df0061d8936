"""Metrics from their definitions: built-in ones and a plan's own, with names resolved in order.

Owns the reading of definitions, cycles among them, and what follows from a formula: its kind and
whether it is additive.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from boji.engine.plan.aggregates import WORDS
from boji.engine.plan.bases import is_additive
from boji.engine.plan.columns import PERSON_ATTRIBUTES
from boji.engine.plan.fields import Fields, fields_of
from boji.engine.plan.formula import Kind, MetricName, walk
from boji.engine.plan.issues import Issues, PlanRefused
from boji.engine.plan.label import Label
from boji.engine.plan.model import Metric
from boji.engine.plan.names import Use
from boji.engine.plan.parse import FormulaError, names_outside, parse
from boji.engine.plan.reading import Reading, Written
from boji.engine.plan.source import MapNode, Node, ScalarNode, read_source
from boji.engine.plan.typecheck import CALLS, ROW_CALLS
from boji.engine.plan.units import KIND_WORDS, UNITS

MAX_DEPTH = 20  # metrics resting on metrics
CATALOGUE = Path(__file__).parent.parent / "catalogue.yaml"

_RESERVED = {
    *("if", "then", "else", "and", "or", "not", "where", "true", "false", "team", "session", "above"),
    *(*WORDS, *CALLS, *ROW_CALLS, *PERSON_ATTRIBUTES),
    *("quarter_mean", "base", "rate", "commission", "pay", "pool", "score"),
    # Columns that stand beside the metrics in a run's figures.
    *("period", "unit", "gates", "person_id", "session_id", "product_id", "room_id", "started_at", "title"),
}


@dataclass
class _Draft:
    """A definition before its formula is checked."""

    name: str
    fields: Fields
    needs: set[str]


@functools.cache
def catalogue() -> Mapping[str, Metric]:
    """The built-in metrics by name."""
    issues = Issues(CATALOGUE.name)
    root = read_source(CATALOGUE.read_text(encoding="utf-8"), issues)
    metrics: dict[str, Metric] = {}
    if isinstance(root, MapNode):
        metrics = read_metrics(Reading(issues), root.entries, {}, own=False)
    if len(issues):
        raise PlanRefused(issues.in_order())
    return metrics


def read_metrics(
    reading: Reading,
    entries: Iterable[tuple[ScalarNode, Node]],
    built_in: Mapping[str, Metric],
    *,
    own: bool = True,
) -> dict[str, Metric]:
    """The built-in metrics with the defined ones over them; fills `reading.metrics` and `reading.better`."""
    reading.metrics.update({name: metric.kind for name, metric in built_in.items()})
    reading.better.update({name: metric.better for name, metric in built_in.items()})
    drafts = {draft.name: draft for draft in (_draft(reading, *entry) for entry in entries) if draft}
    reading.metrics.update(dict.fromkeys(drafts))
    needs = {name: _needs_of(metric) for name, metric in built_in.items()}
    needs |= {name: draft.needs for name, draft in drafts.items()}
    order = _in_order(needs, drafts)
    metrics = dict(built_in)
    for name in order:
        if name in drafts:
            metric = _read(drafts[name], own=own, replaced=built_in.get(name))
            metrics[name] = metric
            reading.metrics[name] = metric.kind if drafts[name].fields.sound else None
            reading.better[name] = metric.better
    for name in order:
        formula = metrics[name].formula
        metrics[name] = replace(
            metrics[name], additive=is_additive(formula, lambda needed: metrics[needed].additive)
        )
    return {name: metrics[name] for name in (*built_in, *drafts) if name in metrics}


def _draft(reading: Reading, name: ScalarNode, node: Node) -> _Draft | None:
    if not re.fullmatch(r"[^\W\d]\w*", name.text) or len(name.text) > 60:
        reading.wrong(
            name,
            Label(f"“{name.text}”不能作指标名", f"“{name.text}” cannot name a metric"),
            Label(
                "用字母、数字和下划线，不以数字开头", "Use letters, digits and underscores, no digit first"
            ),
        )
        return None
    if name.text in _RESERVED or name.text.endswith(("_num", "_den")):
        reading.wrong(name, Label(f"“{name.text}”是保留的词", f"“{name.text}” is a word of the language"))
        return None
    fields = fields_of(reading, node)
    if fields is None:
        return _Draft(name.text, Fields(reading, MapNode(node.place, ())), set())
    text = fields.node.get("formula")
    needs: set[str] = set()
    if isinstance(text, ScalarNode):
        try:
            needs = names_outside(parse(text.text), WORDS)
        except FormulaError:
            needs = set()  # reported when the formula is read
    return _Draft(name.text, fields, needs)


def _needs_of(metric: Metric) -> set[str]:
    return {part.name for part in walk(metric.formula) if isinstance(part, MetricName)}


def _in_order(needs: Mapping[str, set[str]], drafts: Mapping[str, _Draft]) -> list[str]:
    """The metrics so that each stands after those it rests on; those in a cycle are noted and left out."""
    order: list[str] = []
    depths: dict[str, int] = {}
    waiting = {name: {need for need in needed if need in needs} for name, needed in needs.items()}
    while ready := [name for name, needed in waiting.items() if needed <= depths.keys()]:
        for name in ready:
            depths[name] = 1 + max((depths[need] for need in waiting.pop(name)), default=0)
            if depths[name] > MAX_DEPTH and name in drafts:
                drafts[name].fields.wrong(
                    "formula", Label("指标层层引用太深", "metrics rest on metrics too deeply")
                )
        order.extend(ready)
    _note_cycles(waiting, drafts)
    return order


def _note_cycles(waiting: Mapping[str, set[str]], drafts: Mapping[str, _Draft]) -> None:
    """Note each cycle once, at the plan's metric in it that comes first in the file."""
    noted: set[str] = set()
    for start in drafts:
        path = _cycle_through(start, waiting)
        if path and not noted & set(path):
            noted |= set(path)
            written = " → ".join([*path, start])
            drafts[start].fields.wrong(
                "formula",
                Label(
                    f"指标互相引用，成了循环：{written}", f"metrics rest on each other in a circle: {written}"
                ),
                Label("断开其中一处", "Break it at one place"),
            )


def _cycle_through(start: str, waiting: Mapping[str, set[str]]) -> list[str] | None:
    """The shortest way from a metric back to itself, or None where there is none."""
    paths = [[start]] if start in waiting else []
    seen: set[str] = set()
    while paths:
        path = paths.pop(0)
        for need in sorted(waiting[path[-1]] & waiting.keys()):
            if need == start:
                return path
            if need not in seen:
                seen.add(need)
                paths.append([*path, need])
    return None


def _read(draft: _Draft, *, own: bool, replaced: Metric | None) -> Metric:
    fields = draft.fields
    label = fields.label_or("label", Label(draft.name, draft.name))
    written = fields.formula("formula", Use.METRIC, None)
    checked = fields.sound
    unit = fields.choice("unit", UNITS)
    kind = _kind_in_unit(fields, written, unit) if checked and fields.sound else written.formula.kind
    metric = Metric(
        name=draft.name,
        label=label,
        formula=written.formula,
        formula_text=written.text,
        kind=kind,
        unit=unit,
        better=fields.choice("better", ("higher", "lower", "neither")),
        additive=False,  # derived when all metrics are known
        requirement=fields.text("requirement") if fields.has("requirement") else "",
        null_rule=fields.label("null_rule") if fields.has("null_rule") else None,
        source=fields.label("source") if fields.has("source") else None,
        own=own,
    )
    fields.finish()
    if replaced is not None and fields.sound and kind is not replaced.kind:
        wanted, got = KIND_WORDS[replaced.kind], KIND_WORDS[kind]
        fields.wrong(
            "formula",
            Label(
                f"内置指标 {draft.name} 是{wanted.zh}，这里的公式是{got.zh}",
                f"the built-in {draft.name} is {wanted.en}, this formula is {got.en}",
            ),
            Label("换一个名字", "Choose another name"),
        )
    return metric


def _kind_in_unit(fields: Fields, written: Written, unit: str) -> Kind:
    """The kind of the metric: the unit may say more than the formula (a number that is a percentage)."""
    kind = written.formula.kind
    known = UNITS[unit]
    if kind in known.fits:
        return known.becomes or kind
    fitting = [name for name, other in UNITS.items() if kind in other.fits]
    words = KIND_WORDS[kind]
    fields.wrong(
        "unit" if fitting else "formula",
        Label(
            f"公式是{words.zh}，单位不能是 {unit}", f"the formula is {words.en}, its unit cannot be {unit}"
        ),
        Label(f"可用的单位：{', '.join(fitting)}", f"Units that fit: {', '.join(fitting)}")
        if fitting
        else None,
    )
    return kind
