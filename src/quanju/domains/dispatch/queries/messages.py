"""Which messages stand, whom each is meant for, and who has it on the phone."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Prefetch, Q

from quanju.domains.dispatch.models import Assignment, DutyMessage, Incident, MessageReceipt
from quanju.domains.dispatch.queries.quiet import not_shown_after
from quanju.domains.dispatch.sentences import SENTENCES, Sentence
from quanju.domains.dispatch.types.messages import (
    AT_INCIDENT,
    EVERYBODY,
    FORCE,
    UNIT,
    ZONE,
    MessageView,
    PhoneMessage,
    ReceiptView,
)
from quanju.domains.kernel.roles import STATION
from quanju.domains.kernel.types import Text
from quanju.domains.patrol.queries.units import units_on_duty
from quanju.domains.patrol.queries.zones import zone_names, zones_of_points
from quanju.domains.patrol.types.standing import FORCE_TYPES, UnitView
from quanju.domains.people.types import Actor
from quanju.domains.rulebook.queries import in_force

UNTOLD_FORCES = frozenset({"volunteer"})
"""Volunteers read no words of an incident (specification 2.2, actor 6)."""


def sentences(at: datetime) -> tuple[Sentence, ...]:
    """The standard sentences in force, as the branch ordered them."""
    return in_force(SENTENCES, at=at).content.sentences


def addressed(
    sent_to: str, row: Incident | None, *, station: int | None, at: datetime
) -> list[UnitView]:
    """The units on duty that are meant by `all`, `force:…`, `zone:…`, `unit:…` or `incident`."""
    units = [one for one in units_on_duty() if station in (None, one.station_id)]
    if row is not None:
        units = [one for one in units if one.force_type not in UNTOLD_FORCES]
    kind, _, which = sent_to.partition(":")
    if kind == AT_INCIDENT and row is not None:
        there = set(Assignment.objects.active().filter(incident=row).values_list("unit", flat=True))
        return [one for one in units if one.pk in there]
    if kind == ZONE:
        return _of_zone(units, which, at)
    return [one for one in units if _is_named(one, kind, which)]


def _of_zone(units: list[UnitView], which: str, at: datetime) -> list[UnitView]:
    """Whose zone it is, and who stands in it now."""
    placed = [one for one in units if one.position]
    points = [(one.position.lon, one.position.lat) for one in placed if one.position]
    here = {one.pk: zone for one, zone in zip(placed, zones_of_points(points, at), strict=True)}
    return [one for one in units if which in (str(one.home_zone), str(here.get(one.pk)))]


def _is_named(unit: UnitView, kind: str, which: str) -> bool:
    """By its force, its call sign, or as everybody."""
    if kind == UNIT:
        return unit.call_sign == which
    if kind == FORCE:
        return unit.force_type == which
    return kind == EVERYBODY and not which


def is_meant_for(row: DutyMessage, unit: UnitView, at: datetime) -> bool:
    """Whether a unit that came on duty or to the incident later reads it, too."""
    if not DutyMessage.objects.standing(at).filter(pk=row.pk).exists():
        return False
    return _is_meant(row, unit, _incident_of(unit.pk))


def _incident_of(unit: int) -> int | None:
    jobs = Assignment.objects.active().filter(unit=unit)
    return jobs.values_list("incident", flat=True).first()


def _is_meant(row: DutyMessage, unit: UnitView, job: int | None) -> bool:
    kind, _, which = row.sent_to.partition(":")
    if row.incident_id is not None and unit.force_type in UNTOLD_FORCES:
        return False
    if row.station_id not in (None, unit.station_id):
        return False
    if row.incident_id is not None and row.incident_id == job and kind != UNIT:
        return True
    return str(unit.home_zone) == which if kind == ZONE else _is_named(unit, kind, which)


def messages_for(unit: UnitView, *, at: datetime) -> list[PhoneMessage]:
    """What a crew reads on its phone, unread and newest first."""
    rows = list(DutyMessage.objects.standing(at).select_related("incident").order_by("-pk"))
    own = {
        one.message_id: one
        for one in MessageReceipt.objects.filter(
            unit=unit.pk, message__in=[row.pk for row in rows]
        ).select_related("read_by")
    }
    job = _incident_of(unit.pk) if rows else None
    found = [
        _on_phone(row, own.get(row.pk), job)
        for row in rows
        if row.pk in own or _is_meant(row, unit, job)
    ]
    return sorted(found, key=lambda one: one.read_at is not None)


def _on_phone(row: DutyMessage, own: MessageReceipt | None, job: int | None) -> PhoneMessage:
    return PhoneMessage(
        number=row.number,
        sentence=Text(row.sentence_zh, row.sentence_en),
        text=row.text,
        incident=row.incident.number if row.incident else "",
        is_own_incident=row.incident_id is not None and row.incident_id == job,
        sent_at=row.sent_at,
        shown_at=own.shown_at if own else None,
        read_at=own.read_at if own else None,
        read_by=own.read_by.display_name if own and own.read_by else "",
    )


def messages_of(incident: str, *, at: datetime) -> list[MessageView]:
    """All messages of an incident, the newest first: they stand in its record."""
    return _views(DutyMessage.objects.filter(incident__number=incident), at)


def messages_of_past_shifts(at: datetime) -> list[str]:
    """Numbers of messages whose shift is over and whose words are still there; some at a time."""
    due = DutyMessage.objects.filter(ended_at=None, until_at__lte=at).order_by("pk")
    return list(due.values_list("number", flat=True)[:500])


def messages_standing(actor: Actor, *, at: datetime) -> list[MessageView]:
    """What crews are told now; a command room sees what its own station was told."""
    rows = DutyMessage.objects.standing(at)
    if actor.role in STATION:
        rows = rows.filter(Q(station=actor.station_id) | Q(incident__station=actor.station_id))
    return _views(rows, at)


def _views(rows: Iterable[DutyMessage], at: datetime) -> list[MessageView]:
    receipts = MessageReceipt.objects.select_related("unit", "read_by").order_by("unit__call_sign")
    asked = DutyMessage.objects.filter(pk__in=[row.pk for row in rows])
    asked = asked.select_related("incident").prefetch_related(Prefetch("receipts", receipts))
    live = set(DutyMessage.objects.standing(at).values_list("pk", flat=True))
    names = zone_names(at)
    return [_view(row, row.pk in live, names, at) for row in asked.order_by("-sent_at", "-pk")]


def _view(row: DutyMessage, is_live: bool, zones: dict[int, Text], at: datetime) -> MessageView:
    late = not_shown_after(at)
    return MessageView(
        number=row.number,
        incident=row.incident.number if row.incident else "",
        to=label_of(row.sent_to, zones),
        sentence=Text(row.sentence_zh, row.sentence_en),
        text=row.text,
        sent_at=row.sent_at,
        until_at=row.until_at,
        is_live=is_live,
        receipts=tuple(
            ReceiptView(
                call_sign=one.unit.call_sign,
                late_at=one.since_at + late,
                shown_at=one.shown_at,
                read_at=one.read_at,
                read_by=one.read_by.display_name if one.read_by else "",
                radio_at=one.radio_at,
            )
            for one in row.receipts.all()
        ),
    )


def label_of(sent_to: str, zones: dict[int, Text]) -> Text:
    """Whom a message is meant for, in words."""
    kind, _, which = sent_to.partition(":")
    if kind == UNIT:
        return Text(which, which)
    if kind == FORCE:
        return FORCE_TYPES.get(which, Text(which, which))
    if kind == ZONE:
        return zones.get(int(which) if which.isdigit() else 0, Text(which, which))
    if kind == AT_INCIDENT:
        return Text("本警情各车组", "the crews of this incident")
    return Text("全体在勤", "all on duty")
