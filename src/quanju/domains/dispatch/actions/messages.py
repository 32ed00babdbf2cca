"""Messages of the desk to crews: sent, shown by the phone, read, told by radio, ended."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from quanju.domains.dispatch import events
from quanju.domains.dispatch.actions.held import (
    check_open,
    crew_subjects,
    held_incident,
    next_number,
    note,
    related_to,
)
from quanju.domains.dispatch.models import DutyMessage, Incident, MessageReceipt
from quanju.domains.dispatch.permissions import (
    NOT_ON_THIS_JOB,
    NOT_YOUR_STATION,
    may_change_incident,
    may_send_messages,
)
from quanju.domains.dispatch.queries.messages import addressed, is_meant_for
from quanju.domains.dispatch.quiet import DESK_SIGNS, end_of_shift
from quanju.domains.dispatch.sentences import SENTENCES
from quanju.domains.journal.actions.entries import record
from quanju.domains.journal.types import Event
from quanju.domains.kernel import words
from quanju.domains.kernel.held import held
from quanju.domains.kernel.roles import STATION
from quanju.domains.kernel.transaction import write
from quanju.domains.kernel.types import NotFound, Refused, Text
from quanju.domains.patrol.actions.holding import hold_units
from quanju.domains.patrol.queries.units import crews_of
from quanju.domains.patrol.types.standing import UnitView
from quanju.domains.people.types import SERVICE, Actor, station_subjects
from quanju.domains.rulebook.queries import in_force


class NobodyIsMeant(Refused):
    """No unit on duty is meant, or none that may be told."""

    code = "NOBODY_IS_MEANT"
    text = Text(
        "没有可以收到的在勤单位（警情消息不发给义警）",
        "No unit on duty would get it (what belongs to an incident is not told to volunteers)",
    )
    status = 422
    field = "sent_to"


class SentenceUnknown(Refused):
    """The branch's table has no such sentence."""

    code = "SENTENCE_UNKNOWN"
    text = Text("常用消息表里没有这一条", "The table of sentences has no such line")
    status = 422
    field = "sentence"


class MessageOver(Refused):
    """It was ended, or its shift or incident is over."""

    code = "MESSAGE_OVER"
    text = Text("这条消息已结束", "This message is over")


def send_message(
    *,
    sent_to: str,
    sentence: str = "",
    text: str = "",
    incident: str = "",
    by: Actor,
    at: datetime,
) -> DutyMessage:
    """Tell a unit, a zone, a force, the crews of an incident or all on duty.

    It stands as long as its incident, or else until the shift ends. Refuses where no unit is
    meant, and a command room that writes to others than its own station's units.
    """
    may_send_messages(by).or_refuse()
    table = in_force(SENTENCES, at=at).content
    line = table.by_code.get(sentence)
    if sentence and line is None:
        raise SentenceUnknown
    what = Text("消息内容", "the message")
    told = words.lines(text, what, longest=table.longest, needed=line is None, field="text")
    with write():
        row = _incident(incident, by) if incident else None
        units = addressed(sent_to, row, station=_own_station(by), at=at)
        if not units:
            raise NobodyIsMeant
        made = DutyMessage.objects.create(
            number=next_number("message", at),
            incident=row,
            sent_to=sent_to,
            sentence=line.code if line else "",
            sentence_zh=line.name_zh if line else "",
            sentence_en=line.name_en if line else "",
            text=told,
            sent_by_id=by.person_id,
            station_id=_own_station(by),
            sent_at=at,
            until_at=None if row else end_of_shift(in_force(DESK_SIGNS, at=at).content, at),
        )
        for unit in units:
            MessageReceipt.objects.create(message=made, unit_id=unit.pk, since_at=at)
        facts = {"to": sent_to, "sentence": made.sentence, "characters": len(told)}
        _record(events.MESSAGE_SENT, made, by, at, units, urgent=True, **facts)
    return made


def _incident(number: str, by: Actor) -> Incident:
    row = held_incident(number)
    may_change_incident(by, row.station_id).or_refuse()
    check_open(row)
    return row


def _own_station(by: Actor) -> int | None:
    return by.station_id if by.role in STATION else None


def _record(
    event: Event,
    row: DutyMessage,
    by: Actor,
    at: datetime,
    units: Iterable[UnitView],
    *,
    urgent: bool = False,
    **facts: Any,
) -> None:
    """About the incident or the message, heard by the units that are meant; never its words."""
    meant = list(units)
    related = [one.subject for one in meant] + crew_subjects(*(one.pk for one in meant))
    facts["units"] = len(meant)
    if row.incident is not None:
        note(event, row.incident, by, at, related=[row.subject, *related], urgent=urgent, **facts)
        return
    related += station_subjects(row.station_id)
    record(event, subject=row.subject, by=by, at=at, related=related, urgent=urgent, facts=facts)


def show_message(*, message: str, unit: int, by: Actor, at: datetime) -> MessageReceipt:
    """A phone of the crew has it on its screen; nobody pressed. The first moment stays."""
    with write():
        receipt, view = _receipt(message, unit, by, at)
        if receipt.shown_at is None:
            receipt.shown_at = max(at, receipt.since_at)
            receipt.save()
            _tell_desk(events.MESSAGE_SHOWN, receipt.message, by, at, view)
    return receipt


def read_message(*, message: str, unit: int, by: Actor, at: datetime) -> MessageReceipt:
    """Somebody of the crew says that it is read. Safe again; a press kept by the phone counts."""
    with write():
        receipt, view = _receipt(message, unit, by, at)
        if receipt.read_at is None:
            receipt.read_at = max(at, receipt.since_at)
            receipt.read_by_id = by.person_id
            receipt.shown_at = receipt.shown_at or receipt.read_at
            receipt.save()
            _tell_desk(events.MESSAGE_READ, receipt.message, by, at, view)
    return receipt


def _receipt(number: str, unit: int, by: Actor, at: datetime) -> tuple[MessageReceipt, UnitView]:
    """The unit's receipt, locked; made for a crew that came to it later. Only the crew itself."""
    view = hold_units([unit])[unit]
    if by.person_id not in crews_of([unit])[unit]:
        NOT_ON_THIS_JOB.or_refuse()
    row = held(DutyMessage.objects.select_related("incident"), _named(number), number=number)
    found = row.receipts.select_for_update(of=("self",)).filter(unit=unit).first()
    if found is None:
        if not is_meant_for(row, view, at):
            raise NotFound(subject=_named(number))
        found = MessageReceipt.objects.create(message=row, unit_id=unit, since_at=at)
    found.message = row
    return found, view


def _tell_desk(event: Event, row: DutyMessage, by: Actor, at: datetime, unit: UnitView) -> None:
    """About the message and not the incident: no phone draws its page anew under a finger."""
    related = related_to(row.incident) if row.incident else station_subjects(row.station_id)
    facts = {"unit": unit.call_sign, "incident": row.incident.number if row.incident else ""}
    record(event, subject=row.subject, by=by, at=at, related=related, facts=facts)


def tell_message_by_radio(*, message: str, by: Actor, at: datetime) -> int:
    """The desk has told by radio those crews whose phones do not show it; how many."""
    may_send_messages(by).or_refuse()
    with write():
        row = _held_by_desk(message, by, at)
        told = list(row.receipts.filter(shown_at=None, radio_at=None).order_by("pk"))
        for receipt in told:
            receipt.radio_at = at
            receipt.save(update_fields=["radio_at"])
        if told:
            units = list(hold_units(one.unit_id for one in told).values())
            _record(events.MESSAGE_BY_RADIO, row, by, at, units)
    return len(told)


def end_message(*, message: str, by: Actor, at: datetime) -> DutyMessage:
    """It holds no longer: the child is found, the road is free. It leaves every phone."""
    may_send_messages(by).or_refuse()
    with write():
        row = _held_by_desk(message, by, at)
        _end(row, by, at)
    return row


def end_message_of_shift(*, message: str, at: datetime) -> bool:
    """The shift is over: the words are deleted, who read them when stays. False: done already."""
    with write():
        row = held(DutyMessage, _named(message), number=message)
        if row.ended_at is not None or row.until_at is None or row.until_at > at:
            return False
        _end(row, SERVICE, at)
    return True


def _end(row: DutyMessage, by: Actor, at: datetime) -> None:
    row.ended_at = at
    if row.incident_id is None:
        row.text = ""
    row.save(update_fields=["ended_at", "text"])
    meant = hold_units(row.receipts.values_list("unit", flat=True))
    _record(events.MESSAGE_ENDED, row, by, at, meant.values())


def _held_by_desk(number: str, by: Actor, at: datetime) -> DutyMessage:
    rows = DutyMessage.objects.select_related("incident")
    row = held(rows, _named(number), number=number)
    if by.role in STATION and not by.is_of(row.station_id):
        NOT_YOUR_STATION.or_refuse()
    if not DutyMessage.objects.standing(at).filter(pk=row.pk).exists():
        raise MessageOver
    return row


def _named(number: str) -> str:
    return f"duty_message:{number[:20]}"
