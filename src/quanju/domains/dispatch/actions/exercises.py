"""Exercises are begun and ended here; what is practised is never written into this database."""

from datetime import datetime

from django.conf import settings
from django.db import IntegrityError

from quanju.domains.dispatch import events
from quanju.domains.dispatch.models import Exercise
from quanju.domains.dispatch.permissions import may_run_exercise
from quanju.domains.journal.actions.entries import record
from quanju.domains.journal.types import Author
from quanju.domains.kernel import words
from quanju.domains.kernel.held import held
from quanju.domains.kernel.transaction import write
from quanju.domains.kernel.types import Refused, Text
from quanju.domains.people.types import Actor


class OneIsOn(Refused):
    """Two at once would be taken for each other on the radio."""

    code = "ONE_EXERCISE_IS_ON"
    text = Text("已有一场演练在进行，先结束它", "An exercise is on already: end it first")


class HasEnded(Refused):
    """Somebody else was quicker."""

    code = "EXERCISE_HAS_ENDED"
    text = Text("这场演练已经结束", "This exercise has ended already")


class WithinAnExercise(Refused):
    """An exercise knows nothing of the live desk; it is begun and ended there."""

    code = "WITHIN_AN_EXERCISE"
    text = Text(
        "这里就是演练；在实战系统中开始和结束它",
        "This is the exercise itself: begin and end it in the live system",
    )


def start_exercise(*, title: str, by: Actor, at: datetime) -> Exercise:
    """Say that an exercise begins; `quanju exercise` then serves it from a home of its own."""
    may_run_exercise(by).or_refuse()
    _refuse_within()
    told = words.line(title, Text("演练名称", "what is practised"), longest=60, field="title")
    assert by.person_id is not None
    try:
        with write():
            row = Exercise.objects.create(title=told, started_by_id=by.person_id, started_at=at)
            record(events.EXERCISE_STARTED, subject=row.subject, by=by, at=at, purpose="administer")
    except IntegrityError as error:
        raise OneIsOn from error
    return row


def end_exercise(*, exercise: int, by: Actor, at: datetime) -> Exercise:
    """End it: whoever serves it stops within seconds."""
    may_run_exercise(by).or_refuse()
    _refuse_within()
    with write():
        row = held(Exercise, f"exercise:{exercise}", pk=exercise)
        if row.ended_at is not None:
            raise HasEnded
        row.ended_by_id, row.ended_at, row.place = by.person_id, at, None
        row.save(update_fields=["ended_by", "ended_at", "place"])
        record(events.EXERCISE_ENDED, subject=row.subject, by=by, at=at, purpose="administer")
    return row


def tell_where(*, exercise: int, address: str, by: Author, at: datetime) -> None:
    """The command says where the exercise is reached; nothing where it says so again."""
    with write():
        row = held(Exercise, f"exercise:{exercise}", pk=exercise)
        if row.address == address:
            return
        row.address = address
        row.save(update_fields=["address"])
        facts = {"address": address}
        record(
            events.EXERCISE_SERVED, subject=row.subject, by=by, at=at, facts=facts,
            purpose="administer",
        )  # fmt: skip


def _refuse_within() -> None:
    if settings.EXERCISE:
        raise WithinAnExercise
