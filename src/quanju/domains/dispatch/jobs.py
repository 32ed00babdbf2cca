"""Dispatch's clock: alerts for what nobody acknowledged, fed back, or said anything about."""

from datetime import datetime, timedelta

from quanju.domains.dispatch.actions.alerts import raise_alert
from quanju.domains.dispatch.models import Assignment, Incident, Reservation
from quanju.domains.dispatch.rules import DISPATCH_CLOCKS, GRADES
from quanju.domains.kernel.transaction import write
from quanju.domains.kernel.types import Refused
from quanju.domains.people.types import SERVICE
from quanju.domains.rulebook.queries import in_force


def raise_due_alerts(at: datetime) -> int:
    """Raise every alert that is due and not raised yet; safe in several processes."""
    try:
        limits = in_force(DISPATCH_CLOCKS, at=at).content
        grades = in_force(GRADES, at=at).content
    except Refused:
        return 0  # no branch is loaded yet
    due: list[tuple[str, str, Incident]] = []
    waiting = Assignment.objects.filter(state="assigned").select_related("incident")
    for kind, seconds in (
        ("not_acknowledged", limits.acknowledge_alert_s),
        ("re_offer", limits.re_offer_s),
    ):
        late = waiting.filter(assigned_at__lte=at - timedelta(seconds=seconds))
        due += [(kind, f"assignment:{job.pk}", job.incident) for job in late]
    overdue = at - timedelta(minutes=limits.feedback_min)
    for row in Incident.objects.filter(state="feedback_due", cleared_at__lte=overdue):
        due.append(("feedback_overdue", row.subject, row))
    silent = at - timedelta(minutes=limits.silent_min)
    risky = [number for number, grade in grades.items() if grade.is_risky]
    quiet = Assignment.objects.filter(
        state__in=("en_route", "on_scene", "transporting"),
        last_status_at__lte=silent,
        incident__grade__in=risky,
    ).select_related("incident", "unit")
    due += [("silent_unit", job.unit.subject, job.incident) for job in quiet]
    Reservation.objects.filter(ended_at=None, until_at__lte=at).update(ended_at=at)
    return sum(_raised(*one, at) for one in due)


def _raised(kind: str, subject: str, row: Incident, at: datetime) -> bool:
    from quanju.domains.dispatch.models import Alert

    if Alert.objects.filter(kind=kind, subject=subject, closed_at=None).exists():
        return False
    with write():
        return raise_alert(kind, subject, row, SERVICE, at) is not None
