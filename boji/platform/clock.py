"""What time it is: the one place where the site reads the clock.

Views and commands read it once and pass it on. A demonstration can begin at a moment of its own
(`BOJI_CLOCK_STARTS`); from there its clock runs at the usual pace, beginning anew with every start of the
site. Processes that `boji serve` starts share it: they find in the environment when it began.
"""

from __future__ import annotations

import datetime as dt
import os
from functools import cache

from django.conf import settings

BEGAN = "BOJI_CLOCK_BEGAN"  # when, by the machine's clock, the demonstration's clock began


def now() -> dt.datetime:
    """This moment, aware, in UTC."""
    return real() + _ahead(settings.BOJI_CLOCK_STARTS) if settings.BOJI_CLOCK_STARTS else real()


def real() -> dt.datetime:
    """This moment by the machine's clock, in UTC: for what one process tells another, never for people."""
    return dt.datetime.now(dt.UTC)


@cache
def _ahead(starts: dt.datetime) -> dt.timedelta:
    """How far the demonstration's clock is from the real one, fixed when it is first asked."""
    began = os.environ.get(BEGAN)
    return starts - (dt.datetime.fromisoformat(began) if began else real())


def of_machine(moment: dt.datetime) -> dt.datetime:
    """A moment that a library noted by the machine's clock, on the clock of the site."""
    return moment + (now() - dt.datetime.now(dt.UTC))


def today() -> dt.date:
    """The calendar day of the company."""
    return now().astimezone(settings.BOJI_ZONE).date()
