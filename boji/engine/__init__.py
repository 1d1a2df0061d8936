"""The engine: a plan and facts become figures. Imports no other part of Boji and can be used alone.

A figure is one column at a stated grain, made by a named step from other columns; the plan says which
steps, the engine runs them, the explanation reads them.
"""

from boji.engine.examples import check_examples
from boji.engine.explain import explain
from boji.engine.periods import Period
from boji.engine.plan.issues import PlanRefused
from boji.engine.plan.read import read_plan
from boji.engine.results.scorecard import scorecards
from boji.engine.results.statement import statement, statements
from boji.engine.run import Run, open_run, run

__all__ = [
    "Period",
    "PlanRefused",
    "Run",
    "check_examples",
    "explain",
    "open_run",
    "read_plan",
    "run",
    "scorecards",
    "statement",
    "statements",
]
