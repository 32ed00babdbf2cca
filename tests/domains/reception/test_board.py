"""The public board: closed months alone, silent below ten, the law's limits in words."""

from datetime import timedelta

import pytest
from tests.builders.hall import lobby, the_centre
from tests.builders.people import NOON

from quanju.domains.deadlines.actions.clocks import satisfy_clock, start_clock
from quanju.domains.kernel.days import local_day
from quanju.domains.kernel.transaction import write
from quanju.domains.people.types import SERVICE
from quanju.domains.reception.models import Visit
from quanju.domains.reception.queries import board

pytestmark = pytest.mark.django_db
MONTH = timedelta(days=31)
MINUTE = timedelta(minutes=1)


def called_after(minutes, *, ticket, at):
    officer = lobby(name=f"o{ticket}")
    with write():
        Visit.objects.create(
            site=the_centre(),
            day=local_day(at),
            ticket=ticket,
            service="report",
            status="left",
            owner_id=officer.person_id,
            owned_at=at,
            arrived_at=at,
            waiting_since=at,
            first_called_at=at + minutes * MINUTE,
        )


def test_a_share_of_nine_says_nothing_and_of_ten_it_does():
    assert board.Share(kept=9, n=9, least=10).percent is None
    assert board.Share(kept=9, n=10, least=10).percent == 90


def test_only_months_that_are_over_are_told_and_waits_at_their_limit_are_kept():
    limit = board.hall_rule(NOON).wait_min
    for n, minutes in enumerate((limit, limit + 1), 1):
        called_after(minutes, ticket=n, at=NOON)
    assert all(one.waits.n == 0 for one in board.closed_months(at=NOON))
    last = board.closed_months(at=NOON + MONTH)[0]
    assert (last.waits.kept, last.waits.n) == (1, 2)


def test_a_limit_of_the_law_that_was_kept_counts_and_one_that_runs_on_does_not():
    common = {"number": "R6", "start": NOON, "by": SERVICE, "at": NOON}
    first = start_clock(subject="report:20260101-0001", **common)
    start_clock(subject="report:20260101-0002", **common)
    start_clock(subject="incident:20260101-0003", **common)
    satisfy_clock(clock=first.id, by=SERVICE, at=NOON + MINUTE)
    after = NOON + MONTH + MONTH
    found = [(one.matters.kept, one.matters.n) for one in board.closed_months(at=after)]
    assert found.count((1, 2)) == 1
    assert sum(n for _, n in found) == 2


def test_limits_are_told_in_words():
    told = [str(one) for one in board.limits_of_law(at=NOON)]
    assert len(told) == len(board.OF_THE_LAW)
    own = {one.what.en: one.within.en for one in board.own_limits(at=NOON)}
    assert own["complaint about police"] == "15 days"
    assert own["question"] == "5 working days"


def test_who_waits_is_told_in_numbers():
    the_centre()
    lobby()
    assert [n for _, n in board.waiting_now(at=NOON)] == [0]
