"""Findings: answered and corrected by their unit, checked and closed by another, up when late."""

from datetime import timedelta

import pytest
from django.db import IntegrityError
from tests.builders.hall import receptionist
from tests.builders.people import NOON, a_station, an_actor
from tests.builders.reports import a_room, taken
from tests.waiting import waits

from quanju.domains.kernel.days import local_time
from quanju.domains.kernel.transaction import write
from quanju.domains.kernel.types import Denied, NotFound
from quanju.domains.kernel.words import TextMissing
from quanju.domains.kernel.workflow import NotInThisState
from quanju.domains.notices.models import Notice
from quanju.domains.supervision import waiting
from quanju.domains.supervision.actions import answering
from quanju.domains.supervision.actions import findings as acts
from quanju.domains.supervision.actions.checking import check_report
from quanju.domains.supervision.jobs import escalate_what_is_overdue
from quanju.domains.supervision.models import Finding, RuleHit
from quanju.domains.supervision.queries.findings import finding_view, findings, told_finding

pytestmark = pytest.mark.django_db
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


@pytest.fixture
def legal():
    return an_actor("legal_supervision")


@pytest.fixture
def room():
    a_room()
    return an_actor("station_command")


def raised(by, *, level=3, at=NOON, unit="jiankang"):
    return acts.raise_finding(unit=unit, level=level, what="没有出具回执", by=by, at=at)


def corrected(view, legal, room, at=NOON):
    """Answered, accepted, and told to be corrected."""
    answering.answer_finding(finding=view.number, answer="系统故障", by=room, at=at)
    acts.accept_answer(finding=view.number, by=legal, at=at)
    return answering.correct_finding(finding=view.number, correction="已补回执", by=room, at=at)


def test_a_finding_tells_its_unit_at_once_and_gives_two_working_days(legal, room):
    view = raised(legal)
    assert (view.status, view.level, view.number) == ("notified", 3, "20261123-0001")
    assert local_time(view.due_at).isoformat() == "2026-11-26T00:00:00+08:00"
    assert Notice.objects.filter(kind="supervision.finding_sent").get().person_id == room.person_id
    assert waits(waiting, room, NOON) == ["finding"]
    assert waits(waiting, legal, NOON) == []


def test_it_is_answered_corrected_checked_by_another_and_closed(legal, room):
    view = raised(legal)
    answering.answer_finding(finding=view.number, answer="系统故障", by=room, at=NOON)
    assert waits(waiting, legal, NOON) == ["finding"]
    view = acts.accept_answer(finding=view.number, by=legal, at=NOON)
    assert (view.status, view.toward.zh) == ("correcting", "报整改结果")
    with pytest.raises(acts.NotCorrected):
        acts.check_finding(finding=view.number, note="看过", by=legal, at=NOON)
    answering.correct_finding(finding=view.number, correction="已补回执", by=room, at=NOON)
    assert waits(waiting, room, NOON) == []
    acts.check_finding(finding=view.number, note="抽看属实", by=legal, at=NOON + HOUR)
    view = acts.reopen_finding(finding=view.number, why="还差一件", by=legal, at=NOON + HOUR)
    assert (view.status, view.corrected_at, view.checked_at) == ("correcting", None, None)
    answering.correct_finding(finding=view.number, correction="全补了", by=room, at=NOON + HOUR)
    acts.check_finding(finding=view.number, note="属实", by=legal, at=NOON + HOUR)
    view = acts.close_finding(finding=view.number, by=legal, at=NOON + HOUR)
    assert (view.status, view.closed_at, view.due_at) == ("closed", NOON + HOUR, None)
    assert waits(waiting, legal, NOON) == waits(waiting, room, NOON) == []


def test_an_answer_is_sent_back_or_shows_that_nothing_was_wrong(legal, room):
    view = raised(legal)
    answering.answer_finding(finding=view.number, answer="在查", by=room, at=NOON)
    with pytest.raises(TextMissing):
        acts.send_back(finding=view.number, why="", by=legal, at=NOON)
    view = acts.send_back(finding=view.number, why="没说原因", by=legal, at=NOON + DAY)
    assert (view.status, view.since_at) == ("notified", NOON + DAY)
    answering.answer_finding(finding=view.number, answer="有纸质回执", by=room, at=NOON)
    assert (
        acts.check_finding(finding=view.number, note="属实", by=legal, at=NOON).status == "checked"
    )


def test_a_unit_neither_checks_nor_closes_its_own(legal, room):
    centre = receptionist()
    view = raised(legal, level=2, unit=_code(centre))
    with pytest.raises(Denied, match="DENY_CONFLICT"):
        acts.accept_answer(finding=view.number, by=centre, at=NOON)
    view = corrected(raised(legal), legal, room)
    for verb in (acts.close_finding, acts.accept_answer):
        with pytest.raises(Denied):
            verb(finding=view.number, by=room, at=NOON)
    acts.check_finding(finding=view.number, note="属实", by=legal, at=NOON)
    row = Finding.objects.get(number=view.number)
    row.status, row.closed_at, row.closing_unit_id = "closed", NOON, row.office_id
    with pytest.raises(IntegrityError, match="a_unit_does_not_close"), write():
        row.save()


def _code(actor):
    from quanju.domains.people.queries.organisations import organisation

    return organisation(actor.organisation_id).code


def test_the_centre_supervises_levels_two_and_three_and_a_room_none(legal, room):
    centre, window = receptionist(), a_room("aoxi")[1]
    with pytest.raises(Denied):
        raised(centre, level=1)
    view = raised(centre, level=2)
    assert finding_view(view.number, by=centre).level == 2
    with pytest.raises(Denied):
        raised(window)
    with pytest.raises(NotFound):
        finding_view(view.number, by=window)
    of_level_1 = raised(legal, level=1)
    with pytest.raises(NotFound):
        finding_view(of_level_1.number, by=centre)
    assert len(findings(room, most=9)) == len(findings(an_actor("branch_leader"), most=9)) == 2
    assert findings(an_actor("station_command", organisation=_room_of("aoxi")), most=9) == []


def _room_of(code):
    return a_station(code).parts.get(kind="command_room")


def test_another_unit_does_not_answer(legal, room):
    view = raised(legal)
    with pytest.raises(Denied):
        answering.answer_finding(finding=view.number, answer="x", by=legal, at=NOON)
    answering.answer_finding(finding=view.number, answer="x", by=room, at=NOON)
    with pytest.raises(NotInThisState):
        answering.answer_finding(finding=view.number, answer="x", by=room, at=NOON)


def test_what_is_overdue_goes_up_a_level_until_the_first(legal, room):
    centre, view = receptionist(), raised(legal)
    due_at = view.due_at
    assert escalate_what_is_overdue(due_at - timedelta(seconds=1)) == 0
    assert escalate_what_is_overdue(due_at) == 1
    view = told_finding(view.number)
    assert (view.status, view.level, view.due_at, view.escalations) == ("escalated", 2, None, 1)
    assert waits(waiting, centre, due_at) == ["finding"]
    view = acts.notify_again(finding=view.number, by=centre, at=due_at)
    assert escalate_what_is_overdue(view.due_at) == 1
    view = acts.notify_again(finding=view.number, by=legal, at=view.due_at or due_at + 9 * DAY)
    assert (view.level, view.status) == (1, "notified")
    assert escalate_what_is_overdue(view.due_at) == 0
    assert waits(waiting, legal, view.due_at) == ["finding"]
    assert waits(waiting, legal, view.due_at - timedelta(seconds=1)) == []


def test_what_the_unit_has_corrected_in_time_does_not_go_up(legal, room):
    view = corrected(raised(legal), legal, room)
    assert escalate_what_is_overdue(NOON + 30 * DAY) == 0
    assert told_finding(view.number).status == "correcting"


def test_a_hit_becomes_a_finding_at_its_office_once(legal, room):
    made = taken(a_room()[1], kind="dispute")
    check_report(report=made.number, at=NOON)
    hit = RuleHit.objects.get()
    view = acts.raise_from_hit(hit=hit.pk, level=1, what="应当立案", by=legal, at=NOON)
    assert (view.report, view.office_id, view.level) == (made.number, hit.office_id, 1)
    assert RuleHit.objects.get().status == "raised"
    with pytest.raises(NotInThisState):
        acts.raise_from_hit(hit=hit.pk, level=1, what="x", by=legal, at=NOON)
    assert Finding.objects.count() == 1
