"""What is to begin, at which moment, and what has come of it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet

from quanju.domains.dispatch.models import ScheduledIncident
from quanju.domains.dispatch.permissions import may_schedule
from quanju.domains.dispatch.quiet import DESK_SIGNS
from quanju.domains.dispatch.views import classes_at
from quanju.domains.dispatch.workflow import SCHEDULED
from quanju.domains.kernel.types import NotFound, Text
from quanju.domains.people.types import Actor
from quanju.domains.rulebook.queries import in_force

WAITING = ("planned", "due")
PAST_SHOWN = 50


@dataclass(frozen=True, slots=True)
class Scheduled:
    """One, in words."""

    pk: int
    number: str
    type_code: str
    kind: Text
    text: str
    address: str
    lon: float
    lat: float
    begins_at: datetime
    state: str
    label: Text
    reason: str
    incident: str

    @property
    def is_waiting(self) -> bool:
        return self.state in WAITING


def scheduled_incidents(actor: Actor, *, at: datetime) -> tuple[list[Scheduled], list[Scheduled]]:
    """What is to come, the next first; and the newest of what began or was withdrawn."""
    may_schedule(actor).or_refuse()
    ahead = ScheduledIncident.objects.filter(state__in=WAITING).order_by("begins_at", "pk")
    past = ScheduledIncident.objects.exclude(state__in=WAITING).order_by("-begins_at", "-pk")
    return _seen(ahead, at), _seen(past[:PAST_SHOWN], at)


def scheduled(number: str, actor: Actor, *, at: datetime) -> Scheduled:
    """One by its number."""
    may_schedule(actor).or_refuse()
    found = _seen(ScheduledIncident.objects.filter(number=number), at)
    if not found:
        raise NotFound(subject=f"scheduled:{number[:20]}")
    return found[0]


def due_scheduled(actor: Actor, *, at: datetime) -> list[Scheduled]:
    """What stands at the desks before its moment, the next first."""
    if not may_schedule(actor):
        return []
    return _seen(ScheduledIncident.objects.filter(state="due").order_by("begins_at"), at)


def coming(at: datetime) -> list[str]:
    """Numbers of those whose lead has begun and that no desk has been told of yet."""
    lead = timedelta(minutes=in_force(DESK_SIGNS, at=at).content.scheduled_lead_min)
    rows = ScheduledIncident.objects.filter(state="planned", begins_at__lte=at + lead)
    return list(rows.values_list("number", flat=True))


def to_begin(at: datetime) -> list[str]:
    """Numbers of those whose moment has come."""
    rows = ScheduledIncident.objects.filter(state__in=WAITING, begins_at__lte=at)
    return list(rows.order_by("begins_at").values_list("number", flat=True))


def _seen(rows: QuerySet[ScheduledIncident], at: datetime) -> list[Scheduled]:
    if not (found := list(rows.select_related("incident"))):
        return []  # most hours have none, and every list of open matters asks
    kinds = classes_at(at)
    return [
        Scheduled(
            pk=one.pk,
            number=one.number,
            type_code=one.type_code,
            kind=known.name
            if (known := kinds.named(one.type_code))
            else Text(one.type_code, one.type_code),
            text=one.text,
            address=one.address,
            lon=one.lon,
            lat=one.lat,
            begins_at=one.begins_at,
            state=one.state,
            label=SCHEDULED.state_labels[one.state],
            reason=one.reason,
            incident=one.incident.number if one.incident else "",
        )
        for one in found
    ]
