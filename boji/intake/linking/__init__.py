"""Linking: names to people, rooms and times to sessions.

Owns the reference columns that reading leaves (they end in `_`) and how they are resolved, from the facts in
the lake together with the rows of the same import. What cannot be resolved is left empty or quarantined,
never guessed. One file for each rule: `air` says what was on when, `lines`, `stretches`, `shifts` and `names`
look things up in it, `linker` goes through the files of an import, `relinking` through the lake when
sessions or accounts have changed.
"""

from boji.intake.linking.linker import link
from boji.intake.linking.relinking import Relinked, relink

__all__ = ["Relinked", "link", "relink"]
