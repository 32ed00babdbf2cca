"""A matter that is another body's: offered with what was agreed, ours until it is accepted."""

from datetime import datetime

from quanju.domains.approvals import actions as approvals
from quanju.domains.approvals.types import Act, ProposalView
from quanju.domains.dispatch import events
from quanju.domains.dispatch.actions.alerts import end_alerts, let_go
from quanju.domains.dispatch.actions.calls import ConsentMissing
from quanju.domains.dispatch.actions.cancelling import UnitsStillThere
from quanju.domains.dispatch.actions.held import (
    check_open,
    held_incident,
    move,
    next_number,
    note,
    related_to,
    why_of,
)
from quanju.domains.dispatch.bodies import BODIES
from quanju.domains.dispatch.lineage import surviving
from quanju.domains.dispatch.models import Assignment, Incident, IncidentHandover
from quanju.domains.dispatch.permissions import may_change_incident, may_confirm_act
from quanju.domains.dispatch.queries.handovers import bodies_at
from quanju.domains.dispatch.workflow import HANDOVER, INCIDENT
from quanju.domains.kernel import words
from quanju.domains.kernel.held import held
from quanju.domains.kernel.transaction import write
from quanju.domains.kernel.types import NotFound, Refused, Text
from quanju.domains.people.types import Actor
from quanju.domains.rulebook.queries import in_force

HANDED_OVER = "handed_over"
"""How an incident ended that another body has accepted."""


class BodyUnknown(Refused):
    """There is no agreement with such a body."""

    code = "BODY_UNKNOWN"
    text = Text("没有这个接收单位：{body}", "There is no agreement with {body}")
    status = 422
    field = "body"


class OfferedAlready(Refused):
    """One body at a time is asked."""

    code = "OFFERED_ALREADY"
    text = Text(
        "已向{body}提出移交，等对方答复", "It was offered to {body}, which has not answered"
    )


class KeptClose(Refused):
    """The matter is restricted, and the agreement does not cover such matters."""

    code = "KEPT_CLOSE"
    text = Text(
        "这是限制知悉的警情，与{body}的协议不含这类警情",
        "The matter is restricted; the agreement with {body} does not cover such",
    )
    field = "body"


def offer_handover(
    *,
    incident: str,
    body: str,
    reason: str,
    has_consent: bool | None = None,
    by: Actor,
    at: datetime,
) -> IncidentHandover:
    """Offer an incident to another body, with the fields that the agreement names and no others.

    Where the agreement names the caller's number, the caller's yes or no must be known. Refuses an
    incident that has ended, a second offer at once, and a restricted matter without an agreement.
    """
    why = why_of(reason, Text("移交理由", "why it is theirs"))
    with write():
        row = held_incident(incident)
        may_change_incident(by, row.station_id).or_refuse()
        check_open(row)
        line = bodies_at(at).get(body)
        if line is None:
            raise BodyUnknown(body=body[:30])
        if row.is_restricted and not line.takes_restricted:
            raise KeptClose(body=line.name)
        standing = IncidentHandover.objects.filter(incident=row, state="offered").first()
        if standing is not None:
            raise OfferedAlready(body=Text(standing.name_zh, standing.name_en))
        if "caller_number" in line.needs and has_consent is None:
            raise ConsentMissing
        may_not = {*line.may_not, *([] if has_consent else ["caller_number"])}
        given = [one for one in line.needs if one not in may_not]
        made = IncidentHandover.objects.create(
            number=next_number("handover", at),
            incident=row,
            body=body,
            name_zh=line.name_zh,
            name_en=line.name_en,
            state="offered",
            has_consent=has_consent,
            given=given,
            rules=in_force(BODIES, at=at).reference,
            reason=why,
            offered_at=at,
            offered_by_id=by.person_id,
        )
        _note(events.HANDOVER_OFFERED, row, made, by, at, fields=given, consent=has_consent)
    return made


def answer_handover(
    *,
    handover: str,
    verb: str,
    reference: str = "",
    reason: str = "",
    by: Actor,
    at: datetime,
) -> IncidentHandover:
    """The other body accepts, or refuses with its reason; or the desk takes the offer back.

    Accepted, an incident that nobody of ours is under way to ends as handed over, one of grade 1
    once a second person has confirmed it. Where crews are at work it ends by their feedback.
    """
    answer = why_of(reason, Text("对方的理由", "their reason"), needed=verb != "accept")
    number = words.line(
        reference, Text("对方编号", "their number"), longest=60, needed=False, field="reference"
    )
    with write():
        found = IncidentHandover.objects.select_related("incident").filter(number=handover).first()
        if found is None:
            raise NotFound(subject=f"incident_handover:{handover[:20]}")
        row = held_incident(surviving(found.incident).number)
        may_change_incident(by, row.station_id).or_refuse()
        made = held(IncidentHandover, found.subject, number=handover)
        made.state = HANDOVER.after(made.state, verb)
        made.answered_at, made.answered_by_id = at, by.person_id
        made.reference, made.answer = number, answer
        made.save()
        end_alerts(at, "handover_silent", subject=made.subject)
        _note(events.HANDOVER_ENDED, row, made, by, at, outcome=made.state)
        if verb == "accept":
            _end_with_it(row, made, by, at)
    return made


def _end_with_it(row: Incident, made: IncidentHandover, by: Actor, at: datetime) -> None:
    """It is theirs from now on, if nobody of ours is at work for it; grade 1 as two persons say."""
    if not _may_end(row):
        return
    if row.grade > 1:
        _end(row, by, at)
        return
    said = Text(
        "一级警情 {number} 已由{body}接收，本方结束",
        "End incident {number} of grade 1, which {body} has accepted",
    )
    approvals.propose(
        END_HANDED_OVER,
        subject=row.subject,
        said=said.filled(number=row.number, body=Text(made.name_zh, made.name_en)),
        content={"incident": row.number},
        related=related_to(row, made.subject),
        by=by,
        at=at,
    )


def _may_end(row: Incident) -> bool:
    is_at_work = Assignment.objects.at_work().filter(incident=row).exists()
    return not is_at_work and INCIDENT.allows(row.state, "cancel")


def _carry_out(proposal: ProposalView, by: Actor, at: datetime) -> None:
    """Refuses once units are at work for it again: it ends by their feedback then."""
    row = held_incident(proposal.content["incident"])
    if not _may_end(row):
        raise UnitsStillThere
    _end(row, by, at)


def _end(row: Incident, by: Actor, at: datetime) -> None:
    before = move(row, "cancel")
    row.ended_at, row.disposition_code = at, HANDED_OVER
    row.save(update_fields=["state", "ended_at", "disposition_code"])
    let_go(row, at)
    note(events.INCIDENT_CANCELLED, row, by, at, before=before, reason=HANDED_OVER)


def _note(
    event: events.Event,
    row: Incident,
    made: IncidentHandover,
    by: Actor,
    at: datetime,
    **facts: object,
) -> None:
    label = HANDOVER.state_labels[made.state]
    note(
        event,
        row,
        by,
        at,
        urgent=True,
        related=[made.subject],
        justification=made.answer or made.reason,
        name_zh=f"{made.name_zh} {label.zh}",
        name_en=f"{made.name_en}: {label.en}",
        body=made.body,
        **facts,
    )


END_HANDED_OVER = Act(
    name="dispatch.end_handed_over",
    label=Text("结束已移交的一级警情", "end a handed-over incident of grade 1"),
    may_decide=may_confirm_act,
    roles=may_confirm_act.roles,
    hold=lambda proposal: held_incident(proposal.content["incident"]),
    carry_out=_carry_out,
    purpose="respond",
)
