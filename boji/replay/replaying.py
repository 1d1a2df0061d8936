"""A replay from question to answer: months in their order, then one comparison of all of them.

Owns adding up: costs, differences by person, and reasons that add up to each difference. What several rules
move only together is named as their interplay, never dropped.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from boji.engine.execute import Progress
from boji.engine.grains import metric_values
from boji.engine.plan.label import Label
from boji.engine.together import together
from boji.lake.snapshot import Snapshot, latest_snapshot
from boji.payouts.stored import fact_files
from boji.replay import keeping
from boji.replay.answer import (
    Answer,
    ChangeAnswer,
    Costs,
    DraftAnswer,
    Income,
    PersonAnswer,
    Reason,
    SideAnswer,
)
from boji.replay.chain import Before
from boji.replay.months import PeriodResult, Person, Replaying, Rule
from boji.replay.question import Asked, Question, asked, key_of
from boji.replay.spread import bins_of, edges_of, groups_of
from boji.workspace import Workspace

INTERPLAY = Rule(
    "interplay", "", "", Label("几项规则一起作用", "several rules together, beyond what each does alone")
)


def key_for(workspace: Workspace, question: Question) -> str:
    """Names the answer of a question as the facts are now. Raises as `asked` does."""
    return key_of(workspace, asked(workspace, question), latest_snapshot(workspace))


def replay(
    workspace: Workspace, question: Question, progress: Progress | None = None, *, with_runs: bool = False
) -> Answer:
    """The answer, kept or computed now; `with_runs` keeps the runs as well, for explanations.

    Raises Unanswerable, WrongZone and NoPlanInForce.
    """
    one, facts = asked(workspace, question), latest_snapshot(workspace)
    key = key_of(workspace, one, facts)
    if (kept := keeping.kept_answer(workspace, key, with_runs=with_runs)) is not None:
        return kept
    with keeping.desk(workspace) as desk:
        folder = desk / key
        folder.mkdir()
        answer = _compute(workspace, one, facts, key, folder if with_runs else None, desk, progress)
        keeping.write_answer(folder, answer)
        keeping.put_in_place(workspace, folder, key)
    return answer


def _compute(
    workspace: Workspace,
    one: Asked,
    facts: Snapshot,
    key: str,
    folder: Path | None,
    scratch: Path,
    progress: Progress | None,
) -> Answer:
    tell = progress or (lambda _text, _part: None)
    files = fact_files(facts)
    whole = len(one.periods) + 1
    results = []
    with together(files, snapshot=facts.digest, scratch=scratch) as place:
        work = Replaying(one, place, facts, Before(workspace), folder)
        for number, period in enumerate(one.periods):
            telling = _telling(tell, period.label, number, whole)
            telling(0)
            results.append(work.period(period, telling))
    tell("GMV", (whole - 1) / whole)
    return _answer(one, facts, key, results, _incomes(one, files, scratch))


def _telling(tell: Progress, label: str, number: int, whole: int) -> Callable[[float], None]:
    return lambda part: tell(label, (number + part) / whole)


def _incomes(one: Asked, files: dict[str, object], scratch: Path) -> dict[str, Income]:
    """The company's own figures by month, as the catalogue defines them."""
    plan = one.before.plan_of(one.months[-1])
    values = metric_values(
        plan,
        files,
        ["gmv", "product_cost", "gift_income"],
        by="company",
        first=one.months[0].first_day,
        last=one.months[-1].last_day,
        scratch=scratch,
    )
    found: dict[str, dict[str, int | None]] = {}
    for value in values:
        fen = None if value.value is None else round(value.value * 100)
        found.setdefault(value.period, {})[value.metric] = fen
    return {label: _income(own) for label, own in found.items()}


def _income(own: dict[str, int | None]) -> Income:
    gmv, cost = own["gmv"], own["product_cost"]
    margin = None if gmv is None or cost is None else gmv - cost
    return Income(gmv, margin, own["gift_income"])


# Adding up


def _answer(
    one: Asked, facts: Snapshot, key: str, results: Sequence[PeriodResult], incomes: dict[str, Income]
) -> Answer:
    pays = [
        sum(amounts.values())
        for result in results
        for side in result.sides
        for amounts in side.amounts.values()
    ]
    edges = edges_of(pays)
    people = {person: known for result in results for person, known in result.people.items()}
    sides = [_side(one, number, results, edges) for number in range(len(one.sides))]
    drafts = [_draft(number, side, results, people) for number, side in enumerate(sides[1:], 1)]
    months = tuple(month.label for month in one.months)
    near = one.question.near
    return Answer(key, months, str(facts.id), str(near), incomes, edges, sides[0], tuple(drafts))


def _month_of(result: PeriodResult) -> str:
    """The month that a period counts in: itself, or the one in which it ends."""
    return f"{result.period.last_day:%Y-%m}"


def _side(one: Asked, number: int, results: Sequence[PeriodResult], edges: Sequence[int]) -> SideAnswer:
    costs: dict[str, Costs] = {month.label: {} for month in one.months}
    people, groups, bins = {}, {}, {}
    everything: list[tuple[str, str, int]] = []
    for result in results:
        side, own = result.sides[number], costs[_month_of(result)]
        for amounts in side.amounts.values():
            for kind, fen in amounts.items():
                own[kind] = own.get(kind, 0) + fen
        if granted := sum(fen for grants in side.bonuses.values() for fen in grants.values()):
            own["bonus"] = own.get("bonus", 0) + granted
        if result.period.kind == "month":
            label = result.period.label
            pays = _pays(result, number)
            everything += pays
            people[label] = len(pays)
            groups[label], bins[label] = groups_of(pays), bins_of((fen for *_, fen in pays), edges)
    groups[""], bins[""] = groups_of(everything), bins_of((fen for *_, fen in everything), edges)
    plans = tuple(dict.fromkeys(one.sides[number].plan_of(month).name for month in one.months))
    return SideAnswer(plans, costs, people, groups, bins)


def _pays(result: PeriodResult, number: int) -> list[tuple[str, str, int]]:
    """The month's pay of everybody who is paid anything, on this side or another."""
    found = []
    for person, amounts in result.sides[number].amounts.items():
        if any(side.amounts.get(person) for side in result.sides):
            known = result.people.get(person, Person("", "", ""))
            found.append((known.role, known.tier, sum(amounts.values())))
    return found


def _draft(
    number: int, side: SideAnswer, results: Sequence[PeriodResult], people: dict[str, Person]
) -> DraftAnswer:
    before, after = (_by_person(results, place) for place in (0, number))
    moved = _moved(results, number)
    rules = _numbered(results, number)
    found = []
    for person in sorted(before.keys() | after.keys()):
        was, now = before.get(person, {}), after.get(person, {})
        difference = sum(now.values()) - sum(was.values())
        own = dict(moved.get(person, {}))
        if rest := difference - sum(own.values()):
            own[INTERPLAY] = rest
        reasons = tuple(
            Reason(rules[rule], fen) for rule, fen in sorted(own.items(), key=lambda one: -abs(one[1]))
        )
        known = people.get(person, Person("", "", ""))
        found.append(PersonAnswer(person, known.name, known.role, known.tier, was, now, reasons))
    near = tuple(one for result in results for one in result.sides[number].near)
    return DraftAnswer(side, _changes(rules, found), tuple(found), near)


def _by_person(results: Sequence[PeriodResult], number: int) -> dict[str, dict[str, int]]:
    """Pay and proposed bonuses by person and month."""
    found: dict[str, dict[str, int]] = {}
    for result in results:
        month, side = _month_of(result), result.sides[number]
        for given in (side.amounts, side.bonuses):
            for person, amounts in given.items():
                if amounts:
                    own = found.setdefault(person, {})
                    own[month] = own.get(month, 0) + sum(amounts.values())
    return found


def _moved(results: Sequence[PeriodResult], number: int) -> dict[str, dict[Rule, int]]:
    """What each rule alone moves for each person over all periods; an outcome moves what it grants."""
    found: dict[str, dict[Rule, int]] = {}

    def add(person: str, rule: Rule, fen: int) -> None:
        own = found.setdefault(person, {})
        own[rule] = own.get(rule, 0) + fen

    for result in results:
        for rule, people in result.moved[number - 1].items():
            for person, fen in people.items():
                add(person, rule, fen)
        before, after = result.sides[0], result.sides[number]
        for sign, side in ((-1, before), (1, after)):
            for person, grants in side.bonuses.items():
                for outcome, fen in grants.items():
                    add(person, _bonus_rule(outcome, side.outcomes[outcome]), sign * fen)
    return {person: {rule: fen for rule, fen in own.items() if fen} for person, own in found.items()}


def _bonus_rule(name: str, label: Label) -> Rule:
    text = Label(
        f"{label.zh}：按草案拟发的奖金不同", f"{label.en}: another bonus is proposed under the draft"
    )
    return Rule("bonus", f"outcome {name}", "grant", text)


def _numbered(results: Sequence[PeriodResult], number: int) -> dict[Rule, int]:
    """Every rule that differs, in the order of the file, then outcomes, then what rules do together."""
    rules = dict.fromkeys(rule for result in results for rule in result.moved[number - 1])
    for side in (side for result in results for side in (result.sides[0], result.sides[number])):
        for outcome in dict.fromkeys(name for grants in side.bonuses.values() for name in grants):
            rules[_bonus_rule(outcome, side.outcomes[outcome])] = None
    return {rule: place for place, rule in enumerate([*rules, INTERPLAY])}


def _changes(rules: dict[Rule, int], people: Iterable[PersonAnswer]) -> tuple[ChangeAnswer, ...]:
    """Every rule with what it moves, also where that is nobody's pay."""
    sums = [[0, 0, 0] for _ in rules]
    for person in people:
        for reason in person.reasons:
            own = sums[reason.change]
            own[0] += reason.fen
            own[1] += reason.fen > 0
            own[2] += reason.fen < 0
    return tuple(
        ChangeAnswer(rule.kind, rule.subject, rule.rule, rule.text, *sums[place])
        for rule, place in rules.items()
    )
