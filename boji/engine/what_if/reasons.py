"""Why a line differs: the base that changed, the tier reached, the point earned, the gate passed.

Owns these sentences. They say what the program found before and after, and compute nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

from boji.engine.compile.commission import rate_in
from boji.engine.plan.phrases import formula_words
from boji.engine.rates import FixedRate, Ladder, TierTable
from boji.engine.results.statement import bits, line_rate
from boji.engine.results.texts import money_words, percent_words, yuan_words
from boji.engine.what_if.case import Case
from boji.engine.what_if.levers import place_rate, points_words, reach_words
from boji.engine.what_if.present import Row
from boji.engine.what_if.trial import Trial


@dataclass(frozen=True)
class Reasons:
    """The sentences of one trial."""

    case: Case
    trial: Trial
    language: str

    def of(self, row: Row | None, old: Row | None) -> str:
        """Why a line is another, new (`old` None) or gone (`row` None)."""
        line = row or old
        assert line is not None
        match line["kind"]:
            case "commission":
                parts = self._commission(line, row, old)
            case "true_up":
                parts = [self._true_up(line)]
            case "guarantee":
                parts = [self._guarantee(row, line)]
            case "cap":
                parts = [self._cap(row)]
            case "draw":
                parts = [self._draw(row, line)]
            case kind:
                raise AssertionError(f"nothing given changes a line of {kind}")
        return self.say("；", "; ").join(parts)

    def say(self, zh: str, en: str, **parts: object) -> str:
        return (zh if self.language == "zh" else en).format(**parts)

    # Commission

    def _commission(self, line: Row, row: Row | None, old: Row | None) -> list[str]:
        number = int(line["scheme"])
        before, after = self.case.present.now(number), self.trial.months[number]
        found = [*self._tier(line, before, after), *self._points(number, before, after)]
        found += self._gates(int(before["person_gates"]), int(after["person_gates"]))
        if int(after["base"]) < 0 <= int(before["base"]):
            found = [self.say("基数为负，不计提成", "the base is below zero and pays nothing")]
        return [*self._base(number, before, after), *(found or self._rate(row, old))]

    def _base(self, number: int, before: Row, after: Row) -> list[str]:
        present = self.case.present
        old, new = (int(row["base"]) * present.units[number] for row in (before, after))
        if old == new:
            return []
        label = formula_words(present.scheme(number).base, present.plan, self.language)
        return [f"{label} {yuan_words(old)} → {yuan_words(new)}"]

    def _tier(self, line: Row, before: Row, after: Row) -> list[str]:
        """The tier or row that is found now, with the rate that it has for this line."""
        old, new = int(before["tier"]), int(after["tier"])
        present = self.case.present
        rate = rate_in(present.plan, present.scheme(int(line["scheme"])), int(line["campaigns"]))
        if old == new or isinstance(rate, FixedRate):
            return []
        if isinstance(rate, TierTable) and rate.each_band:
            return [self.say("到“{reach}”一段", "reaches the band “{reach}”", reach=self._reach(line, new))]
        rates = " → ".join(percent_words(place_rate(rate, place), 6) for place in (old, new))
        if isinstance(rate, TierTable):
            reach = self._reach(line, new)
            return [
                self.say(
                    "在“{reach}”一档，{rates}", "in the tier “{reach}”, {rates}", reach=reach, rates=rates
                )
            ]
        assert isinstance(rate, Ladder)
        if not new:
            return [self.say("没有达到任何一档，{rates}", "no row is met, {rates}", rates=rates)]
        return [self.say("第 {row} 档，{rates}", "row {row}, {rates}", row=new, rates=rates)]

    def _reach(self, line: Row, place: int) -> str:
        present = self.case.present
        return reach_words(present, present.scheme(int(line["scheme"])).rate, place, self.language)

    def _points(self, number: int, before: Row, after: Row) -> list[str]:
        had, has = int(before["points"]), int(after["points"])
        points = self.case.present.scheme(number).points
        earned, lost = self.say("得到", "earned"), self.say("失去", "lost")
        return [
            self.say(
                "{label} {points}，{state}",
                "{label} {points} {state}",
                label=points[place].label.text(self.language),
                points=points_words(points[place].add, self.language),
                state=earned if has >> place & 1 else lost,
            )
            for place in bits(had ^ has)
        ]

    def _gates(self, held: int, holds: int) -> list[str]:
        gates = self.case.present.plan.gates
        applies, ended = self.say("触发", "applies"), self.say("不再触发", "no longer applies")
        return [
            self.say(
                "{label}：比例 × {times}，{state}",
                "{label}: rate × {times} {state}",
                label=gates[place].label.text(self.language),
                times=percent_words(gates[place].times, 6),
                state=applies if holds >> place & 1 else ended,
            )
            for place in bits(held ^ holds)
        ]

    def _rate(self, row: Row | None, old: Row | None) -> list[str]:
        """That the rate is another, where no tier, point or gate says so: bands are blended."""
        if row is None or old is None or line_rate(row) == line_rate(old):
            return []
        rates = " → ".join(percent_words(line_rate(line), 6) for line in (old, row))
        return [self.say("比例 {rates}", "rate {rates}", rates=rates)]

    # Other lines

    def _true_up(self, line: Row) -> str:
        """The tier that the whole quarter finds now."""
        number = int(line["scheme"])
        rate = self.case.present.scheme(number).rate
        assert isinstance(rate, TierTable), "only tier tables look at a quarter's mean"
        place = int(self.trial.months[number]["final_tier"])
        reach = self._reach(line, place)
        if rate.each_band:
            return self.say("季度月均到“{reach}”一段", "the quarter's mean reaches “{reach}”", reach=reach)
        return self.say(
            "季度月均在“{reach}”一档，{rate}",
            "the quarter's mean is in the tier “{reach}”, {rate}",
            reach=reach,
            rate=percent_words(place_rate(rate, place), 6),
        )

    def _guarantee(self, row: Row | None, line: Row) -> str:
        guarantee = self.case.present.scheme(int(line["scheme"])).guarantee
        assert guarantee is not None
        whole = money_words(guarantee.amount_fen)
        if row is None:
            return self.say(
                "提成已到保底 {whole}", "commission has reached the guarantee of {whole}", whole=whole
            )
        return self.say(
            "本方案提成 {earned}，补足到保底 {whole}",
            "the scheme earns {earned}, lifted to the guarantee of {whole}",
            earned=money_words(row["base_fen"]),
            whole=whole,
        )

    def _cap(self, row: Row | None) -> str:
        cap = money_words(self.case.present.plan.commission_cap_fen or 0)
        if row is None:
            return self.say("提成不超过封顶 {cap}", "commission is not above the cap of {cap}", cap=cap)
        return self.say(
            "提成合计 {total}，超过封顶 {cap}",
            "commission of {total} is above the cap of {cap}",
            total=money_words(row["base_fen"]),
            cap=cap,
        )

    def _draw(self, row: Row | None, line: Row) -> str:
        """What is advanced (an amount above zero) or repaid; or that it no longer is."""
        draw = money_words(self.case.present.scheme(int(line["scheme"])).draw_fen or 0)
        if row is None and line["amount"] > 0:
            return self.say(
                "本方案提成已到 {draw}，不预支", "commission has reached the draw of {draw}", draw=draw
            )
        if row is None:
            return self.say(
                "本方案提成没有超过 {draw}，不归还", "commission is not above the draw of {draw}", draw=draw
            )
        zh, en = "本方案提成 {earned}，预支到 {draw}", "the scheme earns {earned}, advanced up to {draw}"
        if row["amount"] < 0:
            zh, en = (
                "本方案提成 {earned}，超过 {draw} 的归还预支",
                "the scheme earns {earned}, above {draw} it repays",
            )
        return self.say(zh, en, earned=money_words(row["base_fen"]), draw=draw)
