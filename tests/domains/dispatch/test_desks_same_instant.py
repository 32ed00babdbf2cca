"""Two users at the desks in one instant: one act stands, and every open incident is at one desk."""

from datetime import timedelta

import pytest
from tests.builders.incidents import an_incident, fresh
from tests.builders.people import NOON, an_actor
from tests.domains.dispatch.test_same_instant import at_once
from tests.protection import journal_holds

from quanju.domains.dispatch.actions import desks, transfers
from quanju.domains.dispatch.models import Desk, Incident

pytestmark = pytest.mark.django_db(transaction=True)
NOW = NOON + timedelta(seconds=9)
ROUNDS = 5


def test_two_who_sit_down_get_two_desks(town):
    people = [an_actor("dispatcher") for _ in range(4)]
    assert at_once(*(lambda by=by: desks.take_desk(by=by, at=NOW) for by in people)) == ["done"] * 4
    numbers = sorted(Desk.objects.manned().values_list("number", flat=True))
    assert numbers == [1, 2, 3, 4]


def test_two_who_take_the_same_incident(town):
    one, other = an_actor("dispatcher"), an_actor("dispatcher")
    for _ in range(ROUNDS):
        row = an_incident(by=an_actor("reception_officer"))
        take = {"incident": row.number, "at": NOW}
        answers = at_once(
            lambda take=take: desks.take_incident(**take, by=one),
            lambda take=take: desks.take_incident(**take, by=other),
        )
        assert answers == ["NOT_AT_YOUR_DESK", "done"]
    assert journal_holds()


def test_accepted_and_taken_back(town):
    one, other = an_actor("dispatcher"), an_actor("dispatcher")
    desks.take_desk(by=one, at=NOON)
    to = desks.take_desk(by=other, at=NOON).number
    for _ in range(ROUNDS):
        row = an_incident(by=one)
        transfers.ask_transfer(incident=row.number, to=to, by=one, at=NOW)
        act = {"incident": row.number, "at": NOW}
        answers = at_once(
            lambda act=act: transfers.accept_transfer(**act, by=other),
            lambda act=act: transfers.take_back_transfer(**act, by=one),
        )
        assert answers == ["NOT_FOUND", "done"]
        assert fresh(row).desk.number in (1, to)


def test_leaving_while_something_is_put_there(town):
    chief, other = an_actor("shift_supervisor"), an_actor("dispatcher")
    desks.take_desk(by=chief, at=NOON)
    for _ in range(ROUNDS):
        to = desks.take_desk(by=other, at=NOON).number
        row = an_incident(by=chief)
        put = {"incident": row.number, "to": to, "reason": "忙", "by": chief, "at": NOW}
        answers = at_once(
            lambda put=put: desks.reassign_incident(**put),
            lambda: desks.leave_desk(by=other, at=NOW),
        )
        assert answers in (["NO_DESK", "done"], ["DESK_HAS_INCIDENTS", "done"])
        left = Incident.objects.open().filter(desk__ended_at__isnull=False)
        assert not left.exists()
        Incident.objects.filter(pk=row.pk).update(desk=None)
