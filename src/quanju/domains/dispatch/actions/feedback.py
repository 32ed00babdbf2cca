"""The end of an incident: feedback, acceptance, return."""

from datetime import datetime

from quanju.domains.dispatch import events
from quanju.domains.dispatch.actions.alerts import end_alerts, let_go
from quanju.domains.dispatch.actions.calls import known_code
from quanju.domains.dispatch.actions.held import held_incident, move, note, told, why_of
from quanju.domains.dispatch.actions.incidents import type_named
from quanju.domains.dispatch.actions.jobs import held_concern
from quanju.domains.dispatch.models import Feedback, Incident
from quanju.domains.dispatch.permissions import (
    may_accept_feedback,
    may_change_incident,
)
from quanju.domains.dispatch.rules import DISPOSITIONS
from quanju.domains.dispatch.workflow import INCIDENT
from quanju.domains.kernel.transaction import write
from quanju.domains.kernel.types import Refused, Text
from quanju.domains.people.types import Actor
from quanju.domains.rulebook.queries import in_force


class NoFeedbackYet(Refused):
    """There is nothing to accept or return."""

    code = "NO_FEEDBACK_YET"
    text = Text("还没有反馈", "There is no feedback yet")


def give_feedback(
    *,
    incident: str,
    disposition: str,
    type_code: str,
    text: str = "",
    job: int | None = None,
    by: Actor,
    at: datetime,
) -> Feedback:
    """Say how it ended; the type at feedback is kept beside the type at the call.

    Refuses: who was not there, an unknown disposition or type. Nobody asks the crew for the number
    of a case: the ending says whether it is one, and reception enters its report.
    """
    with write():
        row = held_concern(incident, by, job)
        known_code("disposition", disposition, at)
        kind = type_named(type_code, at)
        said = told(text, Text("反馈", "the feedback"), needed=False)
        INCIDENT.after(row.state, "give_feedback")
        Feedback.objects.filter(incident=row, decided_at=None).update(
            decided_at=at, is_accepted=False
        )
        given = Feedback.objects.create(
            incident=row,
            given_by_id=by.person_id,
            given_at=at,
            disposition_code=disposition,
            class_code=kind.class_code,
            type_code=kind.code,
            text=said,
        )
        move(row, "give_feedback")
        row.save(update_fields=["state"])
        end_alerts(at, "feedback_overdue", incident=row)
        note(events.FEEDBACK_GIVEN, row, by, at, disposition=disposition, type=kind.code)
    return given


def _is_case(given: Feedback, at: datetime) -> bool:
    """Taken up as a case, or a type that is one and did not end in one of the other ways."""
    disposition, kind = given.disposition_code, type_named(given.type_code, at)
    ends_without = in_force(DISPOSITIONS, at=at).content.without_case
    return disposition == "case_opened" or (kind.needs_case and disposition not in ends_without)


def _given(row: Incident) -> Feedback:
    given = (
        Feedback.objects.filter(incident=row, decided_at=None).order_by("-given_at", "-pk").first()
    )
    if given is None:
        raise NoFeedbackYet
    return given


def accept_feedback(*, incident: str, by: Actor, at: datetime) -> Incident:
    """Accept the feedback and close the incident (t6). Refuses whoever gave it."""
    with write():
        row = held_incident(incident)
        may_change_incident(by, row.station_id).or_refuse()
        given = _given(row)
        may_accept_feedback(by, row.station_id, f"person:{given.given_by_id}").or_refuse()
        move(row, "accept_feedback")
        given.decided_at, given.is_accepted = at, True
        given.save(update_fields=["decided_at", "is_accepted"])
        row.fed_back_at = row.ended_at = at
        row.disposition_code = given.disposition_code
        row.feedback_class_code, row.feedback_type_code = given.class_code, given.type_code
        row.is_case = _is_case(given, at)
        row.save()
        let_go(row, at)
        note(
            events.FEEDBACK_ACCEPTED,
            row,
            by,
            at,
            disposition=given.disposition_code,
            type_at_call=row.type_code,
            type_at_feedback=given.type_code,
            is_case=row.is_case,
        )
    return row


def return_feedback(*, incident: str, reason: str, by: Actor, at: datetime) -> Incident:
    """Send the feedback back with a reason; the old one stays on record."""
    why = why_of(reason, Text("退回理由", "why it is returned"))
    with write():
        row = held_incident(incident)
        may_change_incident(by, row.station_id).or_refuse()
        given = _given(row)
        may_accept_feedback(by, row.station_id, f"person:{given.given_by_id}").or_refuse()
        move(row, "return_feedback")
        given.decided_at, given.is_accepted, given.return_reason = at, False, why
        given.save(update_fields=["decided_at", "is_accepted", "return_reason"])
        row.save(update_fields=["state"])
        note(events.FEEDBACK_RETURNED, row, by, at, justification=why)
    return row
