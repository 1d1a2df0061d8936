"""What time it is: the one place where the site reads the clock.

Views and commands read it once and pass it on. A demonstration can begin at a moment of its own
(`BOJI_CLOCK_STARTS`); from there its clock runs at the usual pace, beginning anew with every start of the
site.
"""

from __future__ import annotations

import datetime as dt
from functools import cache

from django.conf import settings


def now() -> dt.datetime:
    """This moment, aware, in UTC."""
    real = dt.datetime.now(dt.UTC)
    return real + _ahead(settings.BOJI_CLOCK_STARTS) if settings.BOJI_CLOCK_STARTS else real


@cache
def _ahead(starts: dt.datetime) -> dt.timedelta:
    """How far the demonstration's clock is from the real one, fixed when it is first asked."""
    return starts - dt.datetime.now(dt.UTC)


def today() -> dt.date:
    """The calendar day of the company."""
    return now().astimezone(settings.BOJI_ZONE).date()
