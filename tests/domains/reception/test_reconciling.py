"""The day's reconciliation: each way a report comes, what has none, and who mends it."""

from datetime import timedelta

import pytest
from tests.builders.hall import at_the_room, greeted, receptionist, the_centre
from tests.builders.people import NOON, an_actor
from tests.builders.reports import a_room, taken
from tests.domains.reception.test_from_incident import ended
from tests.waiting import waits

from quanju.domains.dispatch.actions.case_reports import link_case_report
from quanju.domains.journal.models import Entry
from quanju.domains.kernel.days import local_day
from quanju.domains.kernel.types import Refused
from quanju.domains.reception import waiting
from quanju.domains.reception.actions import calling, transfers
from quanju.domains.reception.actions.pre_reports import write_pre_report
from quanju.domains.reception.actions.reconciling import say_no_report
from quanju.domains.reception.actions.reports import enter_later
from quanju.domains.reception.queries.reconciliation import days_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("town")]
LATER = NOON + timedelta(hours=1)


def over(by, at=NOON):
    """A visit for a report that was served and is over."""
    view = greeted(by, service="report", at=at)
    calling.call_visit(visit=view.pk, place="W1", by=by, at=at)
    calling.serve_visit(visit=view.pk, by=by, at=at)
    return calling.end_visit(visit=view.pk, by=by, at=at + timedelta(minutes=5))


def found(by, source, at=LATER):
    (day,) = days_of(by, local_day(NOON), at=at)
    return next(one for one in day.sources if one.source == source)


def counted(by, source):
    one = found(by, source)
    return one.came, one.entered, one.no_report, len(one.gaps)


def test_a_ticket_without_a_report_waits_for_its_site_until_it_has_one():
    desk, elsewhere = receptionist(), at_the_room()
    visit = over(desk)
    assert counted(desk, "tickets") == (1, 0, 0, 1)
    assert waits(waiting, desk, LATER) == ["ticket"]
    assert waits(waiting, elsewhere, LATER) == []
    taken(desk, visit=visit.pk, at=LATER)
    assert counted(desk, "tickets") == (1, 1, 0, 0)
    assert waits(waiting, desk, LATER) == []


def test_a_ticket_that_was_no_report_is_explained_once_and_counted_as_that():
    desk = receptionist()
    visit = over(desk)
    wish = {"visit": visit.pk, "why": "只问身份证怎么补办", "by": desk, "at": LATER}
    say_no_report(**wish)
    assert counted(desk, "tickets") == (1, 0, 1, 0)
    assert waits(waiting, desk, LATER) == []
    assert Entry.objects.filter(event="reception.ticket_explained").count() == 1
    with pytest.raises(Refused, match="NOTHING_TO_EXPLAIN"):
        say_no_report(**wish)
    taken(desk, visit=visit.pk, at=LATER)
    assert counted(desk, "tickets") == (1, 1, 0, 0)
    assert found(desk, "tickets").in_hand == 0


def test_a_visit_at_the_window_still_is_no_gap_and_is_not_explained():
    desk = receptionist()
    view = greeted(desk, service="report")
    calling.call_visit(visit=view.pk, place="W1", by=desk, at=NOON)
    calling.serve_visit(visit=view.pk, by=desk, at=NOON)
    assert counted(desk, "tickets") == (1, 0, 0, 0)
    assert found(desk, "tickets").in_hand == 1
    with pytest.raises(Refused, match="NOTHING_TO_EXPLAIN"):
        say_no_report(visit=view.pk, why="x", by=desk, at=LATER)


@pytest.mark.parametrize("who", ["another_site", "legal_supervision", "lobby_officer"])
def test_nobody_else_explains_a_sites_ticket(who):
    visit = over(receptionist())
    by = at_the_room() if who == "another_site" else an_actor(who, organisation=the_centre())
    with pytest.raises(Refused):
        say_no_report(visit=visit.pk, why="x", by=by, at=LATER)


def test_a_call_that_became_a_case_is_a_gap_of_its_station_until_its_report_is_there():
    desk = at_the_room()
    case = ended("case_opened")
    assert counted(desk, "calls") == (1, 0, 0, 1)
    report = taken(desk, at=LATER)
    link_case_report(incident=case.number, report=report.number, by=desk, at=LATER)
    assert counted(desk, "calls") == (1, 1, 0, 0)


def test_a_pre_report_counts_once_it_tells_of_danger_or_was_entered():
    desk = receptionist()
    write_pre_report(title="丢了钱包", at=NOON)
    assert counted(desk, "online") == (0, 0, 0, 0)
    danger = write_pre_report(title="有人持刀", at=NOON)
    assert counted(desk, "online") == (1, 0, 0, 1)
    taken(desk, pre_report=danger.code, at=LATER)
    assert counted(desk, "online") == (1, 1, 0, 0)


def test_what_is_handed_over_is_a_gap_until_it_is_answered():
    desk = receptionist()
    room, other = a_room()
    report = taken(desk, at=NOON)
    transfers.offer_report(report=report.number, to_site=room.code, why="在那边", by=desk, at=NOON)
    assert counted(other, "handed_over") == (1, 0, 0, 1)
    transfers.accept_report(report=report.number, by=other, at=LATER)
    assert counted(other, "handed_over") == (1, 1, 0, 0)


def test_what_was_dealt_with_first_is_a_gap_until_it_is_entered():
    desk = receptionist()
    enter_later(channel="phone", title="正在打架", by=desk, at=NOON)
    assert counted(desk, "later") == (1, 0, 0, 1)


def test_legal_supervision_sees_every_site_and_the_days_are_apart():
    legal, desk = an_actor("legal_supervision"), receptionist()
    at_the_room()
    over(desk)
    today = local_day(NOON)
    assert sorted(one.difference for one in days_of(legal, today, at=LATER)) == [0, 1]
    before = days_of(legal, today - timedelta(days=1), at=LATER)
    assert [one.difference for one in before] == [0, 0]
    assert days_of(an_actor("dispatcher"), today, at=LATER) == []
