from datetime import timedelta

import pytest
from tests.builders.people import NOON, an_actor

from quanju.domains.journal import queries as journal
from quanju.domains.kernel.types import Denied
from quanju.domains.people.actions.duty import NotOnDuty, OnDutyAlready, go_off_duty, go_on_duty
from quanju.domains.people.queries.duties import duties_of, on_duty
from quanju.domains.people.types import Actor

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(hours=8)


def test_duty_begins_and_ends():
    me = an_actor("dispatcher")
    go_on_duty(by=me, at=NOON)
    assert [one.person_id for one in on_duty()] == [me.person_id]
    go_off_duty(by=me, at=LATER)
    assert on_duty() == []
    assert duties_of(me.person_id)[0].ended_at == LATER
    events = [e.event for e in journal.history_of(me.subject)]
    assert events == ["people.went_on_duty", "people.went_off_duty"]


def test_one_duty_at_a_time():
    me = an_actor("dispatcher")
    go_on_duty(by=me, at=NOON)
    with pytest.raises(OnDutyAlready):
        go_on_duty(by=me, at=LATER)


def test_there_must_be_one_to_end():
    with pytest.raises(NotOnDuty):
        go_off_duty(by=an_actor("dispatcher"), at=NOON)


def test_duty_needs_a_post():
    with pytest.raises(Denied):
        go_on_duty(by=Actor(subject="person:1", person_id=1), at=NOON)
