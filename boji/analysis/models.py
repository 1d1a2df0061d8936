"""What the company enters to compare figures with. Rows are added, never changed; a later one takes over."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

MONTH, SESSION = "month", "session"


class Benchmark(models.Model):
    """What an industry or a company like this one reaches: by metric, and by tier unless it is for all.

    `figure` is in the unit of the metric, a percentage as a ratio. What adds up is meant for a month, or for
    one session where `per` says so.
    """

    metric = models.CharField(max_length=80)
    tier = models.CharField(max_length=80, blank=True)
    per = models.CharField(max_length=10, default=MONTH)
    figure = models.DecimalField(max_digits=24, decimal_places=8)
    from_day = models.DateField()
    source = models.CharField(max_length=200)
    entered_by = models.ForeignKey("platform.User", on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["metric", "tier", "-from_day", "-id"]

    def __str__(self) -> str:
        return f"{self.metric} {self.tier} {self.figure} from {self.from_day}"
