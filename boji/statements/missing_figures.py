"""A figure that is not there: which one, what it is made from, and who can bring it.

Owns the words for who brings which facts. That a figure is missing is the run's own finding.
"""

from __future__ import annotations

from dataclasses import dataclass

from boji.engine.compile.metrics import in_order
from boji.engine.compile.sums import aggregates_of
from boji.engine.plan.model import Plan
from boji.engine.plan.vocabulary import TABLES, said

_PLATFORM = (
    "数据分析师导入平台后台的导出文件",
    "a data analyst imports the export of the platform's back-end",
)
_BRINGERS: dict[str, tuple[str, str]] = {
    "ratings": ("考核负责人补上评分", "an appraiser gives the rating"),
    "rundown": ("策划补上流程及其执行记录", "a planner records the rundown and how it was carried out"),
    "requests": ("运营补上调整请求及处理时间", "operations record the requests and when they were acted on"),
    "violations": ("运营导入违规记录", "operations import the record of violations"),
    "shifts": ("运营补上排班", "operations record the shifts"),
    "costs": ("财务导入费用", "finance imports the costs"),
    "tickets": ("客服主管导入工单", "the head of service imports the tickets"),
    "tasks": ("运营补上任务记录", "operations record the tasks"),
}


@dataclass(frozen=True)
class Missing:
    """A missing figure: its name, the records that it needs, and who can bring them."""

    label: str
    records: str
    bring: str


def missing_figure(plan: Plan, metric: str, label: str, language: str) -> Missing:
    """What a metric lacks; `label` is how the scorecard calls it."""
    if metric not in plan.metrics:  # the members' scores of a team's card
        return Missing(label, "", "")
    zh = language == "zh"
    formulas = [one.formula for one in in_order(plan, [metric])]
    tables = list(dict.fromkeys(one.table for one in aggregates_of(formulas)))
    words = [_BRINGERS.get(table, _PLATFORM)[0 if zh else 1] for table in tables]
    return Missing(
        label,
        ("、" if zh else ", ").join(said(TABLES, table, language) for table in tables),
        ("；" if zh else "; ").join(dict.fromkeys(words)),
    )
