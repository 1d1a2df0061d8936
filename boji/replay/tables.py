"""The answer as tables: what commands print and workbooks hold, in one language.

Owns columns and order, nothing of what they say. Cells are texts and whole numbers, money is fen (`Fen`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from boji.engine.plan.label import Label
from boji.engine.plan.vocabulary import ROLES, TIERS, said
from boji.engine.results.texts import money_words, percent_words
from boji.replay.answer import COST_WORDS, Answer, DraftAnswer, Reason, SideAnswer

BEFORE = Label("对照", "compared with")
IN_FORCE = Label("现行方案", "the plans in force")
TOTAL = Label("合计", "total")
EVERYBODY = Label("全部", "everybody")
INCOMES = {
    "gmv": Label("占 GMV", "of GMV"),
    "margin": Label("占毛利", "of gross margin"),
    "gifts": Label("占礼物收入", "of gift income"),
}


@dataclass(frozen=True)
class Fen:
    """An amount of money in a table."""

    fen: int


Cell = str | int | Fen | None


@dataclass(frozen=True)
class Sheet:
    kind: str
    title: str
    columns: tuple[str, ...]
    rows: Sequence[tuple[Cell, ...]]


def sheets(answer: Answer, names: Sequence[Label], language: str) -> list[Sheet]:
    """All tables; `names` are those of the sides, that of what they are compared with first."""
    work = _Tables(answer, [name.text(language) for name in names], language)
    return [work.costs(), work.shares(), work.rules(), work.people(), work.spread(), work.bins(), work.near()]


def side_names(answer: Answer, drafts: Sequence[str], against: str | None) -> list[Label]:
    """What the sides are called: drafts as given, the other by its plan or as the plans in force."""
    plans = "、".join(answer.before.plans), ", ".join(answer.before.plans)
    before = Label(f"{IN_FORCE.zh} {plans[0]}", f"{IN_FORCE.en} ({plans[1]})")
    return [Label(against, against) if against else before, *(Label(name, name) for name in drafts)]


def share_words(share: Fraction | None) -> str:
    return "—" if share is None else percent_words(share, 2)


def signed(fen: int) -> str:
    """
    >>> signed(8900), signed(-8900), signed(0)
    ('+¥89.00', '−¥89.00', '¥0.00')
    """
    return f"{'+' if fen > 0 else ''}{money_words(fen)}"


@dataclass(frozen=True)
class _Tables:
    answer: Answer
    names: list[str]
    language: str

    def say(self, zh: str, en: str) -> str:
        return zh if self.language == "zh" else en

    @property
    def sides(self) -> list[tuple[str, SideAnswer]]:
        drafts = [draft.side for draft in self.answer.drafts]
        return list(zip(self.names, [self.answer.before, *drafts], strict=True))

    @property
    def drafts(self) -> list[tuple[str, DraftAnswer]]:
        return list(zip(self.names[1:], self.answer.drafts, strict=True))

    def _months(self) -> Iterable[tuple[str, str]]:
        """Each month with its name in a table, then all of them."""
        yield from ((month, month) for month in self.answer.months)
        yield "", TOTAL.text(self.language)

    def costs(self) -> Sheet:
        kinds = [kind for kind in COST_WORDS if any(side.of_kind(kind) for _, side in self.sides)]
        rows: list[tuple[Cell, ...]] = []
        for month, label in self._months():
            before = self.answer.before.cost(month)
            for number, (name, side) in enumerate(self.sides):
                cost = side.cost(month)
                moved = Fen(cost - before) if number else None
                amounts = [Fen(side.of_kind(kind, month)) for kind in kinds]
                rows.append((label, name, Fen(cost), moved, *amounts))
        columns = (
            self.say("月份", "month"), self.say("方案", "plan"), self.say("成本", "cost"),
            self.say("差额", "difference"), *(COST_WORDS[kind].text(self.language) for kind in kinds),
        )  # fmt: skip
        return Sheet("costs", self.say("成本", "Costs"), columns, rows)

    def shares(self) -> Sheet:
        used = [name for name in INCOMES if self.answer.income(name)]
        rows = [
            (label, name, *(share_words(self.answer.share(side, income, month)) for income in used))
            for month, label in self._months()
            for name, side in self.sides
        ]
        columns = (
            self.say("月份", "month"), self.say("方案", "plan"),
            *(INCOMES[name].text(self.language) for name in used),
        )  # fmt: skip
        return Sheet("shares", self.say("成本占比", "Shares"), columns, rows)

    def rules(self) -> Sheet:
        rows = [
            (name, change.text.text(self.language), Fen(change.fen), change.gaining, change.losing)
            for name, draft in self.drafts
            for change in draft.rules
        ]
        columns = (
            self.say("方案", "plan"), self.say("规则", "rule"), self.say("单独影响", "alone moves"),
            self.say("增加人数", "gain"), self.say("减少人数", "lose"),
        )  # fmt: skip
        return Sheet("rules", self.say("规则", "Rules"), columns, rows)

    def people(self) -> Sheet:
        rows: list[tuple[Cell, ...]] = [
            (
                name, one.person_id, one.name, self.role(one.role), self.tier(one.tier),
                Fen(one.before_fen), Fen(one.after_fen), Fen(one.fen), self.why(draft, one.reasons),
            )
            for name, draft in self.drafts
            for one in sorted(draft.people, key=lambda one: (-abs(one.fen), one.person_id))
        ]  # fmt: skip
        columns = (
            self.say("方案", "plan"), self.say("人员编号", "person_id"), self.say("姓名", "name"),
            self.say("角色", "role"), self.say("层级", "tier"), self.say("对照", "compared with"),
            self.say("草案", "draft"), self.say("差额", "difference"), self.say("原因", "why"),
        )  # fmt: skip
        return Sheet("people", self.say("人员", "People"), columns, rows)

    def why(self, draft: DraftAnswer, reasons: Iterable[Reason]) -> str:
        """Every reason with what it moves, the largest first."""
        said = [f"{draft.changes[one.change].text.text(self.language)} {signed(one.fen)}" for one in reasons]
        return self.say("；", "; ").join(said)

    def spread(self) -> Sheet:
        rows: list[tuple[Cell, ...]] = []
        for name, side in self.sides:
            for month, label in self._months():
                for group in side.groups[month]:
                    fens = (group.lowest, group.lower, group.median, group.upper, group.highest)
                    rows.append(
                        (name, label, *self._group(group.role, group.tier), group.pays, *map(Fen, fens))
                    )
        columns = (
            self.say("方案", "plan"), self.say("月份", "month"),
            self.say("角色", "role"), self.say("层级", "tier"),
            self.say("份数", "pays"), self.say("最低", "lowest"), self.say("下四分位", "lower quartile"),
            self.say("中位数", "median"), self.say("上四分位", "upper quartile"), self.say("最高", "highest"),
        )  # fmt: skip
        return Sheet("spread", self.say("月应发分布", "Spread of monthly pay"), columns, rows)

    def _group(self, role: str, tier: str) -> tuple[str, str]:
        return (self.role(role), self.tier(tier)) if role or tier else (EVERYBODY.text(self.language), "")

    def bins(self) -> Sheet:
        """How many monthly pays of all months lie in each bin."""
        edges = self.answer.edges
        rows: list[tuple[Cell, ...]] = [
            (Fen(low), Fen(high), *(side.bins[""][place] for _, side in self.sides))
            for place, (low, high) in enumerate(pairwise(edges))
        ]
        columns = (self.say("起", "from"), self.say("不到", "below"), *self.names)
        return Sheet("bins", self.say("月应发分段", "Histogram"), columns, rows)

    def near(self) -> Sheet:
        side = self.say("刚过", "just above"), self.say("差一点", "just below")
        rows: list[tuple[Cell, ...]] = [
            (
                name, one.month, one.person_id, one.name, one.scheme.text(self.language),
                one.threshold.text(self.language), one.value.text(self.language), side[0 if one.above else 1],
                one.gap.text(self.language), one.share,
            )
            for name, draft in self.drafts
            for one in draft.near
        ]  # fmt: skip
        columns = (
            self.say("方案", "plan"), self.say("月份", "month"), self.say("人员编号", "person_id"),
            self.say("姓名", "name"), self.say("提成", "scheme"), self.say("门槛", "threshold"),
            self.say("实际", "actual"), self.say("位置", "place"), self.say("相差", "gap"),
            self.say("相差比例", "share"),
        )  # fmt: skip
        return Sheet("near", self.say("接近门槛", "Near a threshold"), columns, rows)

    def role(self, role: str) -> str:
        return said(ROLES, role, self.language)

    def tier(self, tier: str) -> str:
        return said(TIERS, tier, self.language)
