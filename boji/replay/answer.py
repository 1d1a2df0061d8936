"""The answer of a replay: what each side costs month by month, who gains and loses and why, how pay is
spread.

Owns its form, which is kept as JSON and read by pages, commands and files alike. All money is in fen; every
sum here adds up to the sums beside it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction

from pydantic import TypeAdapter

from boji.engine.plan.label import Label

# What a month costs, by kind: statement lines in their order, and what is proposed beside them.
COST_WORDS = {
    "base_pay": Label("底薪", "base pay"),
    "commission": Label("提成", "commission"),
    "pool": Label("奖金池", "pools"),
    "cap": Label("封顶扣减", "cut by the cap"),
    "draw": Label("预支与归还", "draws and repayments"),
    "bonus": Label("拟发奖金", "bonuses as proposed"),
}
COST_OF_LINE = {
    "commission": "commission",
    "true_up": "commission",
    "guarantee": "commission",
    "pool": "pool",
    "cap": "cap",
    "draw": "draw",
    "base_pay": "base_pay",
}

Costs = dict[str, int]


@dataclass(frozen=True)
class Income:
    """What the company took in a month; None where no row says it."""

    gmv: int | None
    margin: int | None
    gifts: int | None


@dataclass(frozen=True)
class Group:
    """Monthly pay of people of one role and tier. Quartiles are pays of somebody: of n sorted pays the one at
    place ceil(n × share)."""

    role: str
    tier: str
    pays: int
    lowest: int
    lower: int
    median: int
    upper: int
    highest: int


@dataclass(frozen=True)
class SideAnswer:
    """One side: the names of its plans, and its costs and spread, by month (spread also of all months:
    "")."""

    plans: tuple[str, ...]
    costs: dict[str, Costs]
    people: dict[str, int]
    groups: dict[str, tuple[Group, ...]]
    bins: dict[str, tuple[int, ...]]

    def cost(self, month: str = "") -> int:
        """Of a month, or of all of them."""
        return sum(sum(costs.values()) for label, costs in self.costs.items() if month in ("", label))

    def of_kind(self, kind: str, month: str = "") -> int:
        return sum(costs.get(kind, 0) for label, costs in self.costs.items() if month in ("", label))


@dataclass(frozen=True)
class Reason:
    """A rule that differs, and what it alone moves over all months: `change` numbers
    `DraftAnswer.changes`."""

    change: int
    fen: int


@dataclass(frozen=True)
class PersonAnswer:
    """Somebody's pay and proposed bonuses over the months. The reasons add up to the difference."""

    person_id: str
    name: str
    role: str
    tier: str
    before: dict[str, int]
    after: dict[str, int]
    reasons: tuple[Reason, ...]

    @property
    def before_fen(self) -> int:
        return sum(self.before.values())

    @property
    def after_fen(self) -> int:
        return sum(self.after.values())

    @property
    def fen(self) -> int:
        return self.after_fen - self.before_fen


@dataclass(frozen=True)
class ChangeAnswer:
    """A rule that differs, in words, and what it alone moves: over everybody, and how many gain and lose by
    it.

    `kind` is rule, bonus or interplay: what several rules only move together.
    """

    kind: str
    subject: str
    rule: str
    text: Label
    fen: int
    gaining: int
    losing: int


@dataclass(frozen=True)
class NearAnswer:
    """Somebody within the band of a threshold of the draft in a month. `gap` is what is missing to be above
    it, or what there is beyond it, in the unit of the figure."""

    person_id: str
    name: str
    month: str
    scheme: Label
    threshold: Label
    above: bool
    value: Label
    gap: Label
    share: str


@dataclass(frozen=True)
class DraftAnswer:
    side: SideAnswer
    changes: tuple[ChangeAnswer, ...]
    people: tuple[PersonAnswer, ...]
    near: tuple[NearAnswer, ...]

    @property
    def rules(self) -> list[ChangeAnswer]:
        """What differs; outcomes and interplay only where they move somebody's pay."""
        return [one for one in self.changes if one.kind == "rule" or one.gaining or one.losing]

    @property
    def gaining(self) -> int:
        return sum(person.fen > 0 for person in self.people)

    @property
    def losing(self) -> int:
        return sum(person.fen < 0 for person in self.people)


@dataclass(frozen=True)
class Answer:
    """`edges` are the ends of the bins of `SideAnswer.bins`, one more than there are bins."""

    key: str
    months: tuple[str, ...]
    snapshot: str
    near: str
    incomes: dict[str, Income]
    edges: tuple[int, ...]
    before: SideAnswer
    drafts: tuple[DraftAnswer, ...]
    notes: tuple[Label, ...] = field(default=())

    def income(self, name: str, month: str = "") -> int | None:
        """The GMV, margin or gifts of a month or of all; None where a month does not have it."""
        found = [getattr(one, name) for label, one in self.incomes.items() if month in ("", label)]
        return None if None in found else sum(found)

    def share(self, side: SideAnswer, name: str, month: str = "") -> Fraction | None:
        """What a side costs of the GMV, margin or gifts."""
        income = self.income(name, month)
        return Fraction(side.cost(month), income) if income and income > 0 else None


ANSWER = TypeAdapter(Answer)


def total(costs: Iterable[Costs]) -> Costs:
    found: Costs = {}
    for one in costs:
        for kind, fen in one.items():
            found[kind] = found.get(kind, 0) + fen
    return found
