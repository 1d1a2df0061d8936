from __future__ import annotations

from tests.site.payouts.conftest import company, small, staff, tenth_of_april, walk

__all__ = ["company", "small", "staff", "tenth_of_april", "walk"]
