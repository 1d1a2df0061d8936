"""Completeness and plausibility: what a period's facts lack, where they disagree, and what to do about it.

Owns the checks of `boji check`. They read the lake and change nothing; what is found is proposed, never
mended silently. One file for each check in `checks/`, named in `checks.CHECKS`.
"""

from boji.completeness.check import Check, Finding, Place, Severity
from boji.completeness.lens import Waiting
from boji.completeness.report import Report, check_period

__all__ = ["Check", "Finding", "Place", "Report", "Severity", "Waiting", "check_period"]
