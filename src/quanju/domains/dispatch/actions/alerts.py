"""Alerts: raised once, closed when their cause has gone or somebody has seen to it."""

from datetime import datetime

from django.db import IntegrityError, transaction

from quanju.domains.dispatch import events
from quanju.domains.dispatch.actions.held import related_to
from quanju.domains.dispatch.models import Alert, Incident
from quanju.domains.dispatch.notices import tell_of_waiting_order
from quanju.domains.dispatch.permissions import may_raise_alerts
from quanju.domains.dispatch.types.alerts import ALERT_KINDS
from quanju.domains.journal.actions.entries import record
from quanju.domains.journal.types import Author
from quanju.domains.kernel.held import held
from quanju.domains.kernel.transaction import write
from quanju.domains.people.types import Actor


def raise_alert(
    kind: str,
    subject: str,
    row: Incident | None,
    by: Author,
    at: datetime,
    since: datetime | None = None,
) -> Alert | None:
    """Raise an alert unless it stands or this cause was told already; inside a write."""
    assert kind in ALERT_KINDS
    try:
        with transaction.atomic():
            alert = Alert.objects.create(
                kind=kind, subject=subject, incident=row, since_at=since, raised_at=at
            )
    except IntegrityError:
        return None
    record(
        events.ALERT_RAISED,
        subject=row.subject if row else subject,
        by=by,
        at=at,
        related=related_to(row, subject) if row else [],
        urgent=True,
        facts={"kind": kind, "about": subject},
    )
    if kind == "not_acknowledged":
        tell_of_waiting_order(alert, by, at)
    return alert


def end_alerts(at: datetime, *kinds: str, **about: object) -> None:
    """The cause has gone; inside a write whose own entry says so."""
    Alert.objects.filter(kind__in=kinds, closed_at__isnull=True, **about).update(closed_at=at)


def let_go(row: Incident, at: datetime) -> None:
    """An incident that has ended keeps no unit free and asks for nobody's eyes; in a write."""
    row.reservations.filter(ended_at=None).update(ended_at=at)
    row.transfers.filter(state="asked").update(state="lapsed", ended_at=at)
    row.station_calls.filter(state__in=("sent", "signed")).update(state="lapsed", ended_at=at)
    end_alerts(at, *ALERT_KINDS, incident=row)


def close_alert(*, alert: int, by: Actor, at: datetime) -> None:
    """Somebody has seen to it."""
    may_raise_alerts(by).or_refuse()
    with write():
        rows = Alert.objects.select_related("incident").filter(closed_at=None)
        row = held(rows, f"alert {alert}", pk=alert)
        row.closed_at = at
        row.save(update_fields=["closed_at"])
        record(
            events.ALERT_CLOSED,
            subject=row.incident.subject if row.incident else row.subject,
            by=by,
            at=at,
            related=related_to(row.incident, row.subject) if row.incident else [],
            facts={"kind": row.kind},
        )
