"""The reverse question against trying every value: the smallest that suffices, however the pay jumps."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boji.engine.examples import check_examples
from boji.engine.plan.read import read_plan
from boji.engine.run import Run
from boji.engine.what_if import levers, needed, what_if
from boji.engine.what_if.case import case_of
from tests.properties.effort import effort
from tests.properties.rows import HEAD, Facts, at, line, people, run_plan, session, shift, sold_by_each

ONE = f'{HEAD}commission:\n  one:\n    for: role == "anchor"\n    base: gmv\n'
MOST = 25_000  # fen of GMV that are tried one by one
RATES = st.sampled_from(["0%", "0.3333%", "1%", "2%", "7.5%", "12.5%"])
ENDS = st.lists(st.integers(1, 200), min_size=1, max_size=3, unique=True).map(sorted)


@st.composite
def rates(draw: st.DrawFn) -> str:
    ends = draw(ENDS)
    rows = [f"[{end}, {draw(RATES)}]" for end in [*ends, "above"]]
    applies_to, boundary = (
        draw(st.sampled_from(["whole", "each_band"])),
        draw(st.sampled_from(["upper", "lower"])),
    )
    tiers = f"{{tiers: [{', '.join(rows)}], applies_to: {applies_to}, boundary: {boundary}}}"
    return draw(st.sampled_from([tiers, draw(RATES)]))


@st.composite
def plans(draw: st.DrawFn) -> str:
    """One scheme on GMV with everything that makes pay jump, fall or stand still."""
    more = ["", "    guarantee: {amount: 3}\n", "    draw: {amount: 4}\n"][draw(st.integers(0, 2))]
    if draw(st.booleans()):
        sign = draw(st.sampled_from([">", "<="]))
        more += f"    points: [{{label: 点, when: gmv {sign} {draw(st.integers(0, 200))}, add: 1%}}]\n"
    text = f"{ONE}    rate: {draw(rates())}\n{more}"
    gates = []
    if draw(st.booleans()):
        gates.append("{label: 品, per: product, when: gross_margin < 20%, times: 33.33%}")
    if draw(st.booleans()):
        gates.append(f"{{label: 人, per: person, when: gmv > {draw(st.integers(0, 200))}, times: 50%}}")
    text += f"gates: [{', '.join(gates)}]\n" if gates else ""
    if draw(st.booleans()):
        text += "limits: {commission_cap: {amount: 10, per: month}}\n"
    return text


def company(fen: tuple[int, int, int]) -> Facts:
    """Three lines of one day, two of them of products, one with hardly any margin."""
    start = at("2026-09-10 12:00")
    end = start + timedelta(hours=1)
    sold = zip(fen, ("p1", "p2", None), (1, 0, 0), strict=True)
    return {
        "people": people("ann"),
        "sessions": [session("s", start, end)],
        "shifts": [shift("s", "ann", start, end)],
        "order_lines": [
            line(
                f"l{place}", "s", start, one, product_id=product, product_cost=Decimal(one * costs).scaleb(-2)
            )
            for place, (one, product, costs) in enumerate(sold)
        ],
    }


def every_pay(run: Run) -> list[int]:
    """What every amount of GMV from nothing on comes to."""
    case = case_of(run, "ann")
    pays: list[int] = []
    for start in range(0, MOST, 5_000):
        pays += case.pays([{"gmv": Fraction(fen, 100)} for fen in range(start, start + 5_000)])
    return pays


@pytest.mark.slow
@effort(8)
@given(
    text=plans(),
    fen=st.tuples(st.integers(0, 9_000), st.integers(0, 9_000), st.integers(1, 9_000)),
    places=st.lists(st.tuples(st.integers(0, MOST - 1), st.integers(-1, 2)), min_size=4, max_size=4),
)
def test_it_is_the_smallest(text: str, fen: tuple[int, int, int], places: list[tuple[int, int]]) -> None:
    with run_plan(text, company(fen)) as run:
        pays = every_pay(run)
        for place, more in places:
            wanted = pays[place] + more
            first = next((steps for steps, pay in enumerate(pays) if pay >= wanted), None)
            found = needed(run, "ann", wanted, "gmv")
            if first is not None:
                assert found.value == Fraction(first, 100)
                assert found.statement.pay_fen == pays[first]
            else:
                assert found.value is None or found.value * 100 >= MOST


@effort(8)
@given(rate=rates(), fen=st.integers(1, 20_000), factor=st.fractions(0, 3))
def test_a_plan_of_one_scheme_pays_what_its_example_pays(rate: str, fen: int, factor: Fraction) -> None:
    """Twice the base is the worked example of twice the base."""
    scheme = f"{ONE}    rate: {rate}\n"
    with run_plan(scheme, sold_by_each({"ann": [fen]})) as run:
        found = what_if(run, "ann", {"gmv": Fraction(fen, 100) * factor})
        base = found.lines[0].base_fen
        assert base is not None
    given = f"given: {{gmv: {base // 100}.{base % 100:02d}}}, expect: {{pay: 0}}"
    (verdict,) = check_examples(read_plan(f"{scheme}examples:\n  - {{name: 例, scheme: one, {given}}}\n"))
    assert verdict.got == Fraction(found.pay_fen, 100)


@effort(6)
@given(ends=ENDS, rising=st.lists(st.integers(0, 200), min_size=4, max_size=4).map(sorted), data=st.data())
def test_rising_rates_pay_ever_more(ends: list[int], rising: list[int], data: st.DataObject) -> None:
    """Of schemes whose rates rise with the base, more base is never less pay."""
    rows = [f"[{end}, {rate / 10}%]" for end, rate in zip([*ends, "above"], rising, strict=False)]
    applies_to = data.draw(st.sampled_from(["whole", "each_band"]))
    tiers = f"{{tiers: [{', '.join(rows)}], applies_to: {applies_to}, boundary: upper}}"
    text = f"{ONE}    rate: {tiers}\n    guarantee: {{amount: 2}}\n"
    with run_plan(text, sold_by_each({"ann": [1_234]})) as run:
        bases = sorted({*range(0, MOST, 997), *(end * 100 + step for end in ends for step in (-1, 0, 1))})
        pays = case_of(run, "ann").pays([{"gmv": Fraction(base, 100)} for base in bases])
        assert pays == sorted(pays)
        assert [mark.value for lever in levers(run, "ann") for mark in lever.marks] == ends
