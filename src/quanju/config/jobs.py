"""What runs by the clock, and how often. Each job finds its rows and calls one action each."""

import logging
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib import import_module

from django.conf import settings
from django.db import Error, close_old_connections

from quanju.config.heartbeat import at_work
from quanju.domains.kernel.clock import clock, now
from quanju.domains.operation import actions as operation
from quanju.pages.shared.counted import JOB_FAILURES

log = logging.getLogger("quanju.jobs")


@dataclass(frozen=True)
class Job:
    """`where` is `module:function(at)`; it must be safe when several processes run it."""

    where: str
    every: timedelta

    def run(self, at: datetime) -> None:
        module, _, name = self.where.partition(":")
        function: Callable[[datetime], object] = getattr(import_module(module), name)
        function(at)


JOBS = [
    Job("quanju.config.reactions:react", timedelta(seconds=1)),
    Job("quanju.domains.dispatch.jobs:raise_due_alerts", timedelta(seconds=5)),
    Job("quanju.domains.dispatch.jobs:begin_what_was_scheduled", timedelta(seconds=5)),
    Job("quanju.domains.dispatch.jobs:make_bulletins", timedelta(minutes=1)),
    Job("quanju.domains.dispatch.jobs:end_pre_alerts", timedelta(seconds=5)),
    Job("quanju.domains.dispatch.jobs:end_messages", timedelta(minutes=1)),
    Job("quanju.domains.reception.jobs:raise_hall_alarms", timedelta(seconds=5)),
    Job("quanju.domains.reception.jobs:end_missed_bookings", timedelta(hours=1)),
    Job("quanju.domains.reception.jobs:delete_ended_pre_reports", timedelta(minutes=10)),
    Job("quanju.domains.coordination.jobs:end_stays", timedelta(seconds=30)),
    Job("quanju.domains.coordination.jobs:seal_archives", timedelta(seconds=2)),
    Job("quanju.domains.coordination.jobs:read_brought_files", timedelta(seconds=5)),
    Job("quanju.domains.coordination.jobs:end_silent_groups", timedelta(hours=1)),
    Job("quanju.domains.coordination.jobs:find_due_groups", timedelta(minutes=10)),
    Job("quanju.domains.reception.jobs:forget_ended_letters", timedelta(hours=1)),
    Job("quanju.domains.reception.jobs:forget_ended_reporters", timedelta(hours=1)),
    Job("quanju.domains.cases.jobs:forget_ended_tellings", timedelta(hours=1)),
    Job("quanju.domains.supervision.jobs:check_what_is_due", timedelta(seconds=30)),
    Job("quanju.domains.supervision.jobs:escalate_what_is_overdue", timedelta(minutes=1)),
    Job("quanju.domains.deadlines.jobs:raise_due_alarms", timedelta(seconds=5)),
    Job("quanju.domains.deadlines.jobs:reckon_changed_rules", timedelta(seconds=30)),
    Job("quanju.domains.approvals.jobs:expire_proposals", timedelta(seconds=30)),
    Job("quanju.domains.documents.jobs:set_papers", timedelta(seconds=1)),
    Job("quanju.domains.patrol.jobs:watch_cover", timedelta(seconds=30)),
    Job("quanju.domains.duty.jobs:watch_staging", timedelta(seconds=30)),
    Job("quanju.domains.patrol.jobs:watch_presence", timedelta(minutes=1)),
    Job("quanju.domains.patrol.jobs:thin_old_positions", timedelta(hours=1)),
    Job("quanju.domains.planning.jobs:start_studies", timedelta(seconds=2)),
    Job("quanju.domains.planning.jobs:start_plans", timedelta(seconds=30)),
    Job("quanju.domains.planning.jobs:close_suggestions", timedelta(minutes=1)),
    Job("quanju.domains.documents.jobs:make_thumbnails", timedelta(seconds=2)),
    Job("quanju.domains.documents.jobs:scan_files", timedelta(seconds=30)),
    Job("quanju.domains.documents.jobs:remove_deleted_files", timedelta(seconds=30)),
    Job("quanju.domains.documents.jobs:sweep_files", timedelta(hours=1)),
    Job("quanju.domains.documents.jobs:find_due_files", timedelta(minutes=10)),
    Job("quanju.domains.notices.jobs:send_what_waits", timedelta(seconds=1)),
    Job("quanju.domains.notices.jobs:wake_phones", timedelta(seconds=1)),
    Job("quanju.domains.notices.jobs:forget_phones", timedelta(minutes=10)),
    Job("quanju.domains.journal.jobs:seal_what_is_due", timedelta(minutes=5)),
    Job("quanju.domains.journal.jobs:send_what_has_not_left", timedelta(minutes=1)),
    Job("quanju.domains.people.jobs:end_due_sessions", timedelta(minutes=1)),
    Job("quanju.domains.people.jobs:forget_old_submissions", timedelta(hours=1)),
]
if settings.IS_DEMO and not settings.EXERCISE:
    JOBS.append(Job("quanju.demo.jobs:play", timedelta(seconds=1)))

_last_run: dict[str, float] = {}


def run_due_jobs() -> None:
    """Run whatever is due; a failing job is logged and does not stop the others.

    What is due is counted by a clock that nobody sets: an hour set back stops no job.
    """
    close_old_connections()
    for job in JOBS:
        ticks = clock().ticks()
        last = _last_run.get(job.where)
        if last is not None and ticks - last < job.every.total_seconds():
            continue
        _last_run[job.where] = ticks
        try:
            with at_work.on(job.where):
                job.run(now())
        except Exception:
            log.exception("job %s failed; it will be tried again", job.where)
            JOB_FAILURES.labels(job.where).inc()
            close_old_connections()


def end_jobs() -> None:
    """Say that this process runs them no longer; a database that is gone knows it anyway."""
    with suppress(Error):
        operation.leave()
