"""What the editor offers while one types, and its own words in the reader's language.

Owns the list for completion: metrics with their labels, attributes, roles, functions, and the keys of plans.
The keys are those that the reference examples of the language use; what is allowed where is the reader's.
"""

from __future__ import annotations

from functools import cache

from boji.engine.plan.formula import Aggregation
from boji.engine.plan.metrics import catalogue
from boji.engine.plan.names import ROLES
from boji.engine.rates import RATES
from boji.engine.scoring import METHODS
from boji.platform.words import say

Word = tuple[str, str, str]  # what is typed, what it is, its kind for the icon

KEYS = (
    "plan title effective from to currency timezone business_day_starts roles metrics label formula"
    " unit better credit order_lines sessions scorecards for of month quarter dimensions items metric"
    " weight target score cap floor deduct each by missing grades name commission base_pay base rate"
    " tiers applies_to boundary ladder when per points add guarantee amount first_months draw pools"
    " split within campaigns change gates times limits commission_cap outcomes top bottom streak grade"
    " months unless grant set notice_days examples scheme pool scorecard on months_in_scheme given"
    " expect bands distance low high"
)
VALUES = (
    "on_air share_of_minutes named block reweight zero whole each_band upper lower above equal"
    " minutes team person product quarter_mean improved higher neither true false"
)
FUNCTIONS = ("min", "max", "abs", "round", "coalesce", "minutes_between", *(one.value for one in Aggregation))
ATTRIBUTES = ("role", "tier", "team", "base_pay", "person_id")


def completions(language: str) -> list[Word]:
    """Metrics first; each word once."""
    metrics = [(name, one.label.text(language), "variable") for name, one in catalogue().items()]
    kinds = (
        ("function", say("函数", "function"), FUNCTIONS),
        ("property", say("人员属性", "attribute"), ATTRIBUTES),
        ("enum", say("角色", "role"), ROLES),
        ("enum", say("计分方法", "scoring method"), tuple(METHODS)),
        ("enum", say("比例形式", "form of rate"), tuple(RATES)),
        ("keyword", say("键", "key"), KEYS.split()),
        ("constant", say("值", "value"), VALUES.split()),
    )
    words = {word: (word, detail, kind) for kind, detail, names in reversed(kinds) for word in names}
    return [*metrics, *(one for name, one in words.items() if name not in catalogue())]


@cache
def _phrases() -> dict[str, str]:
    return {
        "Find": "查找",
        "Replace": "替换为",
        "next": "下一处",
        "previous": "上一处",
        "all": "全部",
        "match case": "区分大小写",
        "by word": "整词",
        "regexp": "正则表达式",
        "replace": "替换",
        "replace all": "全部替换",
        "close": "关闭",
        "current match": "当前匹配",
        "replaced $ matches": "替换了 $ 处",
        "replaced match on line $": "替换了第 $ 行的匹配",
        "on line": "在第几行",
        "Diagnostics": "错误",
        "No diagnostics": "没有错误",
        "Fold line": "收起",
        "Unfold line": "展开",
        "folded code": "收起的内容",
        "Completions": "可选的词",
    }


def phrases(language: str) -> dict[str, str]:
    """The words of the editor itself; it speaks English by nature."""
    return _phrases() if language == "zh" else {}
