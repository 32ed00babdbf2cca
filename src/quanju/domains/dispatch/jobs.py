"""Dispatch's clock: alerts for what nobody acknowledged, fed back, or said anything about."""

from datetime import datetime, timedelta

from django.db.models import Max, Q

from quanju.domains.dispatch.actions.alerts import raise_alert
from quanju.domains.dispatch.models import Alert, Assignment, Feedback, Incident, Reservation
from quanju.domains.dispatch.rules import DISPATCH_CLOCKS, GRADES
from quanju.domains.kernel.transaction import write
from quanju.domains.people.types import SERVICE
from quanju.domains.rulebook.queries import in_force


def raise_due_alerts(at: datetime) -> int:
    """Raise every alert that is due and not raised yet; safe in several processes."""
    limits = in_force(DISPATCH_CLOCKS, at=at).content
    grades = in_force(GRADES, at=at).content.by_number
    due: list[tuple[str, str, Incident, datetime]] = []
    waiting = Assignment.objects.filter(state="assigned").select_related("incident")
    for kind, seconds in (
        ("not_acknowledged", limits.acknowledge_alert_s),
        ("re_offer", limits.re_offer_s),
    ):
        late = waiting.filter(assigned_at__lte=at - timedelta(seconds=seconds))
        due += [(kind, f"assignment:{job.pk}", job.incident, job.assigned_at) for job in late]
    for row, since in _without_feedback(at - timedelta(minutes=limits.feedback_min)):
        due.append(("feedback_overdue", row.subject, row, since))
    silent = at - timedelta(minutes=limits.silent_min)
    risky = [number for number, grade in grades.items() if grade.is_risky]
    quiet = Assignment.objects.filter(
        state__in=("en_route", "on_scene", "transporting"),
        last_status_at__lte=silent,
        incident__grade__in=risky,
    ).select_related("incident", "unit")
    due += [("silent_unit", job.unit.subject, job.incident, job.last_status_at) for job in quiet]
    Reservation.objects.filter(ended_at=None, until_at__lte=at).update(ended_at=at)
    return sum(_raised(*one, at) for one in due)


def _without_feedback(until: datetime) -> list[tuple[Incident, datetime]]:
    """Cleared until then and not fed back, or returned until then: since when it is waited for."""
    answered = Feedback.objects.filter(decided_at=None).values("incident")
    cleared = Incident.objects.filter(state="feedback_due", cleared_at__lte=until)
    rows = list(cleared.exclude(pk__in=answered))
    returned = Feedback.objects.filter(incident__in=rows).values_list("incident")
    last = dict(returned.annotate(last=Max("decided_at")))
    waited = [(row, max(filter(None, (row.cleared_at, last.get(row.pk))))) for row in rows]
    return [(row, since) for row, since in waited if since <= until]


def _raised(kind: str, subject: str, row: Incident, since: datetime, at: datetime) -> bool:
    same = Alert.objects.filter(kind=kind, subject=subject)
    if same.filter(Q(closed_at=None) | Q(since_at=since)).exists():
        return False
    with write():
        return raise_alert(kind, subject, row, SERVICE, at, since) is not None
