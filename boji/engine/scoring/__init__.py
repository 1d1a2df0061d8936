"""Scoring methods: an actual figure becomes 0 to 100 points. One file for each method.

To add a method, write its file and name it in METHODS: the plan reader, the handbook text, the
engine and the explanation all ask the method itself.
"""

from __future__ import annotations

from boji.engine.scoring.attainment import Attainment
from boji.engine.scoring.bands import Bands
from boji.engine.scoring.in_range import InRange
from boji.engine.scoring.inverse import Inverse
from boji.engine.scoring.linear import Linear
from boji.engine.scoring.members import Members
from boji.engine.scoring.method import ScoringMethod
from boji.engine.scoring.rating import Rating

METHODS: dict[str, type[ScoringMethod]] = {
    method.name: method for method in (Attainment, Inverse, Linear, Bands, InRange, Rating, Members)
}

__all__ = ["METHODS", "ScoringMethod"]
