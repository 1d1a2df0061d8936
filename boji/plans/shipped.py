"""Plans that come with the product: with one of them a company can begin, and change it as it learns.

Owns which there are. The short one is `skeleton.yaml` beside this module; the example companies' plans lie in
`examples/`, which an installed package has in `boji/plans/shipped/`.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from pathlib import Path

from boji.engine.plan.label import Label
from boji.plans.skeleton import skeleton

_INSTALLED = Path(__file__).parent / "shipped"
_SOURCE = Path(__file__).parents[2] / "examples"
_EFFECTIVE = re.compile(r"^effective: \{from: [0-9-]+", re.MULTILINE)


@dataclass(frozen=True)
class Shipped:
    """A plan to begin with: what it is in a sentence, and its text, in force from a day."""

    name: str
    title: Label
    about: Label
    text: str


def shipped_plans(first_day: dt.date) -> list[Shipped]:
    """The plans at hand, the simplest first, in force from the first day of that month."""
    day = first_day.replace(day=1)
    found = [Shipped("simple", *_WORDS["simple"], skeleton(day))]
    for name in ("beauty", "guild"):
        places = (_INSTALLED / f"{name}.yaml", _SOURCE / name / "plan.yaml")
        path = next((one for one in places if one.exists()), None)
        if path is not None:
            text = _EFFECTIVE.sub(f"effective: {{from: {day.isoformat()}", path.read_text("utf-8"), count=1)
            found.append(Shipped(name, *_WORDS[name], text))
    return found


_WORDS = {
    "simple": (
        Label("简单方案", "A simple plan"),
        Label(
            "底薪 4,000 元；成交额 10 万以内提 1%，超过后全额提 2%；考核两项。",
            "Base pay 4,000; 1% of sales up to 100,000, 2% of all above; two scored items.",
        ),
    ),
    "beauty": (
        Label("美妆直播带货", "Beauty live commerce"),
        Label(
            "新人、腰部、头部三个层级各有底薪和提成；互动、留存、私域加点；低毛利和高退货减半；季度结果应用。",
            "Newcomers, mid and head anchors each with base pay and rates; points for interaction and"
            " retention; half for low margin and many returns; outcomes by quarter.",
        ),
    ),
    "guild": (
        Label("娱乐公会", "An entertainment guild"),
        Label(
            "按有效天、时长和流水的阶梯分成，加品牌带货。",
            "A ladder of valid days, hours and income, and commerce of brands beside it.",
        ),
    ),
}
