"""What waits in cases: for the site, the office, the officer; gone once the verb is done."""

from datetime import timedelta

import pytest
from tests.builders.cases import (
    an_officer,
    centre,
    decide_on,
    receipted,
    registered,
    under_review,
)
from tests.builders.people import NOON, a_station, an_actor
from tests.waiting import waits

from quanju.domains.cases import waiting
from quanju.domains.cases.actions import deciding, registering, working
from quanju.domains.cases.models import CaseRecord

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def test_a_case_without_an_office_waits_for_the_site_that_received_it():
    desk, officer = centre(), an_officer()
    receipted(desk)
    assert waits(waiting, desk, NOON) == ["case"]
    assert (
        waits(waiting, officer, NOON) == waits(waiting, an_actor("reception_officer"), NOON) == []
    )
    number = CaseRecord.objects.get().number
    registering.send_case(case=number, office="jiankang-case-team", by=desk, at=NOON)
    assert waits(waiting, desk, NOON) == []
    assert waits(waiting, officer, NOON) == ["case"]


def test_declined_too_often_it_waits_for_legal_supervision():
    desk, officer, legal = centre(), an_officer(), an_actor("legal_supervision")
    receipted(desk, office="jiankang-case-team")
    number = CaseRecord.objects.get().number
    registering.decline_case(case=number, why="不是{我们}的", by=officer, at=NOON)
    assert waits(waiting, legal, NOON) == []
    (one,) = waiting.waiting_for(desk, at=NOON, until=NOON)
    assert one.why.filled(**one.facts).zh == "被退回：不是{我们}的。请另选办案部门。"
    registering.send_case(case=number, office="jiankang-case-team", by=desk, at=NOON)
    registering.decline_case(case=number, why="x", by=officer, at=NOON)
    assert waits(waiting, legal, NOON) == ["case"]
    assert waits(waiting, desk, NOON) == []


def test_a_sent_case_waits_two_hours_for_the_office_and_its_command_room():
    view, officer, room = registered(), an_officer(), an_actor("station_command")
    elsewhere = an_officer(organisation=a_station("aoxi").parts.get(kind="case_team"))
    for actor in (officer, room):
        (one,) = waiting.waiting_for(actor, at=NOON, until=NOON)
        assert (one.due_at, one.number) == (NOON + 2 * HOUR, view.number)
    assert waits(waiting, elsewhere, NOON) == []
    registering.accept_case(case=view.number, officer=officer.person_id, by=room, at=NOON)
    assert waits(waiting, room, NOON) == []
    assert waits(waiting, officer, NOON) == ["case"]


def test_a_case_waits_for_its_officer_by_its_clock_but_not_while_somebody_decides():
    officer = an_officer()
    view = under_review(officer)
    (one,) = waiting.waiting_for(officer, at=NOON, until=NOON)
    assert one.due_at is not None
    assert one.toward.zh == "立案"
    deciding.propose_decision(case=view.number, decision="file", reason="x", by=officer, at=NOON)
    assert waits(waiting, officer, NOON) == []


def test_a_filed_case_waits_for_the_command_room_until_it_is_assigned():
    officer, room = an_officer(), an_actor("station_command")
    view = decide_on(under_review(officer), "file", officer=officer)
    assert waits(waiting, room, NOON) == waits(waiting, officer, NOON) == ["case"]
    working.assign_case(case=view.number, officer=officer.person_id, by=room, at=NOON)
    assert waits(waiting, room, NOON) == []
