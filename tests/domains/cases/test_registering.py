"""A case begins with the receipt of its report, in the same write, and finds its office."""

from datetime import date, timedelta

import pytest
from tests.builders.cases import accepted, an_officer, centre, receipted, registered
from tests.builders.people import NOON, a_station, an_actor

from quanju.domains.cases.actions import registering
from quanju.domains.cases.models import CaseRecord, Party
from quanju.domains.cases.queries.cases import (
    case_of_report,
    case_view,
    cases,
    limits_of,
    parties_of,
    told_case,
)
from quanju.domains.cases.queries.offices import offices
from quanju.domains.cases.queries.progress import of_report
from quanju.domains.cases.search import find
from quanju.domains.deadlines.queries import clocks_on
from quanju.domains.documents.models import Paper
from quanju.domains.journal.models import Entry
from quanju.domains.kernel.types import Denied, NotFound
from quanju.domains.kernel.words import TextMissing
from quanju.domains.kernel.workflow import NotInThisState

pytestmark = pytest.mark.django_db
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def test_a_receipt_makes_the_case_at_the_stations_own_team():
    view = registered()
    assert (view.number, view.status, view.kind) == ("20261123-0001", "reported", "criminal")
    assert view.office.code == "jiankang-case-team"
    assert (view.rules, view.title) == ("cases.limits@0", "电瓶被盗")


@pytest.mark.parametrize("kind", ["dispute", "help"])
def test_what_is_no_case_makes_none(kind):
    an_officer()
    receipted(kind=kind)
    assert not CaseRecord.objects.exists()


@pytest.mark.parametrize(("kind", "numbers"), [("criminal", ["C2"]), ("administrative", [])])
def test_the_clock_of_the_law_begins_with_the_receipt(kind, numbers):
    view = registered(kind=kind)
    assert [one.rule for one in clocks_on(view.subject, at=NOON)] == numbers
    assert clocks_on(f"report:{view.report}", at=NOON) == []


def test_an_administrative_case_has_the_branchs_own_alarm():
    view = registered(kind="administrative")
    accepting, review = limits_of(view, at=NOON)
    assert (accepting.due_at, review.due_at) == (NOON + 2 * HOUR, NOON + 24 * HOUR)


def test_the_receptionist_may_choose_another_office():
    an_officer()
    an_officer(organisation=a_station("aoxi").parts.get(kind="case_team"))
    receipted(office="aoxi-case-team")
    assert told_case(CaseRecord.objects.get().number).office.code == "aoxi-case-team"


def test_a_case_of_the_centre_waits_until_its_desk_names_an_office():
    an_officer()
    desk = centre()
    receipted(desk)
    view = told_case(CaseRecord.objects.get().number)
    assert view.office is None
    common = {"case": view.number, "office": "jiankang-case-team", "at": NOON + HOUR}
    with pytest.raises(Denied):
        registering.send_case(by=an_actor("reception_officer"), **common)
    sent = registering.send_case(by=desk, **common)
    assert Entry.objects.get(event="cases.case_sent").subject == sent.subject
    assert (sent.office.code, sent.sent_at) == ("jiankang-case-team", NOON + HOUR)
    with pytest.raises(registering.SentAlready):
        registering.send_case(by=desk, **common)


def test_an_unknown_office_is_refused_and_no_receipt_given():
    an_officer()
    with pytest.raises(NotFound):
        receipted(office="nowhere")
    assert not CaseRecord.objects.exists()


def test_an_office_accepts_with_an_officer_of_its_own_list():
    view, officer = registered(), an_officer()
    common = {"case": view.number, "at": NOON + MINUTE}
    elsewhere = an_officer(organisation=a_station("aoxi").parts.get(kind="case_team"))
    with pytest.raises(registering.NotOnTheList):
        registering.accept_case(officer=elsewhere.person_id, by=officer, **common)
    with pytest.raises(NotFound):
        registering.accept_case(officer=elsewhere.person_id, by=elsewhere, **common)
    found = registering.accept_case(officer=officer.person_id, by=officer, **common)
    assert (found.status, found.officer_id) == ("accepted", officer.person_id)


def test_the_command_room_of_the_station_accepts_too():
    view, officer = registered(), an_officer()
    room = an_actor("station_command")
    found = registering.accept_case(case=view.number, officer=officer.person_id, by=room, at=NOON)
    assert found.status == "accepted"
    with pytest.raises(NotInThisState):
        registering.accept_case(case=view.number, officer=officer.person_id, by=room, at=NOON)


def test_declined_twice_it_is_legal_supervision_that_says_where_it_goes():
    desk, officer, legal = centre(), an_officer(), an_actor("legal_supervision")
    receipted(desk, office="jiankang-case-team")
    number = CaseRecord.objects.get().number
    common = {"case": number, "at": NOON}
    with pytest.raises(TextMissing):
        registering.decline_case(why=" ", by=officer, **common)
    first = registering.decline_case(why="地点不在辖区", by=officer, **common)
    assert (first.office, first.declined_why, first.is_at_legal) == (None, "地点不在辖区", False)
    registering.send_case(office="jiankang-case-team", by=desk, **common)
    assert registering.decline_case(why="还是不在", by=officer, **common).is_at_legal
    with pytest.raises(registering.AtLegal):
        registering.send_case(office="jiankang-case-team", by=desk, **common)
    sent = registering.send_case(office="jiankang-case-team", by=legal, **common)
    assert (sent.is_at_legal, sent.office.code) == (False, "jiankang-case-team")


def test_who_sees_which_case():
    officer, other = an_officer(), an_officer()
    view = registered()
    assert [one.number for one in cases(officer, most=9)] == [view.number]
    registering.accept_case(case=view.number, officer=officer.person_id, by=officer, at=NOON)
    room, legal = an_actor("station_command"), an_actor("legal_supervision")
    assert case_view(view.number, by=legal).title == "电瓶被盗"
    for stranger in (other, an_actor("approver"), an_actor("dispatcher"), centre()):
        assert cases(stranger, most=9) == []
    header = case_view(view.number, by=room)
    assert (header.is_header, header.title, header.status) == (True, "", "accepted")
    assert parties_of(view.number, by=room) == parties_of(view.number, by=other) == []
    assert [one.name for one in parties_of(view.number, by=officer)] == ["刘女士"]


def test_a_case_is_found_by_its_number_alone_and_by_who_may_see_it():
    officer = an_officer()
    view = accepted(officer)
    for words in (view.number, "20261123"):
        assert [one.subject for one in find(words, by=officer, at=NOON, most=9)] == [view.subject]
        assert find(words, by=an_officer(), at=NOON, most=9) == []
    for words in ("刘女士", "电瓶", "13800000000", "2026"):
        assert find(words, by=officer, at=NOON, most=9) == []


def test_entries_hold_no_words_of_the_matter():
    officer = an_officer()
    view = accepted(officer)
    told = Entry.objects.filter(subject=view.subject)
    assert {one.event for one in told} == {"cases.case_registered", "cases.case_accepted"}
    assert Paper.objects.get(subject=view.subject).kind == "cases.acceptance"
    assert not any("电瓶" in str(one.facts) or "刘" in str(one.facts) for one in told)
    assert Party.objects.count() == 1


def test_the_reporter_reads_the_state_and_the_next_date():
    officer = an_officer()
    report = receipted()
    found = of_report(report.number, report.code, at=NOON)
    assert (found.state.zh, found.reached, found.due_on) == (
        "已收到，正在核查",
        1,
        date(2026, 11, 26),
    )
    assert case_of_report(report.number).office.zh == "jiankang case_team"
    with pytest.raises(NotFound):
        of_report(report.number, "WRONGCODE2", at=NOON)
    assert officer
    assert len(offices()) == 1


def test_the_reporter_of_a_public_order_matter_reads_our_own_limit():
    an_officer()
    report = receipted(kind="administrative")
    found = of_report(report.number, report.code, at=NOON)
    assert (found.due_on, found.due_why.zh) == (date(2026, 11, 24), "答复是否立案（本局内部时限）")
    closed = receipted(kind="dispute")
    assert of_report(closed.number, closed.code, at=NOON).due_on is None
