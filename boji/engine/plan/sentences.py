"""Parts of a plan as sentences: a base, a rate, an item, an outcome. Owns the wording of parts.

The handbook puts them together, and the comparison of two plans sets old beside new.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from boji.engine.plan import vocabulary
from boji.engine.plan.formula import Flag, Formula
from boji.engine.plan.model import (
    Campaign,
    Credit,
    Deduction,
    Gate,
    Guarantee,
    Item,
    Metric,
    Plan,
    Point,
    Pool,
    RateChange,
    Scheme,
    Target,
)
from boji.engine.plan.phrases import attribute_words, formula_words
from boji.engine.plan.units import UNITS, decimal_words, figure_words, money_words, percent_words
from boji.engine.scoring import ScoringMethod

PERIODS = {"week": ("周", "week"), "month": ("月", "month"), "quarter": ("季度", "quarter")}
MISSING = {
    "block": (
        "缺数据时结果不出，并写明缺什么",
        "Missing data leaves the result incomplete; it says what is missing",
    ),
    "reweight": (
        "缺数据的项不计，其余项按权重折算",
        "Items without data do not count; the others are weighted anew",
    ),
    "zero": ("缺数据的项得 0 分", "Items without data score 0"),
}
BETTER = {
    "higher": ("越高越好", "higher is better"),
    "lower": ("越低越好", "lower is better"),
    "neither": ("不分高低", "neither is better"),
}


@dataclass(frozen=True)
class Teller:
    """Says the parts of one plan in one language."""

    plan: Plan
    language: str

    def pick(self, zh: str, en: str) -> str:
        return zh if self.language == "zh" else en

    def formula(self, formula: Formula) -> str:
        return formula_words(formula, self.plan, self.language)

    def applies(self, formula: Formula) -> str:
        if isinstance(formula, Flag):
            return self.pick("所有人", "everybody")
        return self.formula(formula)

    def fen(self, amount: int) -> str:
        return money_words(Fraction(amount, 100), self.language)

    def listed(self, parts: list[str]) -> str:
        return self.pick("；", "; ").join(parts)

    # Metrics and scorecards

    def metric(self, metric: Metric) -> str:
        return self.formula(metric.formula)

    def unit(self, unit: str) -> str:
        return UNITS[unit].label.text(self.language) or unit if unit in UNITS else unit

    def figure(self, value: Fraction, metric: str | None) -> str:
        """A value in the unit of its metric."""
        known = self.plan.metrics.get(metric or "")
        if known is None:
            return decimal_words(value)
        return figure_words(value, known.kind, known.unit, self.language)

    def target(self, target: Target | None, metric: str | None) -> str:
        if target is None:
            return "—"
        if target.value is not None:
            return self.figure(target.value, metric)
        return self.listed([f"{self._key(key)} {self.figure(value, metric)}" for key, value in target.by_key])

    def _key(self, key: str) -> str:
        return attribute_words("tier", attribute_words("role", key, self.language), self.language)

    def method(self, method: ScoringMethod, metric: str | None) -> str:
        return method.words(self.language, lambda value: self.figure(value, metric))

    def item(self, item: Item) -> str:
        weight = percent_words(item.weight)
        return self.pick(
            f"{self.item_name(item)}，权重 {weight}，目标 {self.target(item.target, item.metric)}，"
            f"{self.method(item.method, item.metric)}",
            f"{self.item_name(item)}, weight {weight}, target {self.target(item.target, item.metric)}, "
            f"{self.method(item.method, item.metric)}",
        )

    def item_name(self, item: Item) -> str:
        return item.label.text(self.language)

    def deduction(self, deduction: Deduction) -> str:
        each = self.plan.metrics[deduction.each].label.text(self.language)
        label, by, floor = (
            deduction.label.text(self.language),
            percent_words(deduction.by),
            decimal_words(deduction.floor),
        )
        return self.pick(
            f"{label}：每有 1 次（{each}），扣总分的 {by}，扣后不低于 {floor} 分",
            f"{label}: each one ({each}) takes {by} off the score, not below {floor} points",
        )

    def composite(self, month: Fraction | None, quarter: Fraction | None) -> str:
        if month is None or quarter is None:
            return self.pick("每期单独计分", "each period has its own score")
        return self.pick(
            f"月度得分占 {percent_words(month)}，季度得分占 {percent_words(quarter)}；季度结束前只看月度得分",
            f"the month's score counts {percent_words(month)}, the quarter's {percent_words(quarter)};"
            " until the quarter is over the month counts alone",
        )

    def missing(self, missing: str) -> str:
        return self.pick(*MISSING[missing])

    # Commission

    def rate(self, scheme: Scheme) -> list[str]:
        return scheme.rate.words(self.language, self.formula)

    def per(self, quarter_mean: bool) -> str:
        if quarter_mean:
            return self.pick(
                "按本季度至今的月均找档", "the tier is found from the mean month of the quarter so far"
            )
        return self.pick("按当月找档", "the tier is found from the month")

    def point(self, point: Point) -> str:
        label, when, add = point.label.text(self.language), self.formula(point.when), percent_words(point.add)
        points = decimal_words(point.add * 100)
        return self.pick(
            f"{label}：{when}时，提成比例加 {points} 个百分点",
            f"{label}: where {when}, {points} percentage points are added to the rate ({add})",
        )

    def guarantee(self, guarantee: Guarantee | None) -> str:
        if guarantee is None:
            return self.pick("无", "none")
        amount = self.fen(guarantee.amount_fen)
        if guarantee.first_months is None:
            return self.pick(
                f"每月提成不足 {amount} 时补足", f"commission below {amount} a month is lifted to it"
            )
        months = guarantee.first_months
        return self.pick(
            f"前 {months} 个月，每月提成不足 {amount} 时补足",
            f"in the first {months} months, commission below {amount} a month is lifted to it",
        )

    def draw(self, amount_fen: int | None) -> str:
        if amount_fen is None:
            return self.pick("无", "none")
        amount = self.fen(amount_fen)
        return self.pick(
            f"每月提成不足 {amount} 时预支差额，以后从超出部分归还",
            f"commission below {amount} a month is advanced, and repaid from later commission above it",
        )

    def within(self, within: str) -> str:
        if within == "equal":
            return self.pick("同一角色的人平分", "people of one role share equally")
        return self.pick("同一角色的人按在场时长分", "people of one role share by time on shift")

    def split(self, split: tuple[tuple[str, Fraction], ...]) -> str:
        return self.pick("，", ", ").join(
            f"{vocabulary.said(vocabulary.ROLES, role, self.language)} {percent_words(part)}"
            for role, part in split
        )

    def change(self, change: RateChange) -> str:
        scheme = next((scheme for scheme in self.plan.schemes if scheme.name == change.scheme), None)
        if scheme is None:
            return f"{change.scheme}: {percent_words(change.value)}"
        part = scheme.rate.part_words(change.part[1:], self.language, self.formula)
        old, new = percent_words(scheme.rate.part_rate(change.part[1:])), percent_words(change.value)
        name = scheme.label.text(self.language)
        return self.pick(
            f"{name}：{part}从 {old} 变为 {new}",
            f"{name}: {part}{' ' if part else ''}from {old} to {new}",
        )

    def campaign(self, campaign: Campaign) -> str:
        label, changes = (
            campaign.label.text(self.language),
            self.listed([self.change(one) for one in campaign.changes]),
        )
        first, last = campaign.first_day, campaign.last_day
        return self.pick(
            f"{label}（{first} 至 {last}，含首尾两天）：{changes}",
            f"{label} ({first} to {last}, both days included): {changes}",
        )

    def gate(self, gate: Gate) -> str:
        label, when, times = (
            gate.label.text(self.language),
            self.formula(gate.when),
            percent_words(gate.times),
        )
        if gate.per_product:
            return self.pick(
                f"{label}：某商品的{when}时，该商品的提成比例乘以 {times}",
                f"{label}: where a product's {when}, its rate is multiplied by {times}",
            )
        return self.pick(
            f"{label}：{when}时，全部提成比例乘以 {times}",
            f"{label}: where {when}, all rates are multiplied by {times}",
        )

    def cap(self, amount_fen: int | None) -> str:
        if amount_fen is None:
            return self.pick("不封顶", "no cap")
        amount = self.fen(amount_fen)
        return self.pick(f"每人每月提成最多 {amount}", f"at most {amount} of commission a person and month")

    # The rest

    def credit(self, credit: Credit) -> str:
        lines = vocabulary.said(vocabulary.CREDIT, credit.order_lines, self.language)
        sessions = vocabulary.said(vocabulary.CREDIT, credit.sessions, self.language)
        return self.pick(
            f"订单行{lines}；场次数据{sessions}", f"order lines: {lines}; session figures: {sessions}"
        )

    def day_start(self, minutes: int) -> str:
        return f"{minutes // 60:02d}:{minutes % 60:02d}"

    def pool(self, pool: Pool) -> list[str]:
        base, rate = self.formula(pool.base), percent_words(pool.rate)
        return [
            self.pick(f"适用场次：{self.formula(pool.applies)}", f"Sessions: {self.formula(pool.applies)}"),
            self.pick(f"奖金池 = {base} × {rate}，按场计算", f"Pool = {base} × {rate}, for each session"),
            self.pick(
                f"分配：{self.split(pool.split)}；{self.within(pool.within)}",
                f"Shares: {self.split(pool.split)}; {self.within(pool.within)}",
            ),
            self.pick(
                "这些场次的订单不再计入个人提成", "Orders of these sessions leave the personal schemes"
            ),
        ]
