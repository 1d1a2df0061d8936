"""Two versions of a plan, compared in words: what changed, and for whom.

Owns which field of the model is said how. Every field of every part stands in FIELDS or in SILENT,
which a test holds, so that no change of a rule goes unsaid.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from boji.engine.plan import model
from boji.engine.plan import outcome_sentences as telling
from boji.engine.plan.phrases import attribute_words
from boji.engine.plan.sentences import BETTER, PERIODS, Teller
from boji.engine.plan.units import decimal_words, percent_words

Part = Any  # a dataclass of the model; its fields are looked up by name
Say = Callable[[Teller, Part], str]


@dataclasses.dataclass(frozen=True)
class Field:
    """How a change of one field is said: its name in both languages, and the value in words."""

    zh: str
    en: str
    say: Say


def _share(value: Any) -> str:
    return "—" if value is None else percent_words(value)


FIELDS: dict[type, dict[str, Field]] = {
    model.Plan: {
        "name": Field("方案名", "plan name", lambda _, plan: plan.name),
        "title": Field("标题", "title", lambda teller, plan: plan.title.text(teller.language)),
        "effective_from": Field("生效日", "first day", lambda _, plan: str(plan.effective_from)),
        "effective_to": Field("失效日", "last day", lambda _, plan: str(plan.effective_to or "—")),
        "currency": Field("货币", "currency", lambda _, plan: plan.currency),
        "timezone": Field("时区", "time zone", lambda _, plan: plan.timezone),
        "day_starts_minutes": Field(
            "营业日开始",
            "start of the business day",
            lambda teller, plan: teller.day_start(plan.day_starts_minutes),
        ),
        "credit": Field("归属", "credit", lambda teller, plan: teller.credit(plan.credit)),
        "commission_cap_fen": Field("封顶", "cap", lambda teller, plan: teller.cap(plan.commission_cap_fen)),
        "roles": Field("角色", "roles", lambda teller, plan: _roles(teller, plan.roles)),
    },
    model.Metric: {
        "label": Field("名称", "label", lambda teller, one: one.label.text(teller.language)),
        "formula": Field("算法", "definition", lambda teller, one: teller.metric(one)),
        "kind": Field("类别", "kind", lambda _, one: one.kind.value),
        "unit": Field("单位", "unit", lambda teller, one: teller.unit(one.unit)),
        "better": Field("方向", "direction", lambda teller, one: teller.pick(*BETTER[one.better])),
        "additive": Field("可按天相加", "adds up over days", lambda teller, one: _yes(teller, one.additive)),
        "requirement": Field("需求编号", "requirement", lambda _, one: one.requirement or "—"),
        "null_rule": Field("缺失规则", "null rule", lambda teller, one: _label(teller, one.null_rule)),
        "source": Field("来源", "source", lambda teller, one: _label(teller, one.source)),
        "own": Field("自定义", "own", lambda teller, one: _yes(teller, one.own)),
    },
    model.Scorecard: {
        "label": Field("名称", "label", lambda teller, card: card.label.text(teller.language)),
        "applies": Field("适用", "applies to", lambda teller, card: teller.applies(card.applies)),
        "of_team": Field("考核团队", "appraises teams", lambda teller, card: _yes(teller, card.of_team)),
        "missing": Field("缺数据", "missing data", lambda teller, card: teller.missing(card.missing)),
        "month_share": Field("月度占比", "month share", lambda _, card: _share(card.month_share)),
        "quarter_share": Field("季度占比", "quarter share", lambda _, card: _share(card.quarter_share)),
    },
    model.Dimension: {
        "label": Field("名称", "label", lambda teller, one: one.label.text(teller.language)),
    },
    model.Item: {
        "metric": Field("指标", "metric", lambda _, item: item.metric or "—"),
        "of_team": Field("团队的数", "the team's figure", lambda teller, item: _yes(teller, item.of_team)),
        "label": Field("名称", "label", lambda teller, item: teller.item_name(item)),
        "weight": Field("权重", "weight", lambda _, item: percent_words(item.weight)),
        "target": Field("目标", "target", lambda teller, item: teller.target(item.target, item.metric)),
        "method": Field("计分", "scoring", lambda teller, item: teller.method(item.method, item.metric)),
    },
    model.Deduction: {
        "label": Field("名称", "label", lambda teller, one: one.label.text(teller.language)),
        "each": Field("扣分项", "counted", lambda _, one: one.each),
        "by": Field("每次扣", "taken off", lambda _, one: percent_words(one.by)),
        "floor": Field("最低分", "floor", lambda _, one: decimal_words(one.floor)),
    },
    model.Grade: {
        "label": Field("名称", "label", lambda teller, one: one.label.text(teller.language)),
        "floor": Field("起点", "begins at", lambda _, one: decimal_words(one.floor)),
    },
    model.Scheme: {
        "label": Field("名称", "label", lambda teller, one: one.label.text(teller.language)),
        "applies": Field("适用", "applies to", lambda teller, one: teller.applies(one.applies)),
        "base_pay_fen": Field("底薪", "base pay", lambda teller, one: teller.fen(one.base_pay_fen)),
        "base": Field("计提基数", "base", lambda teller, one: teller.formula(one.base)),
        "rate": Field("提成比例", "rate", lambda teller, one: teller.listed(teller.rate(one))),
        "quarter_mean": Field("找档", "tier", lambda teller, one: teller.per(one.quarter_mean)),
        "guarantee": Field("保底", "guarantee", lambda teller, one: teller.guarantee(one.guarantee)),
        "draw_fen": Field("预支", "draw", lambda teller, one: teller.draw(one.draw_fen)),
    },
    model.Point: {
        "label": Field("名称", "label", lambda teller, one: one.label.text(teller.language)),
        "when": Field("条件", "condition", lambda teller, one: teller.formula(one.when)),
        "add": Field("加点", "adds", lambda _, one: percent_words(one.add)),
    },
    model.Pool: {
        "label": Field("名称", "label", lambda teller, one: one.label.text(teller.language)),
        "applies": Field("适用场次", "sessions", lambda teller, one: teller.applies(one.applies)),
        "base": Field("基数", "base", lambda teller, one: teller.formula(one.base)),
        "rate": Field("比例", "rate", lambda _, one: percent_words(one.rate)),
        "split": Field("分配", "shares", lambda teller, one: teller.split(one.split)),
        "within": Field("角色内", "inside a role", lambda teller, one: teller.within(one.within)),
    },
    model.Campaign: {
        "label": Field("名称", "label", lambda teller, one: one.label.text(teller.language)),
        "first_day": Field("开始", "first day", lambda _, one: str(one.first_day)),
        "last_day": Field("结束", "last day", lambda _, one: str(one.last_day)),
        "changes": Field(
            "变更",
            "changes",
            lambda teller, one: teller.listed([teller.change(change) for change in one.changes]),
        ),
    },
    model.Gate: {
        "label": Field("名称", "label", lambda teller, one: one.label.text(teller.language)),
        "per_product": Field("按商品", "for each product", lambda teller, one: _yes(teller, one.per_product)),
        "when": Field("条件", "condition", lambda teller, one: teller.formula(one.when)),
        "times": Field("乘以", "multiplies by", lambda _, one: percent_words(one.times)),
    },
    model.Outcome: {
        "label": Field("名称", "label", lambda teller, one: one.label.text(teller.language)),
        "each": Field("周期", "period", lambda teller, one: teller.pick(*PERIODS[one.each])),
        "group": Field("范围", "among", lambda teller, one: telling.group(teller, one.group)),
        "when": Field("条件", "condition", lambda teller, one: teller.formula(one.when) if one.when else "—"),
        "top": Field("前", "top", lambda _, one: _share(one.top)),
        "bottom": Field("后", "bottom", lambda _, one: _share(one.bottom)),
        "streak": Field("连续", "streak", lambda teller, one: telling.streak(teller, one.streak)),
        "grant": Field("发放", "grants", lambda teller, one: telling.grant(teller, one.grant)),
        "sets": Field("变更", "sets", lambda teller, one: telling.sets(teller, one.sets) or "—"),
        "notice_days": Field("通知天数", "days of notice", lambda _, one: str(one.notice_days or "—")),
    },
    model.Example: {
        "scheme": Field("方案", "scheme", lambda _, one: str(one.scheme or "—")),
        "pool": Field("奖金池", "pool", lambda _, one: str(one.pool or "—")),
        "scorecard": Field("考核表", "scorecard", lambda _, one: str(one.scorecard or "—")),
        "on": Field("日期", "day", lambda _, one: str(one.on or "—")),
        "months_in_scheme": Field("第几个月", "month", lambda _, one: str(one.months_in_scheme or "—")),
        "given": Field(
            "给定",
            "given",
            lambda teller, one: teller.listed([telling.given(teller, *pair) for pair in one.given]),
        ),
        "expect": Field(
            "期望",
            "expects",
            lambda teller, one: teller.listed([telling.result(teller, *pair) for pair in one.expect]),
        ),
    },
}

# What no reader needs said: names by which parts are matched, texts whose formula is compared, and
# parts that are compared on their own.
SILENT: dict[type, tuple[str, ...]] = {
    model.Plan: (
        *(
            "metrics",
            "scorecards",
            "grades",
            "schemes",
            "pools",
            "campaigns",
            "gates",
            "outcomes",
            "examples",
        ),
        *("source", "digest", "example_schemes"),
    ),
    model.Metric: ("name", "formula_text"),
    model.Scorecard: ("name", "dimensions", "deductions"),
    model.Dimension: ("items",),
    model.Grade: ("name",),
    model.Scheme: ("name", "base_text", "points"),
    model.Point: ("when_text",),
    model.Pool: ("name", "base_text"),
    model.Gate: ("when_text",),
    model.Outcome: ("name", "when_text", "grant_text"),
    model.Example: ("name", "line"),
}


def differences(old: model.Plan, new: model.Plan, language: str) -> list[str]:
    """What changed from one plan to the other, in the order of the file; empty where no rule changed."""
    return _Comparison(Teller(old, language), Teller(new, language)).plans()


@dataclasses.dataclass(frozen=True)
class _Comparison:
    old: Teller
    new: Teller

    def plans(self) -> list[str]:
        old, new, pick = self.old.plan, self.new.plan, self.new.pick
        lines = self.fields(pick("方案", "Plan"), old, new)
        own = [metric for metric in old.metrics.values() if metric.own]
        lines += self.parts(pick("指标", "Metric"), own, [one for one in new.metrics.values() if one.own])
        lines += self.parts(pick("考核表", "Scorecard"), old.scorecards, new.scorecards)
        lines += self.parts(pick("等级", "Grade"), old.grades, new.grades)
        lines += self.parts(pick("提成", "Commission"), old.schemes, new.schemes)
        lines += self.parts(pick("奖金池", "Pool"), old.pools, new.pools)
        lines += self.parts(pick("活动", "Campaign"), old.campaigns, new.campaigns)
        lines += self.parts(pick("调节条件", "Gate"), old.gates, new.gates)
        lines += self.parts(pick("结果应用", "Outcome"), old.outcomes, new.outcomes)
        lines += self.parts(pick("算例", "Example"), old.examples, new.examples)
        lines += self.parts(
            pick("算例的方案", "Scheme of an example"), old.example_schemes, new.example_schemes
        )
        return lines

    def parts(self, what: str, old: Iterable[Part], new: Iterable[Part]) -> list[str]:
        """Parts matched by name: those removed, those added, and what changed in the others."""
        before, after, pick = _by_name(old), _by_name(new), self.new.pick
        lines = []
        for name, part in before.items():
            subject = f"{what} {_title(self.old, part)}"
            if name in after:
                lines += self.fields(subject, part, after[name])
            else:
                lines.append(pick(f"{subject}：取消", f"{subject}: removed"))
        for name, part in after.items():
            if name not in before:
                lines.append(self._added(f"{what} {_title(self.new, part)}", part))
        kept, order = [name for name in before if name in after], [name for name in after if name in before]
        if kept != order:
            listed = pick("、", ", ").join(_title(self.new, after[name], short=True) for name in order)
            lines.append(pick(f"{what}的先后变为：{listed}", f"{what}: the order is now {listed}"))
        return lines

    def _added(self, subject: str, part: Part) -> str:
        said = [
            f"{self.new.pick(field.zh, field.en)} {field.say(self.new, part)}"
            for name, field in FIELDS[type(part)].items()
            if name != "label" and getattr(part, name) not in (None, (), False)
        ]
        listed = self.new.listed(said)
        return self.new.pick(f"{subject}：新增（{listed}）", f"{subject}: new ({listed})")

    def fields(self, subject: str, old: Part, new: Part) -> list[str]:
        """What changed in a part, for whom it changed."""
        lines = []
        for name, field in FIELDS[type(new)].items():
            before, after = getattr(old, name), getattr(new, name)
            if before != after:
                changes: list[str] = []
                if name == "rate" and isinstance(new, model.Scheme):
                    changes = self._rate(old, new) or self._sentences(old, new)
                lines += [f"{subject}{self.new.pick('：', ': ')}{change}" for change in changes] or [
                    self._change(subject, field, old, new)
                ]
        return lines + self._inner(subject, old, new)

    def _inner(self, subject: str, old: Part, new: Part) -> list[str]:
        pick = self.new.pick
        match new:
            case model.Scorecard():
                lines = self.parts(f"{subject} {pick('维度', 'dimension')}", old.dimensions, new.dimensions)
                return lines + self.parts(
                    f"{subject} {pick('扣分', 'deduction')}", old.deductions, new.deductions
                )
            case model.Dimension():
                return self.parts(f"{subject} {pick('项目', 'item')}", old.items, new.items)
            case model.Scheme():
                return self.parts(f"{subject} {pick('系数', 'point')}", old.points, new.points)
        return []

    def _rate(self, old: model.Scheme, new: model.Scheme) -> list[str]:
        """Tier by tier, where only the rates of the same tiers changed."""
        parts = new.rate.parts()
        if type(old.rate) is not type(new.rate) or old.rate.parts() != parts:
            return []
        remade = old.rate
        for part in parts:
            remade = remade.changed(part, new.rate.part_rate(part))
        if remade != new.rate:
            return []
        return self._rates_of_parts(old, new)

    def _sentences(self, old: model.Scheme, new: model.Scheme) -> list[str]:
        """Case by case, where both rates have as many cases of the same form."""
        before, after = self.old.rate(old), self.new.rate(new)
        if type(old.rate) is not type(new.rate) or len(before) != len(after):
            return []
        pick = self.new.pick
        return [
            pick(f"提成从“{was}”变为“{now}”", f"the rate changes from “{was}” to “{now}”")
            for was, now in zip(before, after, strict=True)
            if was != now
        ]

    def _rates_of_parts(self, old: model.Scheme, new: model.Scheme) -> list[str]:
        lines = []
        for part in new.rate.parts():
            before, after = percent_words(old.rate.part_rate(part)), percent_words(new.rate.part_rate(part))
            if before != after:
                reach = new.rate.part_words(part, self.new.language, self.new.formula)
                zh = f"{reach}的提成从 {before} 变为 {after}"
                en = f"the rate{' of ' if reach else ''}{reach} changes from {before} to {after}"
                lines.append(self.new.pick(zh.removeprefix("的"), en))
        return lines

    def _change(self, subject: str, field: Field, old: Part, new: Part) -> str:
        before, after = field.say(self.old, old), field.say(self.new, new)
        if before == after:  # such as a label whose other language changed
            return self.new.pick(f"{subject}：{field.zh}有变化", f"{subject}: {field.en} changed")
        return self.new.pick(
            f"{subject}：{field.zh}从“{before}”变为“{after}”",
            f"{subject}: {field.en} changes from “{before}” to “{after}”",
        )


def _by_name(parts: Iterable[Part]) -> dict[tuple[str, int], Part]:
    """Parts by what they are called, and a number where several are called the same."""
    named: dict[tuple[str, int], Part] = {}
    for part in parts:
        name, number = _name(part), 1
        while (name, number) in named:
            number += 1
        named[name, number] = part
    return named


def _name(part: Part) -> str:
    if isinstance(part, model.Item):
        return f"{'team.' if part.of_team else ''}{part.metric or ''}"
    if hasattr(part, "name"):
        return str(part.name)
    return str(part.label.zh)


def _title(teller: Teller, part: Part, *, short: bool = False) -> str:
    """What a part is called, and whom it is for."""
    title = part.label.text(teller.language) if hasattr(part, "label") else part.name
    if isinstance(part, model.Metric):
        title = teller.pick(f"{title}（{part.name}）", f"{title} ({part.name})")
    if short or not isinstance(part, model.Scorecard | model.Scheme):
        return str(title)
    return teller.pick(
        f"{title}（{teller.applies(part.applies)}）", f"{title} ({teller.applies(part.applies)})"
    )


def _label(teller: Teller, label: model.Label | None) -> str:
    return label.text(teller.language) if label else "—"


def _yes(teller: Teller, value: bool) -> str:
    return teller.pick("是", "yes") if value else teller.pick("否", "no")


def _roles(teller: Teller, roles: Sequence[str]) -> str:
    return teller.pick("、", ", ").join(attribute_words("role", role, teller.language) for role in roles)
