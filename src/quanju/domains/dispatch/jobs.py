"""Dispatch's clock: alerts for what nobody acknowledged, fed back, or said anything about."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Max, Q

from quanju.domains.dispatch.actions.alerts import raise_alert
from quanju.domains.dispatch.models import Alert, Assignment, Feedback, Incident, Reservation
from quanju.domains.dispatch.queries.incidents import first_words
from quanju.domains.dispatch.rules import Grade
from quanju.domains.dispatch.views import ClockRules, clock_rules
from quanju.domains.kernel.transaction import write
from quanju.domains.kernel.validity import has_waited, waits_since
from quanju.domains.people.types import SERVICE

Due = tuple[str, str, Incident, datetime]
"""Kind of alert, what it is about, its incident, since when it waits."""


def raise_due_alerts(at: datetime) -> int:
    """Raise every alert that is due and not raised yet; safe in several processes."""
    rules = clock_rules(at)
    due = [*_not_signed_off(rules, at), *_without_a_word(rules, at)]
    for row, since in _without_feedback(timedelta(minutes=rules.limits.feedback_min), at):
        due.append(("feedback_overdue", row.subject, row, since))
    for grade in rules.grades.values():
        due += [*_first_feedback(grade, at)]
    Reservation.objects.filter(ended_at=None, until_at__lte=at).update(ended_at=at)
    return sum(_raised(*one, at) for one in due)


def _not_signed_off(rules: ClockRules, at: datetime) -> Iterator[Due]:
    """Orders past the sign-off of their grade; another unit is proposed when that is due too."""
    waiting = Assignment.objects.active().filter(state="assigned").select_related("incident")
    for job in waiting:
        grade = rules.grades.get(job.incident.grade)
        if grade is None:
            continue
        limits = (grade.sign_off_s, max(grade.sign_off_s, rules.limits.re_offer_s))
        for kind, seconds in zip(("not_acknowledged", "re_offer"), limits, strict=True):
            if has_waited(job.assigned_at, timedelta(seconds=seconds), at=at):
                yield kind, f"assignment:{job.pk}", job.incident, job.assigned_at


def _without_a_word(rules: ClockRules, at: datetime) -> Iterator[Due]:
    """Units at work on risky jobs that nobody heard of for as long as the grade allows (CAD-05)."""
    for grade in rules.grades.values():
        quiet = Assignment.objects.active().filter(
            waits_since("last_status_at", timedelta(minutes=grade.silent_after_min), at=at),
            state__in=("en_route", "on_scene", "transporting"),
            incident__grade=grade.number,
        )
        for job in quiet.select_related("incident", "unit") if grade.is_risky else ():
            yield "silent_unit", job.unit.subject, job.incident, job.last_status_at


def _first_feedback(grade: Grade, at: datetime) -> Iterator[Due]:
    """Scenes of this grade that nobody told of since the first unit came."""
    late = waits_since("arrived_at", timedelta(minutes=grade.first_feedback_min), at=at)
    there = Incident.objects.open().filter(late, state="on_scene", grade=grade.number)
    rows = list(there)
    said = first_words(rows)
    for row in rows:
        if row.pk not in said and row.arrived_at:
            yield "first_feedback", row.subject, row, row.arrived_at


def _without_feedback(limit: timedelta, at: datetime) -> list[tuple[Incident, datetime]]:
    """Cleared so long ago and not fed back, or returned: since when it is waited for."""
    answered = Feedback.objects.filter(decided_at=None).values("incident")
    cleared = (
        Incident.objects.open()
        .filter(state="feedback_due")
        .filter(waits_since("cleared_at", limit, at=at))
    )
    rows = list(cleared.exclude(pk__in=answered))
    returned = Feedback.objects.filter(incident__in=rows).values_list("incident")
    last = dict(returned.annotate(last=Max("decided_at")))
    waited = [(row, max(filter(None, (row.cleared_at, last.get(row.pk))))) for row in rows]
    return [(row, since) for row, since in waited if has_waited(since, limit, at=at)]


def _raised(kind: str, subject: str, row: Incident, since: datetime, at: datetime) -> bool:
    same = Alert.objects.filter(kind=kind, subject=subject)
    if same.filter(Q(closed_at=None) | Q(since_at=since)).exists():
        return False
    with write():
        return raise_alert(kind, subject, row, SERVICE, at, since) is not None
