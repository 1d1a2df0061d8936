"""Why a line differs: the base that changed, the tier reached, the point earned, the gate passed, in one
sentence.

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
from boji.engine.what_if.levers import place_rate, reach_words, signed_points
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
                parts = self._commission(row, old)
            case "true_up":
                parts = self._true_up(line)
            case "guarantee":
                parts = [self._guarantee(row, line)]
            case "cap":
                parts = [self._cap(row)]
            case "draw":
                parts = [self._draw(row, line["scheme"], line["amount"])]
            case kind:
                raise AssertionError(f"nothing given changes a line of {kind}")
        return self.say("；", "; ").join(parts)

    def say(self, zh: str, en: str, **parts: object) -> str:
        return (zh if self.language == "zh" else en).format(**parts)

    # Commission

    def _commission(self, row: Row | None, old: Row | None) -> list[str]:
        line = row or old
        assert line is not None
        number = int(line["scheme"])
        before, after = self.case.present.now(number), self.trial.months[number]
        found = [*self._tier(line, before, after), *self._points(number, before, after)]
        found += self._gates(int(before["person_gates"]), int(after["person_gates"]))
        if int(after["base"]) < 0 <= int(before["base"]):
            found = [self.say("基数为负，不计提成", "the base is below zero and pays nothing")]
        return [*self._base(number, before, after), *(found or self._rate(row, old))]

    def _base(self, number: int, before: Row, after: Row) -> list[str]:
        unit = self.case.present.units[number]
        old, new = int(before["base"]) * unit, int(after["base"]) * unit
        if old == new:
            return []
        label = formula_words(self.case.present.scheme(number).base, self.case.present.plan, self.language)
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
        rates = {
            "old": percent_words(place_rate(rate, old), 6),
            "new": percent_words(place_rate(rate, new), 6),
        }
        if isinstance(rate, Ladder):
            if not new:
                return [self.say("没有达到任何一档，{old} → {new}", "no row is met, {old} → {new}", **rates)]
            return [self.say("第 {row} 档，{old} → {new}", "row {row}, {old} → {new}", row=new, **rates)]
        reach = self._reach(line, new)
        return [
            self.say(
                "在“{reach}”一档，{old} → {new}", "in the tier “{reach}”, {old} → {new}", reach=reach, **rates
            )
        ]

    def _reach(self, line: Row, place: int) -> str:
        present = self.case.present
        return reach_words(present, present.scheme(int(line["scheme"])).rate, place, self.language)

    def _points(self, number: int, before: Row, after: Row) -> list[str]:
        had, has = (set(bits(int(row["points"]))) for row in (before, after))
        points = self.case.present.scheme(number).points
        return [
            self.say(
                "{label} {points}，{state}", "{label} {points} {state}",
                label=points[place].label.text(self.language),
                points=signed_points(points[place].add, self.language),
                state=self.say("得到", "earned") if place in has else self.say("失去", "lost"),
            )
            for place in sorted(had ^ has)
        ]  # fmt: skip

    def _gates(self, before: int, after: int) -> list[str]:
        gates = self.case.present.plan.gates
        return [
            self.say(
                "{label}：比例 × {times}，{state}", "{label}: rate × {times} {state}",
                label=gates[place].label.text(self.language), times=percent_words(gates[place].times, 6),
                state=self.say("触发", "applies") if after >> place & 1 else self.say("不再触发", "no longer applies"),
            )
            for place in bits(before ^ after)
        ]  # fmt: skip

    def _rate(self, row: Row | None, old: Row | None) -> list[str]:
        """That the rate is another, where no tier, point or gate says so: bands are blended."""
        if row is None or old is None or line_rate(row) == line_rate(old):
            return []
        words = [percent_words(line_rate(line), 6) for line in (old, row)]
        return [self.say("比例 {old} → {new}", "rate {old} → {new}", old=words[0], new=words[1])]

    # Other lines

    def _true_up(self, line: Row) -> list[str]:
        """The tier that the whole quarter finds now."""
        number = int(line["scheme"])
        rate = self.case.present.scheme(number).rate
        new = int(self.trial.months[number]["final_tier"])
        assert isinstance(rate, TierTable), "only tier tables look at a quarter's mean"
        reach = self._reach(line, new)
        if rate.each_band:
            return [self.say("季度月均到“{reach}”一段", "the quarter's mean reaches “{reach}”", reach=reach)]
        words = percent_words(place_rate(rate, new), 6)
        return [
            self.say(
                "季度月均在“{reach}”一档，{rate}", "the quarter's mean is in the tier “{reach}”, {rate}",
                reach=reach, rate=words,
            )
        ]  # fmt: skip

    def _guarantee(self, row: Row | None, line: Row) -> str:
        guarantee = self.case.present.scheme(int(line["scheme"])).guarantee
        assert guarantee is not None
        whole = money_words(guarantee.amount_fen)
        if row is None:
            return self.say(
                "提成已到保底 {whole}", "commission has reached the guarantee of {whole}", whole=whole
            )
        earned = money_words(row["base_fen"])
        return self.say(
            "本方案提成 {earned}，补足到保底 {whole}", "the scheme earns {earned}, lifted to the guarantee of {whole}",
            earned=earned, whole=whole,
        )  # fmt: skip

    def _cap(self, row: Row | None) -> str:
        cap = money_words(self.case.present.plan.commission_cap_fen or 0)
        if row is None:
            return self.say("提成不超过封顶 {cap}", "commission is not above the cap of {cap}", cap=cap)
        return self.say(
            "提成合计 {total}，超过封顶 {cap}", "commission of {total} is above the cap of {cap}",
            total=money_words(row["base_fen"]), cap=cap,
        )  # fmt: skip

    def _draw(self, row: Row | None, number: int, amount: int) -> str:
        draw = money_words(self.case.present.scheme(number).draw_fen or 0)
        if row is None and amount > 0:
            return self.say(
                "本方案提成已到 {draw}，不预支", "the scheme earns {draw}: nothing is advanced", draw=draw
            )
        if row is None:
            return self.say(
                "本方案提成没有超过 {draw}，不归还", "the scheme earns {draw}: nothing is repaid", draw=draw
            )
        earned = money_words(row["base_fen"])
        if amount > 0:
            return self.say(
                "本方案提成 {earned}，预支到 {draw}", "the scheme earns {earned}, advanced up to {draw}",
                earned=earned, draw=draw,
            )  # fmt: skip
        return self.say(
            "本方案提成 {earned}，超过 {draw} 的部分归还预支", "the scheme earns {earned}; what is above {draw} repays",
            earned=earned, draw=draw,
        )  # fmt: skip
