"""Rates of a commission scheme: fixed, tier table, ladder. One file for each form.

To add a form, write its file and name it in RATES: the plan reader, the handbook text, the engine
and the explanation all ask the rate itself.
"""

from __future__ import annotations

from boji.engine.rates.fixed import FixedRate
from boji.engine.rates.ladder import Ladder, LadderRow
from boji.engine.rates.rate import Rate
from boji.engine.rates.tiers import Tier, TierTable

RATES: dict[str, type[Rate]] = {rate.key: rate for rate in (FixedRate, TierTable, Ladder)}

__all__ = ["RATES", "FixedRate", "Ladder", "LadderRow", "Rate", "Tier", "TierTable"]
