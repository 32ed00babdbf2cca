"""The desk and the crews that were told say that they have seen a call for help."""

from datetime import timedelta

import pytest
from tests.builders.crews import a_unit, on_duty
from tests.builders.people import NOON, an_actor

from quanju.domains.journal.queries import history_of
from quanju.domains.kernel.types import Denied, NotFound
from quanju.domains.patrol.actions.emergency import HelpIsOver, end_emergency, panic, see_help
from quanju.domains.patrol.models import HelpSeen
from quanju.domains.patrol.queries import help

pytestmark = pytest.mark.django_db
SOON, LATER = NOON + timedelta(seconds=20), NOON + timedelta(seconds=40)


@pytest.fixture
def called(town):
    """P1 calls for help, P2 beside it is told; each with one of its crew."""
    caller, (member, _) = on_duty(a_unit("P1"), where=(4, 3))
    near, (colleague, _) = on_duty(a_unit("P2"), where=(5, 3))
    panic(unit=caller.pk, by=member, at=SOON)
    return {"unit": caller.pk, "near": near.pk, "member": member, "colleague": colleague}


def the_call():
    (call,) = help.help_calls()
    return call


def test_nobody_has_seen_it_at_first(called):
    assert the_call().seen_at is None
    assert [told.seen_at for told in the_call().told] == [None]


def test_the_desk_says_so_and_the_crew_that_called_hears_it(called):
    see_help(unit=called["unit"], by=an_actor("dispatcher"), at=LATER)
    assert the_call().seen_at == LATER
    entry = history_of("unit:P1", newest_first=True)[0]
    assert entry.event == "patrol.emergency_seen"
    assert called["member"].subject in entry.related


def test_a_crew_that_was_told_says_so_for_itself(called):
    see_help(unit=called["unit"], crew=called["near"], by=called["colleague"], at=LATER)
    assert [told.seen_at for told in the_call().told] == [LATER]
    assert the_call().seen_at is None


def test_the_first_moment_stands(called):
    desk = an_actor("dispatcher")
    for at in (SOON, LATER):
        see_help(unit=called["unit"], by=desk, at=at)
    assert the_call().seen_at == SOON
    assert HelpSeen.objects.count() == 1


def test_a_crew_that_was_not_told_is_refused(called):
    far, (stranger, _) = on_duty(a_unit("P9"), where=(0, 6))
    with pytest.raises(HelpIsOver):
        see_help(unit=called["unit"], crew=far.pk, by=stranger, at=LATER)


def test_nobody_says_it_for_another_crew_or_for_the_desk(called):
    with pytest.raises(Denied):
        see_help(unit=called["unit"], crew=called["near"], by=called["member"], at=LATER)
    for role in ("patrol_unit", "branch_leader", "auditor"):
        with pytest.raises(Denied):
            see_help(unit=called["unit"], by=an_actor(role), at=LATER)


def test_a_call_that_is_over_is_said_to_be(called):
    desk = an_actor("dispatcher")
    end_emergency(unit=called["unit"], by=desk, at=LATER)
    with pytest.raises(HelpIsOver):
        see_help(unit=called["unit"], by=desk, at=LATER)
    with pytest.raises(NotFound):
        see_help(unit=99_999, by=desk, at=LATER)


def test_the_next_call_of_the_same_crew_is_unseen(called):
    desk = an_actor("dispatcher")
    see_help(unit=called["unit"], by=desk, at=LATER)
    end_emergency(unit=called["unit"], by=desk, at=LATER)
    panic(unit=called["unit"], by=called["member"], at=LATER)
    assert the_call().seen_at is None
