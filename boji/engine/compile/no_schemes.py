"""Commission of a plan without schemes: the relations that statements read, with nobody in them.

Owns their shape only; a plan may pay by pools alone, or nothing but what earlier months left behind. Debts of
schemes that an earlier plan had are carried on.
"""

from __future__ import annotations

from boji.engine.program import Relation


def no_commission_relations() -> list[Relation]:
    """What `boji.engine.compile.commission` makes for statements, empty."""
    scheme = "CAST(NULL AS VARCHAR) AS person_id, CAST(NULL AS INTEGER) AS scheme"
    month = f"{scheme}, CAST(NULL AS VARCHAR) AS unit"
    rate = "CAST(NULL AS HUGEINT) AS rate_num, CAST(NULL AS HUGEINT) AS rate_den"
    sets = "CAST(NULL AS INTEGER) AS campaigns, CAST(NULL AS INTEGER) AS gates"
    return [
        _empty("segments", f"{month}, {sets}, {_fen('base_fen')}, {rate}, {_fen('amount')}"),
        _empty("true_ups", f"{month}, {_fen('base_fen')}, {_fen('amount')}"),
        _empty("scheme_totals", f"{scheme}, {_fen('earned')}, {_fen('guarantee')}, {_fen('draw')}"),
        Relation(
            "debts_left",
            "SELECT b.person_id, b.scheme, b.debt FROM debts AS b",
            key=("person_id", "scheme"),
            kept=True,
        ),
    ]


def _empty(name: str, columns: str) -> Relation:
    return Relation(name, f"SELECT * FROM (SELECT {columns}) AS nothing WHERE FALSE")


def _fen(name: str) -> str:
    return f"CAST(NULL AS BIGINT) AS {name}"
