"""Days of an expert opinion or a hearing do not count; each begins and ends by its paper."""

from datetime import date, timedelta

import pytest
from tests.builders.cases import an_officer, decide_on, decided
from tests.builders.people import NOON

from quanju.domains.cases.actions import excluding, working
from quanju.domains.cases.queries.cases import told_case
from quanju.domains.deadlines.actions.clocks import ClockForbids, NotStanding
from quanju.domains.deadlines.queries import clocks_on, moves_of
from quanju.domains.documents.models import Paper
from quanju.domains.kernel.types import Denied, NotFound
from quanju.domains.kernel.words import TextMissing

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def officer():
    return an_officer()


@pytest.fixture
def case(officer):
    """A public-order case that was filed and assigned: A2 runs, 30 days."""
    view = decided(officer, "file", kind="administrative")
    return working.assign_case(case=view.number, officer=officer.person_id, by=officer, at=NOON)


def the_clock(case, at=NOON):
    (clock,) = clocks_on(case.subject, at=at)
    return clock


def exclude(case, by, **more):
    said = {"reason": "expert", "paper": "鉴定委托书 8 号", "at": NOON} | more
    return excluding.exclude_time(case=case.number, clock=the_clock(case).id, by=by, **said)


def count_again(case, by, **more):
    said = {"reason": "expert", "paper": "鉴定意见 8 号", "at": NOON + 10 * DAY} | more
    clock = the_clock(case, said["at"]).id
    return excluding.count_again(case=case.number, clock=clock, by=by, **said)


def test_a_limit_stands_while_experts_are_asked_and_ends_so_much_later(case, officer):
    before = the_clock(case)
    assert (before.rule, before.due_on) == ("A2", date(2026, 12, 23))
    moves = moves_of(before.id, at=NOON)
    assert [one.code for one in moves.may_stand] == ["expert", "hearing"]
    exclude(case, officer)
    assert the_clock(case).due_on is None
    (stands,) = moves_of(before.id, at=NOON).standing
    assert (stands.code, stands.paper, stands.since) == ("expert", "鉴定委托书 8 号", NOON)
    count_again(case, officer)
    at = NOON + 10 * DAY
    assert the_clock(case, at).due_on == date(2027, 1, 4)  # ten days on is a Saturday
    assert moves_of(before.id, at=at).standing == ()


def test_each_reason_begins_and_ends_by_its_paper(case, officer):
    with pytest.raises(TextMissing) as found:
        exclude(case, officer, paper=" ")
    assert found.value.field == "paper"
    exclude(case, officer)
    with pytest.raises(TextMissing):
        count_again(case, officer, paper="")


def test_nothing_stands_for_what_the_rule_does_not_name_twice_or_ahead(case, officer):
    with pytest.raises(ClockForbids):
        exclude(case, officer, reason="holiday")
    with pytest.raises(ClockForbids):
        exclude(case, officer, since=NOON + DAY)
    exclude(case, officer)
    with pytest.raises(ClockForbids):
        exclude(case, officer)
    with pytest.raises(NotStanding):
        count_again(case, officer, reason="hearing")


def test_only_the_officer_stops_a_clock_and_only_one_of_the_case(case, officer):
    with pytest.raises((Denied, NotFound)):
        exclude(case, an_officer())
    with pytest.raises(NotFound):
        excluding.exclude_time(
            case=case.number, clock=0, reason="expert", paper="x", by=officer, at=NOON
        )


def test_the_time_to_decide_is_extended_twice_by_two_persons_each_with_its_paper(case, officer):
    for due in (date(2027, 1, 22), date(2027, 2, 22)):  # the 21st is a Sunday
        decide_on(case, "extend_deciding", officer=officer)
        assert the_clock(case).due_on == due
    assert told_case(case.number).status == "investigating"
    assert Paper.objects.filter(kind="cases.extension").count() == 2
    with pytest.raises(ClockForbids):
        decide_on(case, "extend_deciding", officer=officer)
    assert the_clock(case).due_on == date(2027, 2, 22)
