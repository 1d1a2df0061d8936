"""Why a question about pay cannot be answered. Owns these refusals and their words."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from boji.engine.periods import Period
from boji.engine.plan.issues import listed


class UnknownLever(LookupError):
    """Nothing of that name decides the person's pay; `nearest` are names that do."""

    def __init__(self, name: str, known: Iterable[str]) -> None:
        super().__init__(name)
        self.name = name
        self.nearest = difflib.get_close_matches(name, list(known), n=3) or list(known)

    def text(self, language: str) -> str:
        nearest = listed(self.nearest, 8)
        if language == "zh":
            mend = f"可以写：{nearest}" if nearest else "这个月没有提成方案适用于本人"
            return f"“{self.name}”不影响本人的应发。{mend}"
        mend = f"Try: {nearest}" if nearest else "No scheme applies to this person in this month"
        return f"“{self.name}” does not decide this person's pay. {mend}"


class PaysNothing(LookupError):
    """The run has no statements: it is not of a month, or its plan pays nothing."""

    def __init__(self, period: Period) -> None:
        super().__init__(period.label)
        self.period = period

    def text(self, language: str) -> str:
        label = self.period.label
        if self.period.kind != "month":
            if language == "zh":
                return f"{label} 不是月份，没有提成单。请选这个周期里的一个月"
            return f"{label} is no month and has no statements. Choose one of its months"
        if language == "zh":
            return f"{label} 的方案没有提成方案也没有奖金池，没有可以试算的应发"
        return f"The plan of {label} has neither schemes nor pools: there is no pay to try"
