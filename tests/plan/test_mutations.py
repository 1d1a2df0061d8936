"""Whatever is done to a good plan, reading it gives a plan or issues, and never a traceback."""

from __future__ import annotations

import re
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from boji.engine.plan.diff import differences
from boji.engine.plan.issues import PlanIssue, PlanRefused
from boji.engine.plan.model import Plan
from boji.engine.plan.read import read_plan
from boji.engine.plan.words import handbook

EXAMPLES = Path(__file__).parents[2] / "examples"
TEXTS = [(EXAMPLES / name / "plan.yaml").read_text(encoding="utf-8") for name in ("beauty", "guild")]
PLANS = [read_plan(text) for text in TEXTS]
WORDS = sorted({word for text in TEXTS for word in re.findall(r"[\w.%]+|[^\w\s]", text)})
ODD = [
    "",
    "0",
    "-1",
    "1e9",
    "999999999999999999",
    "null",
    "[]",
    "{}",
    "[[]]",
    "{a: 1}",
    "5%%",
    "万",
    "'",
    '"',
    "#",
    "&a",
    "*a",
]


@st.composite
def mutated(draw: st.DrawFn) -> tuple[int, str]:
    """One of the texts with one to three words swapped, lines removed or lines doubled."""
    which = draw(st.integers(0, len(TEXTS) - 1))
    text = TEXTS[which]
    for _ in range(draw(st.integers(1, 3))):
        if draw(st.booleans()):
            spots = list(re.finditer(r"[\w.%]+|[^\w\s]", text))
            spot = spots[draw(st.integers(0, len(spots) - 1))]
            word = draw(st.sampled_from(WORDS) | st.sampled_from(ODD) | st.text(max_size=6))
            text = text[: spot.start()] + word + text[spot.end() :]
        else:
            lines = text.splitlines(keepends=True)
            number = draw(st.integers(0, len(lines) - 1))
            lines[number] = draw(st.sampled_from(["", lines[number] * 2, "  " + lines[number]]))
            text = "".join(lines)
    return which, text


def read(text: str) -> tuple[Plan | None, tuple[PlanIssue, ...]]:
    try:
        return read_plan(text), ()
    except PlanRefused as refused:
        return None, refused.issues


@settings(max_examples=400, deadline=None)
@given(mutated())
def test_a_plan_or_issues(case: tuple[int, str]) -> None:
    which, text = case
    plan, issues = read(text)
    assert (plan is None) == bool(issues)
    assert list(issues) == sorted(issues, key=lambda issue: (issue.line, issue.column))
    for issue in issues:
        assert 1 <= issue.line <= text.count("\n") + 2
        assert issue.column >= 1
        assert issue.text("zh")
        assert issue.text("en")
    if plan is not None:
        for language in ("zh", "en"):
            assert handbook(plan, language)
            differences(PLANS[which], plan, language)
