"""A checked plan: what the rules are, with every name resolved and every value exact.

Owns the shape of a plan. Reading it from YAML is `boji.engine.plan.read`; what a scoring method or
a rate does is in `boji.engine.scoring` and `boji.engine.rates`, one file for each.

Money is in fen (int), shares, rates and targets are Fractions, days are business days.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from fractions import Fraction

from boji.engine.plan.formula import Formula, Kind
from boji.engine.plan.label import Label as Label
from boji.engine.rates import Rate
from boji.engine.scoring import ScoringMethod


@dataclass(frozen=True)
class Metric:
    """A figure by formula. `better` is higher, lower or neither.

    `additive`: values of days add up to the value of their month (its targets scale with the period).
    `null_rule` and `source` are words for the catalogue page; `own` marks a metric of the plan file.
    """

    name: str
    label: Label
    formula: Formula
    formula_text: str
    kind: Kind
    unit: str
    better: str
    additive: bool
    requirement: str = ""
    null_rule: Label | None = None
    source: Label | None = None
    own: bool = False


@dataclass(frozen=True)
class Credit:
    order_lines: str = "on_air"  # or share_of_minutes, named
    sessions: str = "share_of_minutes"


@dataclass(frozen=True)
class Target:
    """One value for all, or one for each key (person_id, tier, team or role)."""

    value: Fraction | None = None
    by_key: tuple[tuple[str, Fraction], ...] = ()


@dataclass(frozen=True)
class Item:
    """One line of a scorecard. `metric` is None for team items that take the members' scores.

    `of_team`: the figure is the team's (`team.gmv`, and every item of a team's scorecard).
    """

    metric: str | None
    of_team: bool
    label: Label
    weight: Fraction
    target: Target | None
    method: ScoringMethod


@dataclass(frozen=True)
class Dimension:
    label: Label
    items: tuple[Item, ...]


@dataclass(frozen=True)
class Deduction:
    label: Label
    each: str  # a metric that counts
    by: Fraction
    floor: Fraction


@dataclass(frozen=True)
class Scorecard:
    """`month_share` and `quarter_share` are None where the scorecard has no composite."""

    name: str
    label: Label
    applies: Formula
    of_team: bool
    dimensions: tuple[Dimension, ...]
    deductions: tuple[Deduction, ...]
    missing: str  # block, reweight or zero
    month_share: Fraction | None = None
    quarter_share: Fraction | None = None

    @property
    def items(self) -> tuple[Item, ...]:
        return tuple(item for dimension in self.dimensions for item in dimension.items)


@dataclass(frozen=True)
class Grade:
    name: str
    label: Label
    floor: Fraction


@dataclass(frozen=True)
class Point:
    """Percentage points added to the rate where `when` holds."""

    label: Label
    when: Formula
    when_text: str
    add: Fraction


@dataclass(frozen=True)
class Guarantee:
    amount_fen: int
    first_months: int | None = None  # None: always


@dataclass(frozen=True)
class Scheme:
    """A commission scheme. `quarter_mean`: the tier is found from the mean month of the quarter so far."""

    name: str
    label: Label
    applies: Formula
    base_pay_fen: int
    base: Formula
    base_text: str
    rate: Rate
    quarter_mean: bool = False
    points: tuple[Point, ...] = ()
    guarantee: Guarantee | None = None
    draw_fen: int | None = None


@dataclass(frozen=True)
class Pool:
    name: str
    label: Label
    applies: Formula  # over session attributes
    base: Formula
    base_text: str
    rate: Fraction
    split: tuple[tuple[str, Fraction], ...]  # role, share; adds up to 1
    within: str  # equal or minutes


@dataclass(frozen=True)
class RateChange:
    """One entry of a campaign's `change`: in this scheme, this part of the rate takes this value.

    `part` is `("rate",)` for a fixed rate, `("rate", "tiers", END)` with END as written or `above`,
    `("rate", "ladder", N)` counted from 1. `boji.engine.plan.campaigns.rate_under` makes the changes.
    """

    scheme: str
    part: tuple[str, ...]
    value: Fraction


@dataclass(frozen=True)
class Campaign:
    label: Label
    first_day: dt.date
    last_day: dt.date  # inclusive
    changes: tuple[RateChange, ...]


@dataclass(frozen=True)
class Gate:
    """Multiplies the rate of what it matches: a person's month, or the person's lines of a product."""

    label: Label
    per_product: bool
    when: Formula
    when_text: str
    times: Fraction


@dataclass(frozen=True)
class Streak:
    grade: str
    months: int
    unless_improved: bool = False


@dataclass(frozen=True)
class Outcome:
    """A proposal by rule. `each` is week, month or quarter; the conditions that are set all hold."""

    name: str
    label: Label
    each: str
    group: tuple[str, ...]
    when: Formula | None = None
    when_text: str = ""
    top: Fraction | None = None
    bottom: Fraction | None = None
    streak: Streak | None = None
    grant: Formula | None = None  # money, over attributes of the person
    grant_text: str = ""
    sets: tuple[tuple[str, str], ...] = ()
    notice_days: int | None = None


@dataclass(frozen=True)
class Example:
    """A worked example: what is given, and what must come out. Values are yuan, ratios or counts.

    Either `scheme` names a scheme of the plan (an inline one is appended to `Plan.example_schemes`
    under the name that stands here), or `pool` a pool, or `scorecard` a scorecard. What is given are
    metrics (`gmv`, `team.gmv`), `quarter_mean`, and attributes of the person, texts among them.
    """

    name: str
    line: int
    scheme: str | None
    pool: str | None
    on: dt.date | None
    months_in_scheme: int | None
    given: tuple[tuple[str, Fraction | str], ...]
    expect: tuple[tuple[str, Fraction], ...]
    scorecard: str | None = None


@dataclass(frozen=True)
class Plan:
    """The whole file. `metrics` holds the built-in catalogue with the plan's own metrics over it."""

    name: str
    title: Label
    effective_from: dt.date
    effective_to: dt.date | None
    currency: str
    timezone: str
    day_starts_minutes: int  # the business day's cut-off after midnight
    metrics: dict[str, Metric]
    credit: Credit
    scorecards: tuple[Scorecard, ...]
    grades: tuple[Grade, ...]
    schemes: tuple[Scheme, ...]
    pools: tuple[Pool, ...]
    campaigns: tuple[Campaign, ...]
    gates: tuple[Gate, ...]
    commission_cap_fen: int | None
    outcomes: tuple[Outcome, ...]
    examples: tuple[Example, ...]
    source: str = field(repr=False)  # the file's text
    digest: str = ""  # sha256 of the text
    example_schemes: tuple[Scheme, ...] = ()
    roles: tuple[str, ...] = ()  # every role that the plan may name
