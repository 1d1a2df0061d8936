"""All background jobs and schedules of the site, app by app.

Owns which there are, and when those of the schedules come: minute, hour, day, month and weekday as in cron,
in the company's zone. What a job does stands in the `jobs` module of the app of its subject.
"""

from __future__ import annotations

from boji.analysis import jobs as analysis
from boji.api import jobs as api
from boji.disputes import jobs as disputes
from boji.imports import jobs as imports
from boji.payouts import jobs as payouts
from boji.plans import jobs as plans
from boji.platform.jobs.cron import Times
from boji.platform.jobs.kinds import Kind, Schedule
from boji.replay import jobs as replay
from boji.statements import jobs as statements

JOBS: tuple[Kind, ...] = (
    analysis.keep,
    payouts.calculate,
    payouts.preview,
    payouts.so_far,
    payouts.check_of_day,
    payouts.warn,
    disputes.remind,
    imports.look,
    imports.bring,
    imports.undo,
    imports.retry,
    imports.check,
    imports.check_daily,
    imports.sweep,
    api.bring,
    api.undo,
    api.change_person,
    api.forget_keys,
    statements.bundle,
    statements.forget,
    plans.remind,
    replay.compute,
)

SCHEDULES: tuple[Schedule, ...] = (
    Schedule("month so far", "period.so_far", Times.of("30 5 * * *")),
    Schedule("figures for pages", "figures.keep", Times.of("*/15 * * * *")),
    Schedule("old files of statements", "statements.forget", Times.of("40 3 * * *")),
    Schedule("check of facts", "facts.check", Times.of("50 5 * * *")),
    Schedule("warnings before pay days", "period.warn", Times.of("30 8 * * *")),
    Schedule("reminders of disputes", "disputes.remind", Times.of("30 8 * * *")),
    Schedule("checks of facts", "imports.check_daily", Times.of("30 6 * * *")),
    Schedule("reminders of plans", "plans.remind", Times.of("0 9 * * *")),
    Schedule("files that wait", "imports.sweep", Times.of("10 * * * *")),
    Schedule("old keys of the API", "api.forget_keys", Times.of("20 4 * * *")),
)
