"""The lines of two runs of a month side by side: which ones moved, and which of their figures.

Owns telling which line of one run is which of the other, and the words for what moved. Reads kept figures
only.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Hashable, Sequence
from dataclasses import dataclass
from typing import Any

from boji.engine.plan.label import Label
from boji.engine.results.statement import bits, line_label, line_rate, scheme_name, scheme_of
from boji.engine.results.texts import money_words, percent_words
from boji.engine.run import Run

Row = dict[str, Any]

_BASES = {  # what the base of a line is called, by its kind
    "guarantee": Label("本方案提成", "earned by the scheme"),
    "draw": Label("本方案提成", "earned by the scheme"),
    "cap": Label("提成合计", "commission in all"),
    "base_pay": Label("月底薪", "monthly"),
    "adjustment": Label("重算应发", "recomputed pay"),
}
_BASE = Label("基数", "base")
_RATE = Label("比例", "rate")
_DAYS = Label("天数", "days")
# What stands behind a rate is said only where it is something else.
_TIER = Label("档位", "tier")
_POINTS = Label("加点", "points")
_GATES = Label("折扣条件", "gates")
_BEHIND = (_TIER, _POINTS, _GATES)


@dataclass(frozen=True)
class FigureChange:
    """A figure of a line as people read it, before and after; None where there was no such line."""

    name: Label
    before: Label | None
    after: Label | None

    def text(self, language: str) -> str:
        name = self.name.text(language)
        said = [one.text(language) for one in (self.before, self.after) if one is not None]
        if self.before == self.after:
            return f"{name} {said[0]} 不变" if language == "zh" else f"{name} {said[0]} as before"
        return f"{name} {' → '.join(said)}"


@dataclass(frozen=True)
class LineChange:
    """A statement line that differs; an amount is None where there is no such line.

    `scheme` names the scheme or pool, where there is one.
    """

    person_id: str
    kind: str
    scheme: str | None
    label: Label
    before_fen: int | None
    after_fen: int | None
    figures: tuple[FigureChange, ...]

    @property
    def fen(self) -> int:
        return (self.after_fen or 0) - (self.before_fen or 0)

    @property
    def rate_moved(self) -> bool:
        return any(one.name is _RATE and one.before != one.after for one in self.figures)

    def text(self, language: str) -> str:
        """`主播提成：¥3,680.00 → ¥3,679.20（基数 ¥184,000.00 → ¥183,960.00，比例 2% 不变）`."""
        zh = language == "zh"
        label = self.label.text(language)
        figures = ("，" if zh else ", ").join(one.text(language) for one in self.figures)
        said = f"（{figures}）" if zh else f" ({figures})"
        amounts = [money_words(fen) for fen in (self.before_fen, self.after_fen) if fen is not None]
        if self.before_fen is None:
            label = f"新增 {label}" if zh else f"new: {label}"
        elif self.after_fen is None:
            label = f"不再有 {label}" if zh else f"no longer: {label}"
        return f"{label}{'：' if zh else ': '}{' → '.join(amounts)}{said if figures else ''}"


def moved_lines(
    before: Run, after: Run, people: Collection[str], *, own: bool = False
) -> dict[str, tuple[LineChange, ...]]:
    """For each of these people the lines that differ, in the order of the later statement.

    `own` leaves out bonuses and adjustments, which are no figures of the month.
    """
    old, new = (_lines(run, people, own=own) for run in (before, after))
    found: dict[str, tuple[LineChange, ...]] = {}
    for person in people:
        was, now = old.get(person, {}), new.get(person, {})
        changes = [
            _change(person, (before, was.get(key)), (after, now.get(key)))
            for key in dict.fromkeys([*now, *was])
            if _figures(was.get(key)) != _figures(now.get(key))
        ]
        if changes:
            found[person] = tuple(changes)
    return found


def _lines(run: Run, people: Collection[str], *, own: bool) -> dict[str, dict[Hashable, Row]]:
    """The people's lines by what tells them apart on a statement."""
    if run.compiled.commission is None:
        return {}
    found: dict[str, dict[Hashable, Row]] = {}
    alike: Counter[tuple[str, Hashable]] = Counter()
    for row in run.rows(_query(run, own=own), list(people)):
        person, key = row["person_id"], _key(run, row)
        alike[person, key] += 1
        found.setdefault(person, {})[key, alike[person, key]] = row
    return found


def _query(run: Run, *, own: bool) -> str:
    """Lines with what found their rate, where the plan has schemes: tier, points and person gates."""
    behind, join = "NULL AS tier, NULL AS points, NULL AS person_gates", ""
    if run.plan.schemes:
        behind = "m.tier, m.points, m.person_gates"
        join = """LEFT JOIN scheme_months AS m ON l.kind = 'commission' AND m.person_id = l.person_id
          AND m.scheme = l.scheme AND m.unit = l.unit"""
    return f"""SELECT l.*, {behind} FROM lines AS l {join}
      WHERE l.person_id IN (SELECT unnest(CAST(? AS VARCHAR[])))
        {"AND l.kind NOT IN ('bonus', 'adjustment')" if own else ""}
      ORDER BY l.person_id, l.line"""


def _key(run: Run, row: Row) -> tuple[object, ...]:
    """Names and not numbers, so that lines under two plans can be compared."""
    kind = row["kind"]
    about = row["unit"] if kind in ("true_up", "bonus", "adjustment") else None
    own = row["label_zh"] if kind == "bonus" else None
    role = row["place"] if kind == "pool" else None
    campaigns = tuple(run.plan.campaigns[place].label.zh for place in bits(row["campaigns"]))
    gates = tuple(run.plan.gates[place].label.zh for place in bits(row["gates"]))
    return kind, scheme_name(run, row), about, own, row["session_id"], role, campaigns, gates, row["day"]


def _figures(row: Row | None) -> tuple[object, ...] | None:
    if row is None:
        return None
    rate = line_rate(row) if row["rate_num"] is not None else None
    return row["amount"], row["base_fen"], rate


def _change(person: str, before: tuple[Run, Row | None], after: tuple[Run, Row | None]) -> LineChange:
    was, now = before[1], after[1]
    run, row = after if now is not None else before
    assert row is not None
    old, new = _said(*before), _said(*after)
    figures = tuple(
        FigureChange(name, old.get(name), new.get(name))
        for name in dict.fromkeys([*new, *old])
        if name not in _BEHIND or (was and now and old.get(name) != new.get(name))
    )
    return LineChange(
        person,
        row["kind"],
        scheme_name(run, row),
        Label(line_label(run, row, "zh"), line_label(run, row, "en")),
        was["amount"] if was else None,
        now["amount"] if now else None,
        figures,
    )


def _said(run: Run, row: Row | None) -> dict[Label, Label]:
    """The figures of a line in words."""
    if row is None:
        return {}
    said = {}
    if row["base_fen"] is not None:
        said[_BASES.get(row["kind"], _BASE)] = _plain(money_words(row["base_fen"]))
    if row["rate_num"] is not None and row["kind"] == "base_pay":
        said[_DAYS] = _plain(f"{int(row['rate_num'])}/{int(row['rate_den'])}")
    elif row["rate_num"] is not None:
        said[_RATE] = _plain(percent_words(line_rate(row), 6))
    if row["tier"] is not None:
        points, gates = scheme_of(run, row).points, run.plan.gates
        said[_TIER] = _plain(str(row["tier"]))
        said[_POINTS] = _names([points[place].label for place in bits(row["points"])])
        said[_GATES] = _names([gates[place].label for place in bits(row["person_gates"])])
    return said


def _plain(text: str) -> Label:
    return Label(text, text)


def _names(labels: Sequence[Label]) -> Label:
    return Label("、".join(one.zh for one in labels) or "无", ", ".join(one.en for one in labels) or "none")
