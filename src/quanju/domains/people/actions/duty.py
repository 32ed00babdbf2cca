"""Verbs of duty: on and off."""

from datetime import datetime

from quanju.domains.journal.actions.entries import record
from quanju.domains.kernel.transaction import write
from quanju.domains.kernel.types import Denied, Refused, Text
from quanju.domains.people import events
from quanju.domains.people.models import Duty, Person
from quanju.domains.people.ports import leaving
from quanju.domains.people.rights import OUT_OF_TERM
from quanju.domains.people.types import Actor


class OnDutyAlready(Refused):
    """A person is on one duty at a time."""

    code = "ON_DUTY_ALREADY"
    text = Text("您已经上岗（{post}）", "You are on duty already ({post})")


class NotOnDuty(Refused):
    """There is no duty to end."""

    code = "NOT_ON_DUTY"
    text = Text("您现在没有上岗", "You are not on duty")


def go_on_duty(*, by: Actor, at: datetime) -> Duty:
    """Begin one's duty in the post one acts in; refuses a second duty at the same time."""
    if by.post_id is None or by.person_id is None:
        raise Denied(OUT_OF_TERM)
    with write():
        Person.objects.select_for_update().get(pk=by.person_id)
        running = _running(by)
        if running is not None:
            raise OnDutyAlready(post=running.post.title)
        duty = Duty.objects.create(person_id=by.person_id, post_id=by.post_id, started_at=at)
        _record(duty, by, at, is_start=True)
    return duty


def go_off_duty(*, by: Actor, at: datetime) -> Duty:
    """End one's running duty; refuses when there is none."""
    with write():
        duty = _running(by)
        if duty is None:
            raise NotOnDuty()
        for leave in leaving:
            leave(by, at)
        duty.ended_at = max(at, duty.started_at)
        duty.save(update_fields=["ended_at"])
        _record(duty, by, at, is_start=False)
    return duty


def _running(by: Actor) -> Duty | None:
    rows = Duty.objects.select_for_update(of=("self",)).select_related("post")
    return rows.filter(person_id=by.person_id or 0, ended_at__isnull=True).first()


def _record(duty: Duty, by: Actor, at: datetime, *, is_start: bool) -> None:
    record(
        events.WENT_ON_DUTY if is_start else events.WENT_OFF_DUTY,
        subject=f"person:{duty.person_id}",
        by=by,
        at=at,
        purpose="administer",
        related=[duty.post.subject],
    )
