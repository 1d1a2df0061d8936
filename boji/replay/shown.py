"""The answer as a page shows it: large figures, charts, and the tables of rules, people, spread and
thresholds.

Owns their words and order for one reader. The figures are the answer's.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import Any

from django.core.paginator import Page as Pages
from django.core.paginator import Paginator
from django.http import QueryDict
from django.urls import reverse

from boji.engine.plan.vocabulary import ROLES, TIERS, said
from boji.platform import formats
from boji.platform.charts import Chart, Role, Series, Unit
from boji.platform.components import Arrangement, Cell, Column, Kind, Row, Status, Tab, Table, arranged
from boji.platform.words import language, say
from boji.replay.answer import COST_WORDS, Answer, DraftAnswer, PersonAnswer
from boji.replay.tables import INCOMES, share_words

PEOPLE_ON_A_PAGE = 50
NEAR_SHOWN = 60
REASONS_SHOWN = 2  # of a person in the table; their own page and the file have all


@dataclass(frozen=True)
class Figure:
    label: str
    value: str
    note: str = ""


@dataclass(frozen=True)
class Page:
    """`names` are those of the sides; `number` is the draft whose people are shown, from 1; `query` is what
    the address asks, to come back to."""

    answer: Answer
    names: list[str]
    number: int
    query: str

    @property
    def draft(self) -> DraftAnswer:
        return self.answer.drafts[self.number - 1]

    @property
    def name(self) -> str:
        return self.names[self.number]

    @property
    def moved(self) -> int:
        return self.draft.side.cost() - self.answer.before.cost()

    @property
    def months_words(self) -> str:
        first, last = (
            formats.period_name(one, language()) for one in (self.answer.months[0], self.answer.months[-1])
        )
        return first if first == last else say("{first}至{last}", "{first} to {last}", first=first, last=last)

    @property
    def heading(self) -> str:
        """The answer in a sentence."""
        name, moved = self.name, formats.money(abs(self.moved))
        if not self.moved:
            return say("{name}不改变成本", "{name} does not change the cost", name=name)
        if self.moved > 0:
            return say("{name}会多花 {moved}", "{name} would cost {moved} more", name=name, moved=moved)
        return say("{name}会少花 {moved}", "{name} would cost {moved} less", name=name, moved=moved)

    def figures(self) -> list[Figure]:
        before, after = self.answer.before, self.draft.side
        shares = [
            Figure(
                say("成本{income}", "Cost {income}", income=INCOMES[name].text(language())),
                share_words(self.answer.share(after, name)),
                say("现在 {share}", "now {share}", share=share_words(self.answer.share(before, name))),
            )
            for name in INCOMES
            if self.answer.income(name)
        ]
        return [
            Figure(
                say("总成本", "Total cost"),
                formats.money(after.cost()),
                say("{name} {cost}", "{name}: {cost}", name=self.names[0], cost=formats.money(before.cost())),
            ),
            Figure(say("差额", "Difference"), formats.change(self.moved), self._moved_share()),
            *shares,
            Figure(
                say("受影响的人", "People concerned"),
                str(self.draft.gaining + self.draft.losing),
                say(
                    "{up} 人增加，{down} 人减少",
                    "{up} gain, {down} lose",
                    up=self.draft.gaining,
                    down=self.draft.losing,
                ),
            ),
        ]

    def _moved_share(self) -> str:
        before = self.answer.before.cost()
        if before <= 0:
            return ""
        share = formats.percent((Decimal(self.moved) / before).quantize(Decimal("0.0001")))
        return say("占现在成本的 {share}", "{share} of the cost now", share=share.replace("-", formats.MINUS))

    # Charts

    def cost_chart(self) -> Chart:
        sides = [self.answer.before, *(draft.side for draft in self.answer.drafts)]
        series = tuple(
            Series(name, tuple(side.cost(month) for month in self.answer.months), self._role(place))
            for place, (name, side) in enumerate(zip(self.names, sides, strict=True))
        )
        title = say("每月成本，各方案并列", "Cost by month, plan beside plan")
        return Chart(
            title, "replay-cost", "bar", Unit.MONEY, say("月份", "Month"), self._month_names(), series
        )

    def spread_chart(self) -> Chart:
        sides = [self.answer.before, *(draft.side for draft in self.answer.drafts)]
        edges = self.answer.edges
        labels = tuple(formats.short_money(low, language()).removesuffix(".00") for low in edges[:-1])
        series = tuple(
            Series(name, side.bins[""], self._role(place))
            for place, (name, side) in enumerate(zip(self.names, sides, strict=True))
        )
        width = formats.short_money(edges[1] - edges[0], language()).removesuffix(".00")
        title = say(
            "每月应发分布：每 {width} 一段各有多少份",
            "Monthly pay in steps of {width}: how many in each",
            width=width,
        )
        axis = say("应发从", "Pay from")
        return Chart(title, "replay-spread", "bar", Unit.COUNT, axis, labels, series)

    def _role(self, place: int) -> Role:
        if len(self.answer.drafts) > 1:
            return Role.PAST if not place else Role.PART
        return Role.ACTUAL if place else Role.PAST

    def _month_names(self) -> tuple[str, ...]:
        return tuple(formats.period_name(month, language()) for month in self.answer.months)

    # Tables

    def kinds(self) -> Table:
        """What each plan costs, by kind."""
        sides = [self.answer.before, *(draft.side for draft in self.answer.drafts)]
        kinds = [kind for kind in COST_WORDS if any(side.of_kind(kind) for side in sides)]
        columns = (
            Column("kind", say("种类", "Kind")),
            *(Column(f"side{place}", name, number=True, key=True) for place, name in enumerate(self.names)),
        )
        rows = tuple(
            Row(
                (
                    Cell(COST_WORDS[kind].text(language())),
                    *(Cell(formats.money(side.of_kind(kind))) for side in sides),
                )
            )
            for kind in kinds
        )
        totals = (Cell(say("合计", "Total")), *(Cell(formats.money(side.cost())) for side in sides))
        return Table(say("成本构成", "Cost by kind"), columns, rows, totals)

    def rules(self) -> Table:
        columns = (
            Column("rule", say("哪一条规则", "Rule")),
            Column("fen", say("单独改它，成本变动", "Changed alone, the cost moves"), number=True, key=True),
            Column("people", say("谁", "Who"), key=True),
        )
        rows = tuple(
            Row(
                (
                    Cell(one.text.text(language())),
                    Cell(formats.change(one.fen)),
                    Cell(
                        say(
                            "{up} 人增加，{down} 人减少",
                            "{up} gain, {down} lose",
                            up=one.gaining,
                            down=one.losing,
                        )
                        if one.gaining or one.losing
                        else say("没有人受影响", "nobody is concerned")
                    ),
                )
            )
            for one in self.draft.rules
        )
        totals = (Cell(say("合计", "Total")), Cell(formats.change(self.moved)), Cell(""))
        return Table(say("各条规则的影响", "What each rule moves"), columns, rows, totals)

    def people(self, arrangement: Arrangement, page: str | None) -> tuple[Table, Pages[Any]]:
        """Who gains and loses; the largest differences first unless another order is asked for."""
        columns = (
            Column("name", say("姓名", "Name"), sortable=True),
            Column("role", say("角色", "Role"), sortable=True),
            Column("tier", say("层级", "Tier"), sortable=True),
            Column("before", self.names[0], number=True, sortable=True),
            Column("after", self.name, number=True, sortable=True, key=True),
            Column("moved", say("差额", "Difference"), number=True, sortable=True, key=True),
            Column("why", say("为什么", "Why")),
        )
        concerned = [one for one in self.draft.people if one.fen]
        concerned.sort(key=lambda one: (-abs(one.fen), one.person_id))
        rows = tuple(self._person(one) for one in concerned)
        caption = say("谁多谁少", "Who gains and who loses")
        table = arranged(Table(caption, columns, rows), arrangement)
        pages = Paginator(table.rows, PEOPLE_ON_A_PAGE).get_page(page)
        return Table(caption, columns, tuple(pages.object_list), arrangement=table.arrangement), pages

    def _person(self, one: PersonAnswer) -> Row:
        month = max(
            self.answer.months, key=lambda label: abs(one.after.get(label, 0) - one.before.get(label, 0))
        )
        address = reverse("replay_person", args=[self.answer.key, self.number, month, one.person_id])
        address = f"{address}?{self.query}"
        return Row(
            (
                Cell(one.name or one.person_id, address, order=one.name or one.person_id),
                Cell(said(ROLES, one.role, language()), order=one.role),
                Cell(said(TIERS, one.tier, language()), order=one.tier),
                Cell(formats.money(one.before_fen), order=one.before_fen),
                Cell(formats.money(one.after_fen), order=one.after_fen),
                Cell(formats.change(one.fen), order=one.fen),
                Cell(self._why(one)),
            )
        )

    def _why(self, one: PersonAnswer) -> str:
        said = [
            f"{self.draft.changes[reason.change].text.text(language())} {formats.change(reason.fen)}"
            for reason in one.reasons[:REASONS_SHOWN]
        ]
        if more := len(one.reasons) - REASONS_SHOWN:
            said += [say("另有 {n} 项", "{n} more", n=more)] if more > 0 else []
        return say("；", "; ").join(said)

    @property
    def unchanged_words(self) -> str:
        number = sum(not one.fen for one in self.draft.people)
        return say("另有 {n} 人不变", "{n} more people: no difference", n=number) if number else ""

    def spread(self) -> Table:
        columns = (
            Column("group", say("角色与层级", "Role and tier")),
            Column("plan", say("方案", "Plan"), key=True),
            Column("pays", say("份数", "Pays"), number=True),
            Column("lowest", say("最低", "Lowest"), number=True),
            Column("lower", say("下四分位", "Lower quartile"), number=True),
            Column("median", say("中位数", "Median"), number=True, key=True),
            Column("upper", say("上四分位", "Upper quartile"), number=True),
            Column("highest", say("最高", "Highest"), number=True),
        )
        sides = [(self.names[0], self.answer.before), (self.name, self.draft.side)]
        found = []
        for place, group in enumerate(self.answer.before.groups[""]):
            for name, side in sides:
                own = next(
                    (one for one in side.groups[""] if (one.role, one.tier) == (group.role, group.tier)), None
                )
                if own is None:
                    continue
                title = self._group(own.role, own.tier)
                fens = (own.lowest, own.lower, own.median, own.upper, own.highest)
                cells = (Cell(title, order=place), Cell(name), Cell(str(own.pays)))
                found.append(Row((*cells, *(Cell(formats.money(fen)) for fen in fens))))
        return Table(say("每月应发的分布", "Spread of monthly pay"), columns, tuple(found))

    def _group(self, role: str, tier: str) -> str:
        words = [said(ROLES, role, language()) if role else "", said(TIERS, tier, language()) if tier else ""]
        return " · ".join(word for word in words if word) or say("全部", "Everybody")

    @cached_property
    def near(self) -> Table:
        columns = (
            Column("name", say("姓名", "Name")),
            Column("month", say("月份", "Month"), key=True),
            Column("threshold", say("门槛", "Threshold")),
            Column("value", say("实际", "Actual")),
            Column("side", say("位置", "Place"), key=True),
            Column("gap", say("相差", "Gap"), number=True, key=True),
        )
        above = Status(Kind.DONE, say("刚过", "just above"))
        below = Status(Kind.WAITING, say("差一点", "just below"))
        rows = tuple(
            Row(
                (
                    Cell(one.name or one.person_id),
                    Cell(formats.period_name(one.month, language())),
                    Cell(one.threshold.text(language()), note=one.scheme.text(language())),
                    Cell(one.value.text(language())),
                    Cell("", status=above if one.above else below),
                    Cell(one.gap.text(language()), note=one.share),
                )
            )
            for one in self.draft.near[:NEAR_SHOWN]
        )
        return Table(say("接近门槛的人", "People near a threshold"), columns, rows)

    @property
    def near_more(self) -> int:
        return max(len(self.draft.near) - NEAR_SHOWN, 0)

    @property
    def near_share(self) -> str:
        return share_words(Fraction(self.answer.near))

    def tabs(self, query: QueryDict) -> list[Tab]:
        """One for each draft, where there are several."""
        found = []
        for number, draft in enumerate(self.answer.drafts, 1):
            query["show"] = str(number)
            query.pop("page", None)
            moved = draft.side.cost() - self.answer.before.cost()
            url = f"{reverse('replay')}?{query.urlencode()}"
            found.append(Tab(self.names[number], url, number == self.number, formats.change(moved)))
        return found if len(found) > 1 else []
