"""Verbs of appointments: proposed by an administrator, granted by a second person, ended."""

from datetime import datetime, timedelta
from typing import Any

from quanju.domains.approvals import actions as approvals
from quanju.domains.approvals.types import SET_ASIDE_BY, Act, ProposalView
from quanju.domains.journal.actions.entries import record
from quanju.domains.journal.types import Event
from quanju.domains.kernel.held import held
from quanju.domains.kernel.transaction import write
from quanju.domains.kernel.types import NotFound, Refused, Text
from quanju.domains.people import events
from quanju.domains.people.actions.sessions import end_session
from quanju.domains.people.models import Appointment, Person, Post, SignIn
from quanju.domains.people.permissions import (
    grants_posts,
    may_decide_appointment,
    may_end_appointment,
    may_propose_appointment,
)
from quanju.domains.people.queries.organisations import station_of
from quanju.domains.people.types import APPOINT_ACT, Actor
from quanju.domains.people.workflow import APPOINTMENT

LATE_BY = timedelta(minutes=5)


class WrongSpan(Refused):
    """An appointment begins now or later and ends after it begins."""

    code = "WRONG_SPAN"
    text = Text("任期不对：{why}", "The span is wrong: {why}")
    status = 422

    def __init__(self, *, field: str, why: Text) -> None:
        super().__init__(why=why)
        self.field = field


class HeldAlready(Refused):
    """The person holds this post, or a proposal for it waits."""

    code = "HELD_ALREADY"
    text = Text(
        "这个人在这段时间已担任该岗位，或已有待批准的任职",
        "The person holds this post in that span, or a proposal for it is waiting",
    )
    field = "post"


class HasEnded(Refused):
    """It cannot be ended twice."""

    code = "HAS_ENDED"
    text = Text("这项任职已经结束", "This appointment has ended already")


def appoint(
    *,
    person: int,
    post: int,
    valid_from: datetime,
    valid_until: datetime | None,
    by: Actor,
    at: datetime,
) -> Appointment:
    """Propose that a person holds a post; it gives no right before a second person approves.

    Refuses oneself, an inactive account, a span in the past, and a post held already.
    """
    may_propose_appointment(by, person).or_refuse()
    _check_span(valid_from, valid_until, at)
    with write():
        who = Person.objects.select_for_update().filter(pk=person, is_active=True).first()
        posts = Post.objects.select_related("organisation__parent")
        where = posts.filter(pk=post).first()
        if who is None or where is None:
            raise NotFound(subject=f"person:{person}" if who is None else f"post:{post}")
        if _overlaps(who, where, valid_from, valid_until):
            raise HeldAlready()
        row = Appointment.objects.create(
            person=who,
            post=where,
            valid_from=max(valid_from, at),
            valid_until=valid_until,
            status="proposed",
        )
        approvals.propose(
            APPOINT,
            subject=row.subject,
            said=_said(who, where),
            content={
                "appointment": row.pk,
                "role": where.role,
                "station": station_of(where.organisation),
            },
            about=who.subject,
            related=[where.subject],
            facts=_facts(row),
            by=by,
            at=at,
        )
    return row


def _said(who: Person, where: Post) -> Text:
    """With the account's name: two officers may be called the same."""
    said = Text(
        "{who}（{account}）任{organisation}{post}", "{who} ({account}) as {post}, {organisation}"
    )
    return said.filled(
        who=who.display_name,
        account=who.username,
        post=where.title,
        organisation=where.organisation.name,
    )


def _check_span(valid_from: datetime, valid_until: datetime | None, at: datetime) -> None:
    if valid_from < at - LATE_BY:
        raise WrongSpan(
            field="valid_from", why=Text("不能从过去开始", "it cannot begin in the past")
        )
    if valid_until is not None and valid_until <= max(valid_from, at):
        raise WrongSpan(
            field="valid_until", why=Text("结束要晚于开始", "it must end after it begins")
        )


def _overlaps(
    person: Person, post: Post, valid_from: datetime, valid_until: datetime | None
) -> bool:
    rows = Appointment.objects.filter(person=person, post=post, status__in=["proposed", "approved"])
    rows = rows.exclude(valid_until__lte=valid_from)
    return (rows.filter(valid_from__lt=valid_until) if valid_until else rows).exists()


def _carry_out(proposal: ProposalView, by: Actor, at: datetime) -> None:
    """Put it in force; one that waited past its beginning begins now. Refuses one that is over."""
    row = _locked(proposal.content["appointment"])
    row.status = APPOINTMENT.after(row.status, "approve")
    row.valid_from = max(row.valid_from, at)
    if row.valid_until is not None and row.valid_until <= row.valid_from:
        raise WrongSpan(
            field="valid_until",
            why=Text("任期在批准前已经过去", "it was over before it was approved"),
        )
    row.save()
    _record(events.APPOINTMENT_APPROVED, row, by, at)


def _set_aside(proposal: ProposalView, by: Actor, at: datetime) -> None:
    row = _locked(proposal.content["appointment"])
    row.status = APPOINTMENT.after(row.status, SET_ASIDE_BY[proposal.status])
    row.save(update_fields=["status"])


APPOINT = Act(
    name=APPOINT_ACT,
    label=Text("任职", "grant a post"),
    may_decide=may_decide_appointment,
    roles=grants_posts.roles,
    hold=lambda proposal: _locked(proposal.content["appointment"]),
    carry_out=_carry_out,
    set_aside=_set_aside,
)


def end_appointment(*, appointment: int, by: Actor, at: datetime) -> Appointment:
    """End an appointment now, and the sessions in that post; revoke one that has not begun."""
    may_end_appointment(by).or_refuse()
    with write():
        row = _locked(appointment)
        if row.status == "approved" and row.valid_until is not None and row.valid_until <= at:
            raise HasEnded()
        has_begun = row.valid_from < at
        row.status = APPOINTMENT.after(row.status, "end" if has_begun else "revoke")
        if has_begun:
            row.valid_until = at
        row.save(update_fields=["status", "valid_until"])
        _record(events.APPOINTMENT_ENDED, row, by, at)
        _end_sessions_in_post(row, by, at)
    return row


def _end_sessions_in_post(row: Appointment, by: Actor, at: datetime) -> None:
    rows = SignIn.objects.open().filter(person_id=row.person_id, post_id=row.post_id)
    for ref in rows.values_list("ref", flat=True):
        end_session(ref=ref, why="appointment", by=by, at=at)


def _locked(pk: int) -> Appointment:
    rows = Appointment.objects.select_related("post__organisation__parent")
    return held(rows, f"appointment:{pk}", pk=pk)


def _record(event: Event, row: Appointment, by: Actor, at: datetime) -> None:
    record(
        event,
        subject=row.subject,
        by=by,
        at=at,
        purpose="administer",
        related=[f"person:{row.person_id}", row.post.subject],
        facts=_facts(row),
    )


def _facts(row: Appointment) -> dict[str, Any]:
    return {
        "status": row.status,
        "valid_from": row.valid_from.isoformat(),
        "valid_until": row.valid_until.isoformat() if row.valid_until else None,
    }
