"""Verbs on incidents: create, grade, reclassify, move, reopen."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from quanju.domains.dispatch import events
from quanju.domains.dispatch.actions.desks import desk_for
from quanju.domains.dispatch.actions.held import (
    held_incident,
    move,
    next_number,
    note,
    told,
    why_of,
)
from quanju.domains.dispatch.actions.placing import Placed, Told, placed, put_place
from quanju.domains.dispatch.actions.services import want_services
from quanju.domains.dispatch.cards import CARDS, Answered, answered
from quanju.domains.dispatch.models import Incident
from quanju.domains.dispatch.notices import tell_of_incident
from quanju.domains.dispatch.permissions import (
    may_create_incident,
    may_split_or_reopen,
)
from quanju.domains.dispatch.queries.places import Doubt
from quanju.domains.dispatch.queries.plans import plan_of
from quanju.domains.dispatch.rules import (
    DISPATCH_CLOCKS,
    GRADES,
    INCIDENT_CLASSES,
    SAFETY_WORDS,
    ProposedGrade,
    proposed_grade,
)
from quanju.domains.dispatch.types import CHANNELS, IncidentType
from quanju.domains.dispatch.views import place_view
from quanju.domains.kernel import words
from quanju.domains.kernel.rows import ProtectedInsert
from quanju.domains.kernel.transaction import write
from quanju.domains.kernel.types import Refused, Text
from quanju.domains.people.types import Actor
from quanju.domains.rulebook.queries import in_force

_STORE = ProtectedInsert(Incident)


class ComplaintIsNoIncident(Refused):
    """A complaint about police is for legal supervision, not for who it may be about (CAD-07)."""

    code = "COMPLAINT_IS_NO_INCIDENT"
    text = Text(
        "投诉民警不立警：请用“投诉民警”直接登记到督察",
        "A complaint about police is no incident: register it at legal supervision",
    )
    status = 422
    field = "type_code"


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
    lon: float | None = None,
    lat: float | None = None,
    address: str = "",
    datum: str = "WGS-84",
    doubt: Doubt | None = None,
    caller_address: str = "",
    caller_lon: float | None = None,
    caller_lat: float | None = None,
    grade: int | None = None,
    grade_reason: str = "",
    channel: str = "phone",
    received_at: datetime | None = None,
    answered_at: datetime | None = None,
    has_ring: bool = False,
    title: str = "",
    card: Mapping[str, str] | None = None,
    is_self_initiated: bool = False,
    by: Actor,
    at: datetime,
) -> Incident:
    """Enter an incident at a place, as well as that is known (`doubt`); ring, zone, station and
    proposed grade are computed.

    Refuses: other roles, an unknown type, grade or channel, whatever is no place (`placing`), a
    grade below the proposed one without a reason, a call from the future.
    """
    may_create_incident(by).or_refuse()
    if channel not in CHANNELS:
        raise ChannelUnknown(channel=channel[:20])
    if received_at is not None:
        days = in_force(DISPATCH_CLOCKS, at=at).content.late_entry_days
        if not at - timedelta(days=days) <= received_at <= at:
            raise MomentNotUsable(days=f"{days:g}")
    told_place = Told(
        lon=lon,
        lat=lat,
        address=address,
        datum=datum,
        doubt=doubt,
        caller_address=caller_address,
        caller_lon=caller_lon,
        caller_lat=caller_lat,
    )
    row, proposed, why = new_incident(
        type_code=type_code,
        text=text,
        place=placed(told_place, at),
        grade=grade,
        grade_reason=grade_reason,
        title=title,
        card=card,
        by=by,
        at=at,
    )
    row.channel, row.is_self_initiated = channel, is_self_initiated
    row.received_at, row.answered_at = received_at or at, answered_at
    row.has_ring = has_ring
    with write():
        put_incident(row, proposed, why, by, at)
    return row


def new_incident(
    *,
    type_code: str,
    text: str,
    place: Placed,
    grade: int | None,
    grade_reason: str,
    title: str,
    card: Mapping[str, str] | None = None,
    by: Actor,
    at: datetime,
) -> tuple[Incident, int, str]:
    """An incident of this type at this place, not stored; the proposed grade, and why another."""
    kind = type_named(type_code, at)
    if kind.is_complaint:
        raise ComplaintIsNoIncident
    said = told(text, Text("警情内容", "what happened"), needed=False)
    asked = asked_of(kind, said, card or {}, at)
    proposal = asked.proposal
    why = change_reason(grade_reason)
    row = Incident(
        title=words.line(title, Text("标题", "the title"), longest=120, needed=False, field="title")
        or str(kind.name.zh),
        class_code=kind.class_code,
        type_code=kind.code,
        grade=_chosen_grade(grade, proposal, why, at),
        grade_reasons=[[r.zh, r.en] for r in proposal.reasons],
        card=[
            [f.asked, f.said, f.question.zh, f.question.en, f.answer.zh, f.answer.en]
            for f in asked.facts
        ],
        is_restricted=kind.is_restricted,
        state="new",
        entered_by_id=by.person_id,
        created_at=at,
        rules=in_force(INCIDENT_CLASSES, at=at).reference,
    )
    put_place(row, place)
    return row, proposal.grade, why


def put_incident(
    row: Incident, proposed: int, why: str, by: Actor, at: datetime, *related: str
) -> None:
    """Number and store a new incident, with its entry; inside a write."""
    row.number = next_number("incident", at)
    if row.desk_id is None:
        row.desk = desk_for(by, at)
    _STORE([row])
    tell_by_plan(row, by, at)
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
        **({"card": dict(fact[:2] for fact in row.card)} if row.card else {}),
        **({} if row.place_kind == "exact" else {"place": row.place_kind}),
    )


def tell_by_plan(row: Incident, by: Actor, at: datetime) -> None:
    """Tell whom the plan of an incident names; inside a write, and nobody twice."""
    kind = type_named(row.type_code, at)
    plan = plan_of(kind, row.grade, place_view(row), row.zone, row.created_at)
    tell_of_incident(row, plan.tells if plan else (), by, at)
    want_services(row, plan.asks if plan else (), by, at)


def type_named(code: str, at: datetime) -> IncidentType:
    """The type of that code in force at `at`, or `TypeUnknown`."""
    kind = in_force(INCIDENT_CLASSES, at=at).content.named(code)
    if kind is None:
        raise TypeUnknown(type=code[:30])
    return kind


def proposal_for(kind: IncidentType, text: str, at: datetime) -> ProposedGrade:
    """The grade the rules propose for this type and these words."""
    return proposed_grade(kind, text, in_force(SAFETY_WORDS, at=at).content.rules)


def asked_of(kind: IncidentType, text: str, card: Mapping[str, str], at: datetime) -> Answered:
    """The answers to the card of this type, and the grade that words and answers propose."""
    cards = in_force(CARDS, at=at).content
    return answered(cards.of(kind), card, proposal_for(kind, text, at))


def _chosen_grade(grade: int | None, proposal: ProposedGrade, reason: str, at: datetime) -> int:
    if grade is None:
        return proposal.grade
    check_grade(grade, at)
    if grade > proposal.grade and not reason.strip():
        raise LoweringNeedsReason(proposed=proposal.grade, chosen=grade)
    return grade


def check_grade(grade: int, at: datetime) -> None:
    grades = in_force(GRADES, at=at).content.by_number
    if grade not in grades:
        raise GradeUnknown(most=max(grades))


def change_reason(reason: str) -> str:
    return why_of(reason, Text("理由", "the reason"), needed=False)


def reopen_incident(*, incident: str, reason: str, by: Actor, at: datetime) -> Incident:
    """Open a closed or cancelled incident again, on new facts or a complaint."""
    may_split_or_reopen(by).or_refuse()
    why = why_of(reason, Text("重开理由", "why it is opened again"))
    with write():
        row = held_incident(incident)
        before = move(row, "reopen")
        row.ended_at = row.fed_back_at = row.cleared_at = None
        row.desk = desk_for(by, at)
        row.save(update_fields=["state", "ended_at", "fed_back_at", "cleared_at", "desk"])
        note(events.INCIDENT_REOPENED, row, by, at, urgent=True, justification=why, before=before)
    return row
