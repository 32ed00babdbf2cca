"""Dispatch's clock: alerts for what nobody was sent to, acknowledged, fed back, or spoke of."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Max, Q

from quanju.domains.dispatch.actions.alerts import raise_alert
from quanju.domains.dispatch.actions.bulletins import due_bulletins, make_bulletin
from quanju.domains.dispatch.actions.messages import end_message_of_shift
from quanju.domains.dispatch.actions.pre_alerting import end_pre_alert
from quanju.domains.dispatch.actions.scheduling import begin_scheduled, show_at_desk
from quanju.domains.dispatch.clocks import ClockRules, clock_rules
from quanju.domains.dispatch.models import (
    Alert,
    Assignment,
    Feedback,
    Incident,
    Reservation,
    StationCall,
)
from quanju.domains.dispatch.queries.handovers import silent_handovers
from quanju.domains.dispatch.queries.incidents import first_words
from quanju.domains.dispatch.queries.lines import silent_bridges
from quanju.domains.dispatch.queries.lost_calls import calls_overdue
from quanju.domains.dispatch.queries.messages import messages_of_past_shifts
from quanju.domains.dispatch.queries.pre_alerts import told_ahead_too_long
from quanju.domains.dispatch.queries.scheduled import coming, to_begin
from quanju.domains.dispatch.queries.services import silent_services
from quanju.domains.kernel.transaction import write
from quanju.domains.kernel.validity import has_waited, waits_since
from quanju.domains.people.types import SERVICE

Due = tuple[str, str, Incident | None, datetime]
"""Kind of alert, what it is about, its incident, since when it waits."""


def raise_due_alerts(at: datetime) -> int:
    """Raise every alert that is due and not raised yet; safe in several processes."""
    rules = clock_rules(at)
    due: list[Due] = [*_not_dispatched(rules, at), *_not_signed_off(rules, at)]
    due += [*_without_a_word(rules, at), *_first_feedback(rules, at)]
    if (span := rules.span("feedback")) is not None:
        for row, since in _without_feedback(span, at):
            due.append(("feedback_overdue", row.subject, row, since))
    due += _not_signed_by_station(rules, at)
    due += [("call_back_due", one.subject, None, one.since_at) for one in calls_overdue(at)]
    due += [("bridge_silent", one.subject, None, since) for one, since in silent_bridges(at)]
    for asked, row in silent_services(at):
        due.append(("service_silent", asked.subject, row, asked.since_at))
    for offer, row in silent_handovers(at):
        due.append(("handover_silent", offer.subject, row, offer.offered_at))
    Reservation.objects.filter(ended_at=None, until_at__lte=at).update(ended_at=at)
    return sum(_raised(*one, at) for one in due)


def make_bulletins(at: datetime) -> int:
    """The bulletin of yesterday, on Mondays that of the week: once, in however many processes."""
    made = [make_bulletin(span=span, day=day, by=SERVICE, at=at) for span, day in due_bulletins(at)]
    return sum(one is not None for one in made)


def end_messages(at: datetime) -> int:
    """Messages whose shift is over: their words are deleted; safe in several processes."""
    return sum(end_message_of_shift(message=one, at=at) for one in messages_of_past_shifts(at))


def end_pre_alerts(at: datetime) -> int:
    """What crews were told ahead and nothing came of; safe in several processes."""
    return sum(end_pre_alert(told=one, at=at) for one in told_ahead_too_long(at))


def _not_dispatched(rules: ClockRules, at: datetime) -> Iterator[Due]:
    """Incidents that nobody was sent to within the limit of the first order."""
    for number in rules.grades:
        span = rules.span("order", number)
        rows = Incident.objects.open().filter(state="new", ordered_at=None, grade=number)
        for row in rows.filter(waits_since("created_at", span, at=at)) if span else ():
            yield "not_dispatched", row.subject, row, row.created_at


def _not_signed_off(rules: ClockRules, at: datetime) -> Iterator[Due]:
    """Orders past the sign-off of their grade; another unit is proposed when that is due too."""
    waiting = Assignment.objects.active().filter(state="assigned").select_related("incident")
    for job in waiting:
        for kind, clock in (("not_acknowledged", "acknowledge"), ("re_offer", "re_offer")):
            span = rules.span(clock, job.incident.grade)
            if span is not None and has_waited(job.assigned_at, span, at=at):
                yield kind, f"assignment:{job.pk}", job.incident, job.assigned_at


def _not_signed_by_station(rules: ClockRules, at: datetime) -> Iterator[Due]:
    """What was sent to a station and its command room has not signed for, by the grade's limit."""
    for call in StationCall.objects.filter(state="sent").select_related("incident"):
        span = rules.span("acknowledge", call.incident.grade)
        if span is not None and has_waited(call.sent_at, span, at=at):
            yield "station_not_signed", call.subject, call.incident, call.sent_at


def _without_a_word(rules: ClockRules, at: datetime) -> Iterator[Due]:
    """Units at work on risky jobs that nobody heard of for as long as the grade allows (CAD-05)."""
    for number, grade in rules.grades.items():
        span = rules.span("silence", number)
        if span is None or not grade.is_risky:
            continue
        quiet = Assignment.objects.active().filter(
            waits_since("last_status_at", span, at=at),
            state__in=("en_route", "on_scene", "transporting"),
            incident__grade=number,
        )
        for job in quiet.select_related("incident", "unit"):
            yield "silent_unit", job.unit.subject, job.incident, job.last_status_at


def _first_feedback(rules: ClockRules, at: datetime) -> Iterator[Due]:
    """Scenes that nobody told of since the first unit came, for as long as their grade allows."""
    rows: list[Incident] = []
    for number in rules.grades:
        span = rules.span("first_feedback", number)
        there = Incident.objects.open().filter(state="on_scene", grade=number)
        rows += there.filter(waits_since("arrived_at", span, at=at)) if span else ()
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


def _raised(kind: str, subject: str, row: Incident | None, since: datetime, at: datetime) -> bool:
    same = Alert.objects.filter(kind=kind, subject=subject)
    if same.filter(Q(closed_at=None) | Q(since_at=since)).exists():
        return False
    with write():
        return raise_alert(kind, subject, row, SERVICE, at, since) is not None


def begin_what_was_scheduled(at: datetime) -> int:
    """Scheduled incidents: told when their lead begins, begun at their moment; each by itself."""
    shown = sum(show_at_desk(number=number, by=SERVICE, at=at) for number in coming(at))
    begun = [begin_scheduled(number=number, by=SERVICE, at=at) for number in to_begin(at)]
    return shown + len(begun)
