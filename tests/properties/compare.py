"""The engine's figures and the oracle's, in one form, and where they differ.

Owns the translation: facts as Arrow tables, kept columns as exact fractions, bits as labels. Both sides
become plain dictionaries, so that a difference names the figure and both values.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from boji.engine.compile.figures import Figures
from boji.engine.plan.model import Item, Plan, Scorecard
from boji.engine.plan.read import read_plan
from boji.engine.run import Debt, Earlier, EarlierResult, Run
from boji.engine.run import run as run_engine
from boji.lake.rows import storage_table
from tests.oracle.oracle import OracleResult
from tests.oracle.oracle import run as run_oracle
from tests.oracle.strategies import Facts, to_yaml
from tests.oracle.strategies import Plan as Drawn

Figure = Any  # a Fraction, a text, a tuple of labels, or None
Answer = dict[tuple[str, ...], Figure]


@dataclass(frozen=True)
class Case:
    """Everything that a run takes in; `repr` is what a failing test prints."""

    plan: Drawn
    facts: Facts
    period: str
    history: Sequence[Mapping[str, Any]] = ()
    debts: Mapping[tuple[str, str], int] = field(default_factory=dict)


def tables_of(facts: Mapping[str, Sequence[Mapping[str, Any]]]) -> dict[str, object]:
    """The facts in storage form; tables without rows are left out."""
    return {name: storage_table(name, rows) for name, rows in facts.items() if rows}


def earlier_of(case: Case) -> Earlier:
    return Earlier(
        results=tuple(
            EarlierResult(row["period"], row["person_id"], row["grade"], int(row["score"] * 10**4))
            for row in case.history
        ),
        debts=tuple(Debt(person, scheme, fen) for (person, scheme), fen in case.debts.items()),
    )


def engine_run(case: Case) -> Run:
    plan = read_plan(to_yaml(case.plan))
    return run_engine(
        plan, tables_of(case.facts), case.period, earlier=earlier_of(case), threads=1, everything=True
    )


def differences(case: Case) -> list[str]:
    """Every figure in which the engine and the oracle differ, in words."""
    oracle = run_oracle(case.plan, case.facts, case.period, history=case.history, debts=case.debts)
    with engine_run(case) as run:
        got = engine_answer(run)
        wanted = oracle_answer(oracle, run)
    return [
        f"{' '.join(key)}: engine {shown(got, key)}, oracle {shown(wanted, key)}"
        for key in sorted(got.keys() | wanted.keys())
        if shown(got, key) != shown(wanted, key)
    ]


def shown(answer: Answer, key: tuple[str, ...]) -> str:
    return str(answer[key]) if key in answer else "nothing"


# The engine


def engine_answer(run: Run) -> Answer:
    """All that the run says of its own period."""
    answer: Answer = {}
    answer.update(_engine_metrics(run, "person_metrics", "person_id", run.compiled.metrics.person))
    answer.update(_engine_metrics(run, "team_metrics", "team", run.compiled.metrics.team))
    answer.update(_engine_scores(run, "results", "person_id", of_team=False))
    if any(card.of_team for card in run.plan.scorecards):
        answer.update(_engine_scores(run, "team_results", "team", of_team=True))
    for row in run.rows("SELECT outcome, person_id, grant_fen FROM proposals"):
        grant = row["grant_fen"]
        key = ("proposal", run.plan.outcomes[row["outcome"] - 1].name, row["person_id"])
        answer[key] = "no grant" if grant is None else Fraction(grant, 100)
    if run.compiled.commission is not None:
        answer.update(_engine_statements(run))
    if counts_uncredited(run):
        answer["uncredited", "lines"], answer["uncredited", "paid"] = uncredited(run)
    return answer


def _engine_metrics(run: Run, relation: str, key: str, figures: Figures) -> Iterator[tuple[Any, Figure]]:
    if not figures:
        return
    for row in run.rows(f"SELECT * FROM {relation} WHERE period = ?", run.period.label):
        for name, figure in figures.items():
            over = row[figure.column]
            under = row[figure.denominator] if figure.denominator else 1
            known = over is not None and under is not None
            value = figure.factor * Fraction(int(over), int(under)) if known else None
            yield ("metric", row[key], name), value


def _ten_thousandths(value: int | None) -> Fraction | None:
    return None if value is None else Fraction(value, 10**4)


def _engine_scores(run: Run, relation: str, key: str, *, of_team: bool) -> Iterator[tuple[Any, Figure]]:
    kind = "team score" if of_team else "score"
    for row in run.rows(f"SELECT * FROM {relation}"):
        subject = row[key]
        card = run.plan.scorecards[row["scorecard"] - 1]
        yield (kind, subject, "scorecard"), card.name
        yield (kind, subject, "score"), _ten_thousandths(row["score"])
        yield (kind, subject, "period score"), _ten_thousandths(row["period_score"])
        yield (kind, subject, "grade"), row["grade"]
        yield (kind, subject, "rank"), row["place"]
        names = [_item_name(card, item) for item in card.items]
        missing = {name for at, name in enumerate(names) if row["missing"] >> at & 1}
        yield (kind, subject, "missing"), sorted(missing)
        items = run.rows(
            f"SELECT * FROM scorecard_{row['scorecard']} WHERE {key} = ? AND period = ?",
            subject,
            run.period.label,
        )
        for at, name in enumerate(names, 1):
            points = _ten_thousandths(items[0][f"item_{at}"])
            if points is None and card.missing == "zero":
                points = Fraction(0)
            yield (kind, subject, "item", name), points


def _item_name(card: Scorecard, item: Item) -> str:
    """As written in the plan."""
    if item.metric is None:
        return "members"
    return f"team.{item.metric}" if item.of_team and not card.of_team else item.metric


def engine_lines(run: Run) -> dict[str, list[dict[str, Figure]]]:
    """The statement lines of each person, in their order."""
    plan, month = run.plan, run.period.label
    gates_of = {
        (row["person_id"], row["scheme"], row["unit"]): row["person_gates"]
        for row in (run.rows("SELECT * FROM scheme_months") if plan.schemes else [])
    }
    lines: dict[str, list[dict[str, Figure]]] = {}
    for row in run.rows("SELECT * FROM lines ORDER BY person_id, line"):
        person, kind = row["person_id"], row["kind"]
        gates = row["gates"]
        if kind == "commission":
            gates |= gates_of[person, row["scheme"], row["unit"]]
        rate = (
            Fraction(0) if row["rate_num"] is None else Fraction(int(row["rate_num"]), int(row["rate_den"]))
        )
        line = {
            "kind": kind,
            "scheme": _scheme_name(plan, kind, row["scheme"]),
            "period": row["unit"] or month,
            "campaigns": tuple(c.label.zh for n, c in enumerate(plan.campaigns) if row["campaigns"] >> n & 1),
            "gates": tuple(g.label.zh for n, g in enumerate(plan.gates) if gates >> n & 1),
            "base": Fraction(row["base_fen"], 100),
            "rate": rate,
            "amount": Fraction(row["amount"], 100),
        }
        lines.setdefault(person, []).append(line)
    return lines


def _engine_statements(run: Run) -> Iterator[tuple[Any, Figure]]:
    plan = run.plan
    for person, lines in engine_lines(run).items():
        for number, line in enumerate(lines, 1):
            for name, value in line.items():
                yield ("line", person, f"{number:02d}", name), value
    for row in run.rows("SELECT * FROM statements"):
        for name in ("commission", "base_pay", "pay"):
            if row[name]:
                yield ("statement", row["person_id"], name), Fraction(row[name], 100)
    for row in run.rows("SELECT * FROM debts_left") if plan.schemes else []:
        if row["debt"]:
            yield ("debt", row["person_id"], row["scheme"]), row["debt"]


def _scheme_name(plan: Plan, kind: str, number: int | None) -> str:
    if number is None:
        return ""
    return (plan.pools if kind == "pool" else plan.schemes)[number - 1].name


def uncredited(run: Run) -> tuple[int, Fraction]:
    """The lines that nobody is credited with: how many, and what was paid for them."""
    codes = "code IN ('unnamed_lines', 'uncredited_lines')"
    [row] = run.rows(f"SELECT sum(number) AS lines, sum(amount) AS fen FROM findings WHERE {codes}")
    return int(row["lines"] or 0), Fraction(int(row["fen"] or 0), 100)


def counts_uncredited(run: Run) -> bool:
    """Whether the run reads order lines at all: otherwise it has nothing to say of them."""
    return any(relation.name == "order_lines_sums" for relation in run.compiled.program.relations)


# The oracle


def oracle_answer(result: OracleResult, run: Run) -> Answer:
    """The same of the oracle, as far as the run keeps it."""
    answer: Answer = {}
    kept = run.compiled.metrics
    for found, figures in ((result.metrics, kept.person), (result.team_metrics, kept.team)):
        for (subject, name), value in found.items():
            if name in figures:
                answer["metric", subject, name] = value
    for kind, scores in (("score", result.scores), ("team score", result.team_scores)):
        for subject, score in scores.items():
            answer.update(_oracle_score(kind, subject, score))
    for proposal in result.proposals:
        grant = proposal.get("grant")
        key = ("proposal", proposal["outcome"], proposal["person_id"])
        answer[key] = "no grant" if grant is None else Fraction(grant)
    for person, statement in result.statements.items():
        answer.update(_oracle_statement(person, statement))
    if counts_uncredited(run):
        answer["uncredited", "lines"] = len(result.uncredited)
        answer["uncredited", "paid"] = sum(
            (result.uncredited_paid[line] for line in result.uncredited), Fraction(0)
        )
    return answer


def _fraction(value: Any) -> Fraction | None:
    return None if value is None else Fraction(value)


def _oracle_score(kind: str, subject: str, score: Mapping[str, Any]) -> Iterator[tuple[Any, Figure]]:
    yield (kind, subject, "scorecard"), score["scorecard"]
    yield (kind, subject, "score"), _fraction(score["score"])
    yield (kind, subject, "period score"), _fraction(score["period_score"])
    yield (kind, subject, "grade"), score["grade"]
    yield (kind, subject, "rank"), score["rank"]
    yield (kind, subject, "missing"), sorted(score["missing"])
    for name, points in score["items"].items():
        yield (kind, subject, "item", name), _fraction(points)


def _oracle_statement(person: str, statement: Mapping[str, Any]) -> Iterator[tuple[Any, Figure]]:
    for number, line in enumerate(statement["lines"], 1):
        for name, value in line.items():
            figure = Fraction(value) if name in ("base", "rate", "amount") else value
            yield ("line", person, f"{number:02d}", name), figure
    for name in ("commission", "base_pay", "pay"):
        if statement[name]:
            yield ("statement", person, name), Fraction(statement[name])
    for scheme, fen in statement["debts"].items():
        if fen:
            yield ("debt", person, scheme), fen
