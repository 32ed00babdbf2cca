"""Which desk has what in hand, what is offered from one to another, what stations were sent."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q

from quanju.domains.dispatch.models import Alert, Desk, DeskTransfer, Incident, StationCall
from quanju.domains.dispatch.permissions import may_sit_at_desk
from quanju.domains.dispatch.quiet import DESK_SIGNS
from quanju.domains.dispatch.types import IncidentView
from quanju.domains.dispatch.types.alerts import FOR_ALL_AT_ONCE
from quanju.domains.dispatch.workflow import STATION_CALL
from quanju.domains.kernel.types import Text
from quanju.domains.people.types import Actor
from quanju.domains.rulebook.queries import in_force

COMMON = Text("公共台", "Common desk")
FAR = timedelta(days=999)


@dataclass(frozen=True, slots=True)
class DeskLine:
    """A desk as the shift supervisor reads it: a number, never a name. None is the common desk."""

    number: int | None
    is_own: bool
    incidents: tuple[IncidentView, ...]

    @property
    def label(self) -> Text:
        return COMMON if self.number is None else Text("{n} 席", "Desk {n}").filled(n=self.number)

    @property
    def waiting(self) -> int:
        """So many have nobody sent to them."""
        return sum(1 for one in self.incidents if one.state in ("new", "reopened"))

    @property
    def oldest(self) -> IncidentView | None:
        """Whose running clock is over, or will be, first of all."""
        running = [one for one in self.incidents if one.clock is not None]
        return min(running, key=_due, default=None)


def _due(view: IncidentView) -> datetime:
    clock = view.clock
    assert clock is not None
    return clock.due_at or clock.started_at + FAR


@dataclass(frozen=True, slots=True)
class Offer:
    """An incident that one desk asks another to take over."""

    incident: str
    from_desk: int
    to_desk: int
    is_to_me: bool
    is_mine: bool
    asked_at: datetime


@dataclass(frozen=True, slots=True)
class StationTold:
    """What a station was sent, and whether its command room has signed for it."""

    incident: str
    state: str
    sent_at: datetime
    signed_at: datetime | None

    @property
    def label(self) -> Text:
        return STATION_CALL.state_labels[self.state]


def own_desk(actor: Actor) -> Desk | None:
    """Where this dispatcher sits, if anywhere."""
    if actor.person_id is None or not may_sit_at_desk(actor):
        return None
    return Desk.objects.manned().filter(person=actor.person_id).first()


def desk_numbers() -> dict[int, int]:
    """The key of each desk where somebody sits, with its number."""
    return dict(Desk.objects.manned().order_by("number").values_list("pk", "number"))


def desks_now(actor: Actor, views: Iterable[IncidentView]) -> list[DeskLine]:
    """Every desk where somebody sits with what it has in hand, then the common one."""
    held: dict[int | None, list[IncidentView]] = defaultdict(list)
    known, own = desk_numbers(), own_desk(actor)
    for view in views:
        held[view.desk_id if view.desk_id in known else None].append(view)
    lines = [
        DeskLine(number, own is not None and own.pk == pk, tuple(held[pk]))
        for pk, number in known.items()
    ]
    return [*lines, DeskLine(None, False, tuple(held[None]))]


def offers(actor: Actor) -> dict[str, Offer]:
    """Incidents that are offered now, by their numbers."""
    asked = list(DeskTransfer.objects.filter(state="asked").values_list("pk", flat=True))
    if not asked:  # joined at once, SQLite began with the incidents of all years
        return {}
    rows = DeskTransfer.objects.filter(pk__in=asked).values_list(
        "incident__number",
        "from_desk__number",
        "to_desk__number",
        "from_desk__person",
        "to_desk__person",
        "asked_at",
    )
    return {
        number: Offer(
            number, one, other, taker == actor.person_id, giver == actor.person_id, asked_at
        )
        for number, one, other, giver, taker, asked_at in rows
    }


def station_told(incident: str) -> StationTold | None:
    """What stands between the desk and the station about this incident."""
    rows = StationCall.objects.filter(incident__number=incident, state__in=("sent", "signed"))
    row = rows.first()
    return StationTold(incident, row.state, row.sent_at, row.signed_at) if row else None


def not_yet_told(actor: Actor, at: datetime) -> Q:
    """Alerts that are their own desk's for the first seconds; who asks for help is heard by all."""
    if not may_sit_at_desk(actor):
        return Q(pk=None)
    wait = in_force(DESK_SIGNS, at=at).content.alert_to_all_s
    others = Incident.objects.open().filter(desk__ended_at=None, desk__isnull=False)
    others = others.exclude(desk__person=actor.person_id)
    return Q(raised_at__gt=at - timedelta(seconds=wait), incident__in=others) & ~Q(
        kind__in=FOR_ALL_AT_ONCE
    )


def told_later(actor: Actor, *, at: datetime) -> dict[int, datetime]:
    """Alerts of other desks that stand now, and when they are told to this one, too."""
    wait = timedelta(seconds=in_force(DESK_SIGNS, at=at).content.alert_to_all_s)
    rows = Alert.objects.filter(closed_at=None).filter(not_yet_told(actor, at))
    return {pk: raised + wait for pk, raised in rows.values_list("pk", "raised_at")}


def desk_names(subjects: Iterable[str]) -> dict[str, str]:
    """The numbers of desks in words by their subjects, for alerts about them."""
    desks = {one: one.removeprefix("desk:") for one in subjects if one.startswith("desk:")}
    return {one: str(Text("{n} 席", "Desk {n}").filled(n=number)) for one, number in desks.items()}
