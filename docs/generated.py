"""Pages of the handbook that are made from the program: how each metric is defined, the list of decisions.

Owns what MkDocs calls while it builds (`hooks` in mkdocs.yml): the definitions come from the catalogue that
the engine reads, so that they cannot say something else; example plans become files beside the pages that
link to them. The other pages are written by hand.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

from boji.engine.plan.model import Metric, Plan
from boji.engine.plan.phrases import formula_words
from boji.engine.plan.read import read_plan
from boji.engine.plan.units import UNITS

ROOT = Path(__file__).resolve().parents[1]
PICTURE = re.compile(r"!\[[^\]]*\]\(([^)]+\.png)\)\n?")
BAR = r"\|"  # inside a cell
EXAMPLES = ("examples/beauty/plan.yaml", "examples/guild/plan.yaml")


@dataclass(frozen=True)
class _Words:
    """What a page of metrics says besides the metrics."""

    title: str
    opening: str
    head: tuple[str, ...]
    better: Mapping[str, str]


_WORDS = {
    "zh": _Words(
        "每个指标怎么算",
        "以下是内置指标。公司自己的方案可以改写或增加指标，以方案为准。比率总是先求和再相除，从不对比率求平均。",
        ("指标", "怎么算", "单位", "方向", "没有数据时", "来自"),
        {"higher": "越高越好", "lower": "越低越好", "neither": "不分高低"},
    ),
    "en": _Words(
        "How each metric is computed",
        "These are the built-in metrics; a plan may replace them or add its own. Rates are sums over sums,"
        " never means of rates.",
        ("Metric", "How it is computed", "Unit", "Better", "Without data", "From"),
        {"higher": "higher", "lower": "lower", "neither": "neither"},
    ),
}


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add what is made: two pages of metrics, the list of decisions, the example plans."""
    plan = read_plan(ROOT / EXAMPLES[0])
    made = {f"handbook/{language}/metrics.md": metrics_page(plan, language) for language in _WORDS}
    made["decisions/index.md"] = decisions_page(ROOT / "docs" / "decisions")
    made |= {name: (ROOT / name).read_text("utf-8") for name in EXAMPLES}
    for name, content in made.items():
        files.append(File.generated(config, name, content=content))
    return files


def on_page_markdown(markdown: str, page: Page, **_: Any) -> str:
    """Links to the example plans lead to the files beside the pages; pictures that nobody made are left out.

    `make docs` has the browser tests make them all.
    """
    folder = (ROOT / "docs" / page.file.src_uri).parent
    made = PICTURE.sub(lambda one: one[0] if (folder / one[1]).exists() else "", markdown)
    return made.replace("](../examples/", "](examples/")


def metrics_page(plan: Plan, language: str) -> str:
    """All built-in metrics in the order of the catalogue."""
    words = _WORDS[language]
    lines = [f"# {words.title}", "", words.opening, "", _row(words.head), _row(["---"] * len(words.head))]
    known = [metric for metric in plan.metrics.values() if not metric.own]
    lines += (_row(_cells(metric, plan, language)) for metric in known)
    return "\n".join(lines) + "\n"


def decisions_page(folder: Path) -> str:
    """The titles of all decisions, oldest first."""
    return "\n".join(["# Decisions", "", *_titles(folder)]) + "\n"


def _titles(folder: Path) -> Iterator[str]:
    for path in sorted(folder.glob("[0-9]*.md")):
        title = path.read_text("utf-8").splitlines()[0].removeprefix("# ")
        yield f"- [{title}]({path.name})"


def _cells(metric: Metric, plan: Plan, language: str) -> list[str]:
    unit = UNITS[metric.unit].label.text(language) if metric.unit in UNITS else metric.unit
    return [
        f"**{metric.label.text(language)}** `{metric.name}`",
        formula_words(metric.formula, plan, language),
        unit or "—",
        _WORDS[language].better[metric.better],
        metric.null_rule.text(language) if metric.null_rule else "—",
        metric.source.text(language) if metric.source else "—",
    ]


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cell.replace('|', BAR) for cell in cells)} |"
