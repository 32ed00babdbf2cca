"""Sending an incident to the command room of its station, which signs for it within seconds."""

from datetime import datetime

from quanju.domains.dispatch import events
from quanju.domains.dispatch.actions.alerts import end_alerts
from quanju.domains.dispatch.actions.held import check_open, held_incident, note
from quanju.domains.dispatch.models import Incident, StationCall
from quanju.domains.dispatch.permissions import may_sign_for_station, may_sit_at_desk
from quanju.domains.dispatch.workflow import STATION_CALL
from quanju.domains.kernel.roles import STATION
from quanju.domains.kernel.transaction import write
from quanju.domains.kernel.types import NotFound, Refused, Text
from quanju.domains.people.types import Actor

STANDING = ("sent", "signed")


class NoStationAnswers(Refused):
    """The place is in no station's area, or not known."""

    code = "NO_STATION_ANSWERS"
    text = Text("{number} 的地点没有对应的所队", "No station answers for the place of {number}")


class SentAlready(Refused):
    """The station has it already."""

    code = "SENT_ALREADY"
    text = Text("{number} 已转派所队", "{number} was sent to the station already")


def send_to_station(*, incident: str, by: Actor, at: datetime) -> StationCall:
    """Send an incident to its station; the desk keeps it, and is told if nobody signs for it."""
    may_sit_at_desk(by).or_refuse()
    with write():
        row = held_incident(incident)
        check_open(row)
        if row.station_id is None:
            raise NoStationAnswers(number=row.number)
        if row.station_calls.filter(state__in=STANDING).exists():
            raise SentAlready(number=row.number)
        call = StationCall.objects.create(
            incident=row,
            station_id=row.station_id,
            state="sent",
            sent_by_id=by.person_id,
            sent_at=at,
        )
        note(events.STATION_CALLED, row, by, at, urgent=True)
    return call


def sign_station_call(*, incident: str, by: Actor, at: datetime) -> StationCall:
    """The command room of the station signs for it; its seconds stop."""
    with write():
        row = held_incident(incident)
        call = _standing(row)
        may_sign_for_station(by, call.station_id).or_refuse()
        _sign(call, by, at)
        note(events.STATION_SIGNED, row, by, at)
    return call


def signed_by_order(row: Incident, by: Actor, at: datetime) -> None:
    """A command room that sends a unit has seen it; inside the write of the order."""
    if by.role in STATION:
        for call in row.station_calls.filter(state="sent"):
            _sign(call, by, at)


def take_back_station_call(*, incident: str, by: Actor, at: datetime) -> StationCall:
    """The desk handles it itself after all."""
    may_sit_at_desk(by).or_refuse()
    with write():
        row = held_incident(incident)
        call = _standing(row)
        call.state, call.ended_at = STATION_CALL.after(call.state, "take_back"), at
        call.save(update_fields=["state", "ended_at"])
        end_alerts(at, "station_not_signed", subject=call.subject)
        note(events.STATION_CALL_TAKEN_BACK, row, by, at, urgent=True)
    return call


def _standing(row: Incident) -> StationCall:
    call = row.station_calls.filter(state__in=STANDING).first()
    if call is None:
        raise NotFound(subject=f"station call of {row.subject}")
    return call


def _sign(call: StationCall, by: Actor, at: datetime) -> None:
    call.state = STATION_CALL.after(call.state, "sign")
    call.signed_by_id, call.signed_at = by.person_id, at
    call.save(update_fields=["state", "signed_by", "signed_at"])
    end_alerts(at, "station_not_signed", subject=call.subject)
