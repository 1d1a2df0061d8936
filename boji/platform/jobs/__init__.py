"""Long work in the background: imports, runs, exports, papers.

Owns the queue in the site's database, its workers, progress, retries, schedules and the sweep for jobs whose
worker died; the same on SQLite and PostgreSQL (decision 0014). What a job does is an action of the app of its
subject; which jobs and schedules there are stands in one list, `boji.site.jobs`.

    from boji.platform.jobs.kinds import Done, Work, job

    @job("run.calculate", "核算", "Calculation")
    def calculate(work: Work, period: str) -> Done: ...

    enqueue(actor, "run.calculate", {"period": "2026-09"}, once="run.calculate:2026-09")
"""
