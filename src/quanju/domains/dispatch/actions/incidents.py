"""Verbs on incidents: create, grade, reclassify, move, reopen."""

from datetime import datetime, timedelta

from quanju.domains.dispatch import events
from quanju.domains.dispatch.actions.held import (
    check_open,
    held_incident,
    move,
    next_number,
    note,
    told,
    why_of,
)
from quanju.domains.dispatch.models import Incident
from quanju.domains.dispatch.permissions import (
    may_change_incident,
    may_create_incident,
    may_split_or_reopen,
)
from quanju.domains.dispatch.rules import (
    DISPATCH_CLOCKS,
    GRADES,
    INCIDENT_CLASSES,
    SAFETY_WORDS,
    ProposedGrade,
    proposed_grade,
)
from quanju.domains.dispatch.types import CHANNELS, IncidentType
from quanju.domains.geo.queries.addresses import describe
from quanju.domains.geo.queries.areas import station_for
from quanju.domains.geo.queries.checks import check_place
from quanju.domains.kernel import words
from quanju.domains.kernel.rows import ProtectedInsert
from quanju.domains.kernel.transaction import write
from quanju.domains.kernel.types import Refused, Text
from quanju.domains.patrol.queries.rings import ring_at
from quanju.domains.patrol.queries.zones import zone_at
from quanju.domains.people.types import Actor
from quanju.domains.rulebook.queries import in_force

_STORE = ProtectedInsert(Incident)


class TypeUnknown(Refused):
    """The type is not in the branch's table."""

    code = "TYPE_UNKNOWN"
    text = Text("没有这个警情类型：{type}", "There is no incident type {type}")
    status = 422
    field = "type_code"


class GradeUnknown(Refused):
    """The branch has no such grade."""

    code = "GRADE_UNKNOWN"
    text = Text("等级应为 1 到 {most}", "A grade is 1 to {most}")
    status = 422
    field = "grade"


class LoweringNeedsReason(Refused):
    """A grade below the proposed one, or below the present one, needs a reason."""

    code = "LOWERING_NEEDS_REASON"
    text = Text(
        "建议 {proposed} 级；降到 {chosen} 级要写明理由",
        "Grade {proposed} is proposed; say why it should be {chosen}",
    )
    status = 422
    field = "grade_reason"


class SameGrade(Refused):
    """The grade is that already."""

    code = "SAME_GRADE"
    text = Text("现在就是 {grade} 级", "It is grade {grade} already")


class MomentNotUsable(Refused):
    """A call is entered after it came, and not too long after."""

    code = "MOMENT_NOT_USABLE"
    text = Text(
        "接警时间应在录入之前、且不早于 {days} 天",
        "A call comes before it is entered, and at most {days} days before",
    )
    status = 422
    field = "received_at"


class ChannelUnknown(Refused):
    """The channel is not in the list."""

    code = "CHANNEL_UNKNOWN"
    text = Text("没有这个来源：{channel}", "There is no channel {channel}")
    status = 422
    field = "channel"


def create_incident(
    *,
    type_code: str,
    text: str,
    lon: float,
    lat: float,
    address: str = "",
    datum: str = "WGS-84",
    grade: int | None = None,
    grade_reason: str = "",
    channel: str = "phone",
    received_at: datetime | None = None,
    answered_at: datetime | None = None,
    title: str = "",
    is_self_initiated: bool = False,
    by: Actor,
    at: datetime,
) -> Incident:
    """Enter an incident at a place; ring, zone, station and proposed grade are computed.

    Refuses: other roles, an unknown type, grade or channel, a place outside the branch or far
    from any road, a grade below the proposed one without a reason, a call from the future.
    """
    may_create_incident(by).or_refuse()
    if channel not in CHANNELS:
        raise ChannelUnknown(channel=channel[:20])
    if received_at is not None:
        days = in_force(DISPATCH_CLOCKS, at=at).content.late_entry_days
        if not at - timedelta(days=days) <= received_at <= at:
            raise MomentNotUsable(days=f"{days:g}")
    row, proposed, why = new_incident(
        type_code=type_code,
        text=text,
        place=check_place(lon, lat, datum, at=at),
        address=address,
        grade=grade,
        grade_reason=grade_reason,
        title=title,
        by=by,
        at=at,
    )
    row.channel, row.is_self_initiated = channel, is_self_initiated
    row.received_at, row.answered_at = received_at or at, answered_at
    with write():
        put_incident(row, proposed, why, by, at)
    return row


def new_incident(
    *,
    type_code: str,
    text: str,
    place: tuple[float, float],
    address: str,
    grade: int | None,
    grade_reason: str,
    title: str,
    by: Actor,
    at: datetime,
) -> tuple[Incident, int, str]:
    """An incident of this type at this place, not stored; the proposed grade, and why another."""
    kind = type_named(type_code, at)
    said = told(text, Text("警情内容", "what happened"), needed=False)
    proposal = proposal_for(kind, said, at)
    why = _word(grade_reason)
    row = Incident(
        title=words.line(title, Text("标题", "the title"), longest=120, needed=False, field="title")
        or str(kind.name.zh),
        class_code=kind.class_code,
        type_code=kind.code,
        grade=_chosen_grade(grade, proposal, why, at),
        grade_reasons=[[r.zh, r.en] for r in proposal.reasons],
        is_restricted=kind.is_restricted,
        state="new",
        entered_by_id=by.person_id,
        created_at=at,
        rules=in_force(INCIDENT_CLASSES, at=at).reference,
    )
    _place(row, *place, address, at)
    return row, proposal.grade, why


def put_incident(
    row: Incident, proposed: int, why: str, by: Actor, at: datetime, *related: str
) -> None:
    """Number and store a new incident, with its entry; inside a write."""
    row.number = next_number("incident", at)
    _STORE([row])
    note(
        events.INCIDENT_CREATED,
        row,
        by,
        at,
        urgent=True,
        related=related,
        justification=why,
        type=row.type_code,
        grade=row.grade,
        proposed_grade=proposed,
        zone=row.zone,
        ring=row.ring,
        channel=row.channel,
    )


def type_named(code: str, at: datetime) -> IncidentType:
    """The type of that code in force at `at`, or `TypeUnknown`."""
    kind = in_force(INCIDENT_CLASSES, at=at).content.named(code)
    if kind is None:
        raise TypeUnknown(type=code[:30])
    return kind


def proposal_for(kind: IncidentType, text: str, at: datetime) -> ProposedGrade:
    """The grade the rules propose for this type and these words."""
    return proposed_grade(kind, text, in_force(SAFETY_WORDS, at=at).content.rules)


def _chosen_grade(grade: int | None, proposal: ProposedGrade, reason: str, at: datetime) -> int:
    if grade is None:
        return proposal.grade
    _check_grade(grade, at)
    if grade > proposal.grade and not reason.strip():
        raise LoweringNeedsReason(proposed=proposal.grade, chosen=grade)
    return grade


def _check_grade(grade: int, at: datetime) -> None:
    grades = in_force(GRADES, at=at).content.by_number
    if grade not in grades:
        raise GradeUnknown(most=max(grades))


def _word(reason: str) -> str:
    return why_of(reason, Text("理由", "the reason"), needed=False)


def _place(row: Incident, lon: float, lat: float, address: str, at: datetime) -> None:
    row.lon, row.lat = lon, lat
    told_place = words.line(
        address, Text("地址", "the address"), longest=300, needed=False, field="address"
    )
    row.address = told_place or describe(lon, lat, at=at).zh
    row.zone, row.ring = zone_at(lon, lat, at), ring_at(lon, lat, at)
    row.station_id = station_for(lon, lat, at)


def raise_grade(
    *, incident: str, grade: int, reason: str = "", by: Actor, at: datetime
) -> Incident:
    """Make the incident more urgent."""
    why = _word(reason)
    with write():
        row = held_incident(incident)
        may_change_incident(by, row.station_id).or_refuse()
        check_open(row)
        _check_grade(grade, at)
        if grade >= row.grade:
            raise SameGrade(grade=row.grade)
        return _set_grade(row, grade, why, by, at)


def lower_grade(*, incident: str, grade: int, reason: str, by: Actor, at: datetime) -> Incident:
    """Make the incident less urgent; a reason is needed."""
    why = _word(reason)
    with write():
        row = held_incident(incident)
        may_change_incident(by, row.station_id).or_refuse()
        check_open(row)
        _check_grade(grade, at)
        if grade <= row.grade:
            raise SameGrade(grade=row.grade)
        if not why:
            raise LoweringNeedsReason(proposed=row.grade, chosen=grade)
        return _set_grade(row, grade, why, by, at)


def _set_grade(row: Incident, grade: int, reason: str, by: Actor, at: datetime) -> Incident:
    before, row.grade = row.grade, grade
    row.save(update_fields=["grade"])
    event = events.GRADE_RAISED if grade < before else events.GRADE_LOWERED
    note(event, row, by, at, justification=reason, before=before, after=grade)
    return row


def reclassify_incident(
    *, incident: str, type_code: str, reason: str = "", by: Actor, at: datetime
) -> Incident:
    """Give the incident another type; the grade only ever rises with it."""
    kind, why = type_named(type_code, at), _word(reason)
    with write():
        row = held_incident(incident)
        may_change_incident(by, row.station_id).or_refuse()
        check_open(row)
        before = row.type_code
        row.class_code, row.type_code = kind.class_code, kind.code
        row.is_restricted = row.is_restricted or kind.is_restricted
        row.grade = min(row.grade, kind.grade)
        row.save(update_fields=["class_code", "type_code", "is_restricted", "grade"])
        note(
            events.INCIDENT_RECLASSIFIED,
            row,
            by,
            at,
            justification=why,
            before=before,
            after=kind.code,
            grade=row.grade,
        )
    return row


def move_incident(
    *,
    incident: str,
    lon: float,
    lat: float,
    address: str = "",
    datum: str = "WGS-84",
    by: Actor,
    at: datetime,
) -> Incident:
    """Put the incident at another place; zone, ring and station follow."""
    lon, lat = check_place(lon, lat, datum, at=at)
    with write():
        row = held_incident(incident)
        may_change_incident(by, row.station_id).or_refuse()
        check_open(row)
        before = {"zone": row.zone, "ring": row.ring}
        _place(row, lon, lat, address, at)
        row.save(update_fields=["lon", "lat", "address", "zone", "ring", "station"])
        note(events.INCIDENT_MOVED, row, by, at, before=before, zone=row.zone, ring=row.ring)
    return row


def reopen_incident(*, incident: str, reason: str, by: Actor, at: datetime) -> Incident:
    """Open a closed or cancelled incident again, on new facts or a complaint."""
    may_split_or_reopen(by).or_refuse()
    why = why_of(reason, Text("重开理由", "why it is opened again"))
    with write():
        row = held_incident(incident)
        before = move(row, "reopen")
        row.ended_at = row.fed_back_at = row.cleared_at = None
        row.save(update_fields=["state", "ended_at", "fed_back_at", "cleared_at"])
        note(events.INCIDENT_REOPENED, row, by, at, urgent=True, justification=why, before=before)
    return row
