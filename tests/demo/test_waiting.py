"""In the demo something waits for legal supervision: cases of the past under the clock of the law."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from tests.builders.people import NOON, an_actor

from quanju.demo.script import ScriptedCall, told_roughly
from quanju.demo.waiting import FILED_DAYS_AGO, start_clocks
from quanju.domains.deadlines import waiting

pytestmark = pytest.mark.django_db


def a_past_incident(n, days_ago, ending="case_opened", kind="public_order"):
    return SimpleNamespace(
        number=f"20261001-{n:04}",
        created_at=NOON - timedelta(days=days_ago),
        disposition_code=ending,
        feedback_class_code=kind,
    )


def test_supervision_finds_a_case_that_is_over_and_others_near_their_end():
    past = [a_past_incident(n, days) for n, days in enumerate(FILED_DAYS_AGO)]
    past += [a_past_incident(7, FILED_DAYS_AGO[0] + 1), a_past_incident(8, 28, "mediated")]
    past += [a_past_incident(9, 26, kind="criminal")]
    assert start_clocks(past, NOON) == len(FILED_DAYS_AGO)
    reader = an_actor("legal_supervision")
    found = waiting.waiting_for(reader, at=NOON, until=NOON + timedelta(days=14))
    assert [one.subject for one in found] == [f"incident:20261001-{n:04}" for n in range(4)]
    assert [one.due_at < NOON for one in found] == [True, False, False, False]


def test_some_callers_know_only_roughly_where_it_is_and_always_the_same_ones():
    def told(n):
        at = NOON + timedelta(minutes=n)
        return told_roughly(ScriptedCall(at, "theft", "", "", f"街 {n}", (119.7, 49.2)))

    rough = [n for n in range(400) if told(n)]
    assert 20 < len(rough) < 80
    assert rough == [n for n in range(400) if told(n)]
    assert {told(n).kind for n in rough} == {"around"}
