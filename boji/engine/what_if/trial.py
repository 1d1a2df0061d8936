"""Trials: other figures put where a run has its own, through the run's own program from the bases on.

Owns the relations that stand for the facts, and nothing of what follows from them: tiers, points, gates,
true-ups, guarantee, draw, cap and the order of lines are the program of `boji.engine.compile`. Every trial is
a person of its own, so that any number of them is one question.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from boji.engine.additions import KINDS as ADDITIONS
from boji.engine.compile import conditions_of
from boji.engine.compile.commission import Commission, commission_relations, finder_relations
from boji.engine.compile.figures import Figure, Figures
from boji.engine.compile.metrics import metric_names
from boji.engine.compile.statements import statement_relations
from boji.engine.execute import PreparedProgram
from boji.engine.program import Program
from boji.engine.what_if.handles import Inputs
from boji.engine.what_if.present import Present, Row, Values

_GIVEN = {
    "scheme_members": {
        "person_id": "VARCHAR", "scheme": "INTEGER", "unit": "VARCHAR", "role": "VARCHAR", "tier": "VARCHAR",
        "team": "VARCHAR", "base_pay": "BIGINT", "months_in_scheme": "INTEGER",
    },
    "scheme_segments": {
        "person_id": "VARCHAR", "scheme": "INTEGER", "unit": "VARCHAR", "campaigns": "INTEGER",
        "gates": "INTEGER", "base": "HUGEINT",
    },
    "debts": {"person_id": "VARCHAR", "scheme": "VARCHAR", "debt": "BIGINT"},
    "pools": {"session_id": "VARCHAR", "base_fen": "BIGINT"},
    "pool_shares": {
        "person_id": "VARCHAR", "session_id": "VARCHAR", "pool": "INTEGER", "role_place": "INTEGER",
        "amount": "BIGINT", "known": "BOOLEAN",
    },
    "base_pays": {
        "person_id": "VARCHAR", "monthly": "BIGINT", "days": "BIGINT", "days_in_month": "BIGINT",
        "amount": "BIGINT", "from_day": "DATE",
    },
    "stints": {"person_id": "VARCHAR", "starts_on": "DATE", "ends_on": "DATE"},
    "given_additions": {
        "person_id": "VARCHAR", "kind": "VARCHAR", "number": "INTEGER", "about": "VARCHAR",
        "due_fen": "BIGINT", "fen": "BIGINT", "label_zh": "VARCHAR", "label_en": "VARCHAR",
    },
}  # fmt: skip
_POOL_PLACES = 10  # where `lines` begins to count the roles of a pool
# Where a statement's lines have what base pay and additions were made from.
_BASE_PAY = ("base_fen", "rate_num", "rate_den", "amount", "day")
_ADDITION = ("kind", "place", "unit", "base_fen", "amount", "label_zh", "label_en")


@dataclass(frozen=True)
class Trial:
    """A statement under other figures: its lines, and the run's month of each scheme."""

    lines: tuple[Row, ...]
    months: Mapping[int, Row]


class Trials:
    """The program for people of these schemes (numbers in the plan, from 1), ready to be asked."""

    def __init__(self, commission: Commission, schemes: Sequence[int]) -> None:
        assert schemes, "who falls under no scheme has nothing to try"
        self._places = {number: place for place, number in enumerate(schemes, 1)}
        chosen = tuple(commission.schemes[number - 1] for number in schemes)
        conditions = conditions_of(commission.plan, chosen)
        self._own = sorted(metric_names(conditions))
        self._of_team = sorted(metric_names(conditions, of_team=True))
        work = replace(commission, schemes=chosen, person=_columns(self._own), team=_columns(self._of_team))
        relations = [
            *finder_relations(work),
            *commission_relations(work),
            *statement_relations(commission.plan, work),
        ]
        given = _GIVEN | {
            "person_metrics": {"person_id": "VARCHAR", "period": "VARCHAR", **_shape(work.person)},
            "team_metrics": {"team": "VARCHAR", "period": "VARCHAR", **_shape(work.team)},
        }
        self._program = PreparedProgram(Program(tuple(relations)), given)

    def statements(self, present: Present, trials: Sequence[Inputs]) -> list[Trial]:
        """The statement of each trial, line by line."""
        answer = self._program.answer(("lines", "scheme_months"), self._rows(present, trials))
        numbers = {place: number for number, place in self._places.items()}
        lines: list[list[Row]] = [[] for _ in trials]
        months: list[dict[int, Row]] = [{} for _ in trials]
        for row in sorted(answer["lines"], key=lambda row: int(row["line"])):
            scheme = row["scheme"] if row["kind"] == "pool" else numbers.get(row["scheme"])
            lines[int(row["person_id"])].append(row | {"scheme": scheme})
        for row in answer["scheme_months"]:
            if row["unit"] == present.month.label:
                months[int(row["person_id"])][numbers[row["scheme"]]] = row
        return [Trial(tuple(rows), of_month) for rows, of_month in zip(lines, months, strict=True)]

    def pays(self, present: Present, trials: Sequence[Inputs]) -> list[int]:
        """What each trial comes to, in fen."""
        answer = self._program.answer(("statements",), self._rows(present, trials))
        found = {int(row["person_id"]): int(row["pay"]) for row in answer["statements"]}
        return [found.get(number, 0) for number in range(len(trials))]

    def _rows(self, present: Present, trials: Sequence[Inputs]) -> dict[str, list[list[object]]]:
        """What the program is given; a trial's number is its person's id."""
        kept = self._kept(present)
        rows: dict[str, list[list[object]]] = {
            name: [] for name in (*_GIVEN, "person_metrics", "team_metrics")
        }
        pools = {line["session_id"]: line["base_fen"] for line in present.lines if line["kind"] == "pool"}
        rows["pools"] = [[session, base] for session, base in pools.items()]
        for number, inputs in enumerate(trials):
            person = str(number)
            for name, cells in kept:
                rows[name].append([person, *cells])
            rows["scheme_members"] += self._members(present, person)
            rows["scheme_segments"] += self._segments(present, person, inputs)
            for unit, values in {**present.figures, present.month.label: inputs.values}.items():
                rows["person_metrics"].append([person, unit, *_cells(values, self._own, None)])
                for team in {team for _, team in values if team is not None}:
                    name = _team_of(person, team)
                    rows["team_metrics"].append([name, unit, *_cells(values, self._of_team, team)])
        return rows

    def _kept(self, present: Present) -> list[tuple[str, list[object]]]:
        """What is the same in every trial: relation, and the cells after the person."""
        kept: list[tuple[str, list[object]]] = [
            ("stints", [stint["starts_on"], stint["ends_on"]]) for stint in present.stints
        ]
        for number, debt in present.debts.items():
            if number in self._places:
                kept.append(("debts", [present.scheme(number).name, debt]))
        for line in present.lines:
            if line["kind"] == "pool":
                place = line["place"] - _POOL_PLACES
                cells = [line["session_id"], line["scheme"], place, line["amount"], True]
                kept.append(("pool_shares", cells))
            elif line["kind"] == "base_pay":
                kept.append(("base_pays", [line[name] for name in _BASE_PAY]))
            elif line["kind"] in ADDITIONS:
                kept.append(("given_additions", [line[name] for name in _ADDITION]))
        return kept

    def _members(self, present: Present, person: str) -> Iterator[list[object]]:
        for (number, unit), row in present.months.items():
            team = _team_of(person, row["team"]) if row["team"] is not None else None
            yield [person, self._places[number], unit, None, None, team, None, row["months_in_scheme"]]

    def _segments(self, present: Present, person: str, inputs: Inputs) -> Iterator[list[object]]:
        """Earlier months as they are; the run's month in proportion to the base."""
        for row in present.segments:
            if row["unit"] != present.month.label:
                cells = [row[name] for name in ("unit", "campaigns", "gates", "base")]
                yield [person, self._places[row["scheme"]], *cells]
        for number, base in inputs.bases.items():
            for sets, part in segments_of(present, number, base):
                yield [person, self._places[number], present.month.label, *sets, part]


def segments_of(present: Present, number: int, base: int) -> list[tuple[tuple[int, int], int]]:
    """A base cut into segments, each (campaigns, gates) with its part, in the order of their lines.

    Parts stand in proportion to those of the run and add up to the base: by largest remainder, ties to the
    line that stands first. Where the run's base is not above zero, or the new one is below, there is no
    proportion: the difference goes to the segment without campaign and gate.
    """
    parts = {
        (int(row["campaigns"]), int(row["gates"])): int(row["base"]) for row in present.segments_now(number)
    }
    whole = sum(parts.values())
    if whole > 0 <= base:
        return list(zip(parts, in_proportion(list(parts.values()), base), strict=True))
    parts[0, 0] = parts.get((0, 0), 0) + base - whole
    return list(parts.items())


def in_proportion(parts: Sequence[int], whole: int) -> list[int]:
    """Parts that add up to the whole and stand to one another as these, whose sum is above zero.

    >>> in_proportion([2, 1], 4), in_proportion([3, -1], 4), in_proportion([1, 1, 1], 2)
    ([3, 1], [6, -2], [1, 1, 0])
    """
    total = sum(parts)
    shares = [part * whole // total for part in parts]
    order = sorted(range(len(parts)), key=lambda place: -(parts[place] * whole % total))
    for place in order[: whole - sum(shares)]:
        shares[place] += 1
    return shares


def _columns(names: Sequence[str]) -> Figures:
    """Where the figures of conditions are given: each as a numerator and a denominator."""
    return {name: Figure(f"m{n}_num", f"m{n}_den", Fraction(1)) for n, name in enumerate(names)}


def _shape(columns: Figures) -> dict[str, str]:
    names = [name for one in columns.values() for name in (one.column, one.denominator) if name]
    return dict.fromkeys(names, "HUGEINT")


def _cells(values: Values, names: Sequence[str], team: str | None) -> Iterator[int | None]:
    for name in names:
        value = values.get((name, team))
        yield from (None, None) if value is None else (value.numerator, value.denominator)


def _team_of(person: str, team: str) -> str:
    """Each trial has its own figures of the team."""
    return f"{person} {team}"
