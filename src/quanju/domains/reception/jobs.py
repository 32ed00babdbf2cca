"""Reception's clock: a limit that a visit passes is told once, to who can still do something."""

from contextlib import suppress
from datetime import datetime, timedelta

from quanju.domains.kernel.days import local_day
from quanju.domains.kernel.transaction import write
from quanju.domains.kernel.types import NotFound
from quanju.domains.people.types import SERVICE
from quanju.domains.reception import events
from quanju.domains.reception.actions.forgetting import forget_reporter
from quanju.domains.reception.actions.holding import note
from quanju.domains.reception.actions.letters import delete_letter, forget_contact
from quanju.domains.reception.actions.pre_reports import delete_ended_pre_report
from quanju.domains.reception.actions.telling import forget_telling
from quanju.domains.reception.clocks import hall_rule, running
from quanju.domains.reception.models import CaseReport, Letter, PreReport, Visit, VisitAlarm
from quanju.domains.reception.queries.portal import portal_rule
from quanju.domains.reception.queries.reports import steps_rule
from quanju.domains.reception.workflow import VISIT


def raise_hall_alarms(at: datetime) -> int:
    """Raise each limit that has run out and was not raised; safe in several processes."""
    rule, raised = hall_rule(at), 0
    waiting = Visit.objects.filter(status__in=("arrived", "sorted", "waiting"))
    for row in waiting:
        for kind, _, due_at in running(row, rule):
            if due_at <= at:
                raised += _raise(row, kind, due_at, at)
    return raised


def _raise(row: Visit, kind: str, due_at: datetime, at: datetime) -> int:
    with write():
        _, is_new = VisitAlarm.objects.get_or_create(
            visit=row, kind=kind, defaults={"due_at": due_at, "raised_at": at}
        )
        if is_new:
            note(events.VISIT_LATE, row, SERVICE, at, limit=kind)
    return int(is_new)


def end_missed_bookings(at: datetime) -> int:
    """Whoever booked and did not come on the day has no ticket any more."""
    rows = list(Visit.objects.filter(status="booked", day__lt=local_day(at)).values_list("pk"))
    for (pk,) in rows:
        with write():
            row = Visit.objects.select_for_update(of=("self",)).get(pk=pk)
            if row.status == "booked":
                row.status, row.ended_at, row.code = VISIT.after("booked", "leave"), at, ""
                row.save(update_fields=["status", "ended_at", "code"])
                note(events.VISIT_MOVED, row, SERVICE, at, verb="leave")
    return len(rows)


def delete_ended_pre_reports(at: datetime) -> int:
    """Pre-reports whose days are over: nobody came with them (REC-17)."""
    rows = PreReport.objects.filter(ends_at__lte=at).exclude(is_danger=True, report=None)
    found = list(rows.values_list("pk", flat=True))
    for pk in found:
        with suppress(NotFound):  # another process was first
            delete_ended_pre_report(pk=pk, at=at)
    return len(found)


def forget_ended_letters(at: datetime) -> int:
    """Names and contacts of letters that ended go after their days, the letters after theirs."""
    rule, done = portal_rule(at), 0
    named = Letter.objects.exclude(sender="", contact="")
    for pk in named.filter(ended_at__lte=at - timedelta(days=rule.contact_days)).values_list("pk"):
        forget_contact(pk=pk[0], at=at)
        done += 1
    for kind, row in rule.letters.items():
        over = Letter.objects.filter(kind=kind, ended_at__lte=at - timedelta(days=row.keep_days))
        for pk in over.values_list("pk"):
            delete_letter(pk=pk[0], at=at)
            done += 1
    return done


def forget_ended_reporters(at: datetime) -> int:
    """Contacts, later names, of who reported what became no case; a case keeps its own parties."""
    rule, done = portal_rule(at), 0
    cases = [row.code for row in steps_rule(at).kind if row.case]
    closed = CaseReport.objects.filter(status="closed").exclude(kind__in=cases)
    for name, days in (("contact", rule.report_contact_days), ("reporter", rule.report_name_days)):
        over = closed.filter(closed_at__lte=at - timedelta(days=days)).exclude(**{name: ""})
        for pk in list(over.values_list("pk", flat=True)):
            forget_reporter(pk=pk, fields=(name,), at=at)
            done += 1
    over = closed.filter(closed_at__lte=at - timedelta(days=rule.report_contact_days))
    for number in list(over.exclude(telling=None).values_list("number", flat=True)):
        done += forget_telling(report=number, at=at)
    return done
