"""Which kinds go together under which operator, and what comes out. Owns that table and no tree.

The rules: only like goes with like when adding or comparing; a bare number goes with money, counts
and durations; a percentage goes with a bare number from 0 to 1.
"""

from __future__ import annotations

from boji.engine.plan.formula import (
    Aggregate,
    Attribute,
    FactColumn,
    Formula,
    Kind,
    MetricName,
    Number,
    walk,
)

FIGURES = (Kind.MONEY, Kind.RATIO, Kind.COUNT, Kind.DURATION, Kind.NUMBER)

_M, _R, _C, _D, _N = FIGURES

_PRODUCTS: dict[frozenset[Kind], Kind] = {
    frozenset({_N}): _N,
    frozenset({_N, _M}): _M,
    frozenset({_N, _C}): _C,
    frozenset({_N, _D}): _D,
    frozenset({_N, _R}): _R,
    frozenset({_R}): _R,
    frozenset({_R, _M}): _M,
    frozenset({_R, _C}): _C,
    frozenset({_R, _D}): _D,
    frozenset({_C}): _C,
    frozenset({_C, _M}): _M,
    frozenset({_C, _D}): _D,
    frozenset({_D, _M}): _M,  # so much an hour, times hours
}

_QUOTIENTS: dict[tuple[Kind, Kind], Kind] = {
    (_M, _M): _R,
    (_C, _C): _R,
    (_D, _D): _R,
    (_R, _R): _R,
    (_N, _N): _N,
    (_M, _C): _M,
    (_M, _D): _M,
    (_M, _N): _M,
    (_M, _R): _M,
    (_C, _D): _N,
    (_C, _M): _N,
    (_C, _N): _C,
    (_C, _R): _C,
    (_D, _C): _D,
    (_D, _N): _D,
    (_D, _R): _D,
    (_N, _C): _N,
    (_N, _R): _N,
    (_R, _N): _R,
}


def is_constant(formula: Formula) -> bool:
    """Whether it is made of literals alone."""
    named = (MetricName, Attribute, FactColumn, Aggregate)
    return not any(isinstance(part, named) for part in walk(formula))


def joined(left: Formula, right: Formula) -> Kind | None:
    """The common kind of two figures that are added, compared or chosen between; None: they do not fit."""
    if left.kind is right.kind:
        return left.kind
    for one, other in ((left, right), (right, left)):
        if one.kind is Kind.NUMBER and is_constant(one):
            if other.kind in (Kind.MONEY, Kind.COUNT, Kind.DURATION):
                return other.kind
            if other.kind is Kind.RATIO and _is_share(one):
                return Kind.RATIO
    return None


def _is_share(formula: Formula) -> bool:
    """A bare number from 0 to 1; what is calculated from literals is taken at its word."""
    return not isinstance(formula, Number) or 0 <= formula.value <= 1


def product(left: Kind, right: Kind) -> Kind | None:
    return _PRODUCTS.get(frozenset({left, right}))


def quotient(left: Kind, right: Kind) -> Kind | None:
    return _QUOTIENTS.get((left, right))
