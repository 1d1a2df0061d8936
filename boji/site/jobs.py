"""All background jobs and schedules of the site, app by app.

Owns which there are, and when those of the schedules come: minute, hour, day, month and weekday as in cron,
in the company's zone. What a job does stands in the `jobs` module of the app of its subject.
"""

from __future__ import annotations

from boji.platform.jobs.kinds import Kind, Schedule

JOBS: tuple[Kind, ...] = ()

SCHEDULES: tuple[Schedule, ...] = ()
