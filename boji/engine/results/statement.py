"""Statements of a run: a person's pay for a month, line by line.

Owns the labels of lines and the JSON form. The figures are the run's own.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Any

from boji.engine.additions import Addition
from boji.engine.plan.model import Label, Scheme
from boji.engine.plan.vocabulary import ROLES, said
from boji.engine.results.scorecard import incomplete_items, results_of, run_facts
from boji.engine.results.texts import money_text, percent_words, rate_text, score_text
from boji.engine.run import Run

KIND_LABELS = {
    "true_up": Label("季末补差", "quarter true-up"),
    "guarantee": Label("保底", "guarantee"),
    "cap": Label("提成封顶", "commission cap"),
    "draw": Label("预支", "draw"),
    "repaid": Label("归还预支", "draw repaid"),
    "base_pay": Label("底薪", "base pay"),
    "bonus": Label("奖金", "bonus"),
    "adjustment": Label("调整", "adjustment"),
}
TOTALS = ("commission", "base_pay", "bonus", "adjustment", "pay")


class NoSuchPerson(LookupError):
    """Nobody of that id in the run; the same answer as for somebody one may not see."""


NOTHING_APPLIES = Label(
    "这个月没有适用的提成方案、底薪或奖金池", "no scheme, base pay or pool applied in this month"
)
STARTS_LATER = Label("{day} 才入职", "joins on {day} only")
HAS_LEFT = Label("{day} 起已不在职", "has left, first day away {day}")
AWAY = Label("这个月不在职", "not with the company in this month")


def statement(run: Run, person_id: str, language: str = "zh") -> dict[str, Any]:
    """One person's statement; an empty one says why it is empty. Raises NoSuchPerson."""
    found = statements(run, language, person_id)
    if found:
        return found[0]
    if not stints_of(run, person_id):
        raise NoSuchPerson(person_id)
    nothing = {"person_id": person_id, **dict.fromkeys(TOTALS, 0)}
    return _statement(run, nothing, [], None, language)


def stints_of(run: Run, person_id: str) -> list[dict[str, Any]]:
    """The person's rows in time; none where the run knows no such person."""
    return run.rows("SELECT * FROM stints WHERE person_id = ? ORDER BY stint", person_id)


def names_of(run: Run) -> dict[str, str]:
    """The newest name of everybody in the run, by person_id."""
    rows = run.rows("SELECT person_id, name FROM stints ORDER BY person_id, stint")
    return {row["person_id"]: row["name"] or "" for row in rows}


def additions_of(run: Run, person_id: str | None = None) -> tuple[Addition, ...]:
    """The bonuses and adjustments of everybody, or of one person, in the order of their statements."""
    if not run.manifest.get("additions"):
        return ()
    only, key = ("WHERE person_id = ?", (person_id,)) if person_id is not None else ("", ())
    rows = run.rows(f"SELECT * FROM additions {only} ORDER BY number", *key)
    return tuple(Addition.of_row(row) for row in rows)


def empty_reason(run: Run, stints: Sequence[dict[str, Any]], language: str) -> str:
    """Why nothing is paid to a person with these stints in the run's month."""
    month = run.period
    if any(one["starts_on"] < month.end_day and one["ends_on"] > month.first_day for one in stints):
        return NOTHING_APPLIES.text(language)
    if stints[0]["starts_on"] >= month.end_day:
        return STARTS_LATER.text(language).format(day=stints[0]["starts_on"])
    if stints[-1]["ends_on"] <= month.first_day:
        return HAS_LEFT.text(language).format(day=stints[-1]["ends_on"])
    return AWAY.text(language)


def statements(run: Run, language: str = "zh", person_id: str | None = None) -> list[dict[str, Any]]:
    """All statements of the run by person_id, or that of one person; none where the run is not of a month."""
    if run.compiled.commission is None:
        return []
    only, key = ("WHERE person_id = ?", (person_id,)) if person_id is not None else ("", ())
    lines: dict[str, list[dict[str, Any]]] = {}
    for row in run.rows(f"SELECT * FROM lines {only} ORDER BY person_id, line", *key):
        lines.setdefault(row["person_id"], []).append(row)
    results = {row["person_id"]: row for row in results_of(run, person_id)}
    return [
        _statement(run, row, lines.get(row["person_id"], []), results.get(row["person_id"]), language)
        for row in run.rows(f"SELECT * FROM statements {only} ORDER BY person_id", *key)
    ]


def _statement(
    run: Run,
    row: dict[str, Any],
    lines: list[dict[str, Any]],
    result: dict[str, Any] | None,
    language: str,
) -> dict[str, Any]:
    schemes = {scheme_of(run, line).name for line in lines if line["kind"] == "commission"}
    incomplete = [] if lines else [empty_reason(run, stints_of(run, row["person_id"]), language)]
    if result:
        incomplete += incomplete_items(run, result, language)
    return {
        "person_id": row["person_id"],
        "period": run.period.label,
        "schemes": [scheme.name for scheme in run.plan.schemes if scheme.name in schemes],
        "lines": [line_json(run, line, language) for line in lines],
        # Runs of versions without bonuses and adjustments have no such totals.
        **{total: money_text(row.get(total, 0)) for total in TOTALS},
        "score": score_text(result["score"]) if result else None,
        "grade": result["grade"] if result else None,
        "incomplete": incomplete,
        "run": run_facts(run),
    }


def line_json(run: Run, line: dict[str, Any], language: str) -> dict[str, Any]:
    return {
        "kind": line["kind"],
        "scheme": scheme_name(run, line),
        "label": line_label(run, line, language),
        "base": money_text(line["base_fen"]) if line["base_fen"] is not None else None,
        "rate": rate_text(line_rate(line)) if line["rate_num"] is not None else None,
        "amount": money_text(line["amount"]),
    }


def line_rate(line: dict[str, Any]) -> Fraction:
    return Fraction(int(line["rate_num"]), int(line["rate_den"]))


def scheme_of(run: Run, line: dict[str, Any]) -> Scheme:
    return run.plan.schemes[int(line["scheme"]) - 1]


def scheme_name(run: Run, line: dict[str, Any]) -> str | None:
    if line["scheme"] is None:
        return None
    if line["kind"] == "pool":
        return run.plan.pools[int(line["scheme"]) - 1].name
    return scheme_of(run, line).name


def bits(number: int) -> Iterable[int]:
    """The places of the bits that are set, from the lowest."""
    return (place for place in range(number.bit_length()) if number >> place & 1)


def line_label(run: Run, line: dict[str, Any], language: str) -> str:
    """What a line is for: the scheme, its campaigns and gates; a pool and its session; or the kind."""
    kind = line["kind"]
    if kind == "pool":
        pool = run.plan.pools[line["scheme"] - 1]
        role, share = pool.split[line["place"] - 10]
        whose = f"{said(ROLES, role, language)} {percent_words(share)}"
        return f"{pool.label.text(language)} · {line['session_id']} · {whose}"
    words = []
    if line["scheme"] is not None:
        words.append(scheme_of(run, line).label.text(language))
    if kind == "commission":
        words += [run.plan.campaigns[place].label.text(language) for place in bits(line["campaigns"])]
        words += [run.plan.gates[place].label.text(language) for place in bits(line["gates"])]
    else:
        name = "repaid" if kind == "draw" and line["amount"] < 0 else kind
        words.append(KIND_LABELS[name].text(language))
        if kind in ("true_up", "bonus", "adjustment"):
            words.append(line["unit"])
        if kind in ("bonus", "adjustment"):
            words.append(Label(line["label_zh"], line["label_en"]).text(language))
        if kind == "base_pay" and line["rate_num"] != line["rate_den"]:
            days = Label("{} 天 / {} 天", "{} of {} days").text(language)
            words.append(days.format(int(line["rate_num"]), int(line["rate_den"])))
    return " · ".join(words)
