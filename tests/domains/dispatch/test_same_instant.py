"""Two people act on one incident in the same instant: one act stands, the other is refused."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from tests.builders.incidents import a_crew_at, a_split, an_incident, an_order, fresh
from tests.builders.people import NOON, an_actor
from tests.protection import journal_holds

from quanju.domains.approvals import actions as approvals
from quanju.domains.approvals import queries as approval_queries
from quanju.domains.dispatch.actions import steps
from quanju.domains.dispatch.actions.cancelling import cancel_incident
from quanju.domains.dispatch.actions.leaving import withdraw_unit
from quanju.domains.dispatch.actions.merging import propose_merge
from quanju.domains.dispatch.actions.steps import acknowledge_order
from quanju.domains.dispatch.models import Assignment, Order
from quanju.domains.kernel.types import Refused

pytestmark = pytest.mark.django_db(transaction=True)

ROUNDS = 10
NOW = NOON + timedelta(seconds=9)


def at_once(*acts):
    """What each act answered: the refusal's code, or “done”."""
    barrier, answers = threading.Barrier(len(acts)), []

    def run(act):
        try:
            barrier.wait(timeout=30)
            act()
            answers.append("done")
        except Refused as refusal:
            answers.append(refusal.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(answers)


def test_an_order_and_a_cancellation(town):
    unit, _ = a_crew_at("特-01", (2, 2))
    desk, second = an_actor("dispatcher"), an_actor("dispatcher")
    for _ in range(ROUNDS):
        row = an_incident(by=desk)
        cancel = {"incident": row.number, "reason": "entered_twice", "by": second, "at": NOW}
        answers = at_once(
            lambda row=row: an_order(row, unit.pk, by=desk),
            lambda cancel=cancel: cancel_incident(**cancel),
        )
        assert answers in (["NOT_IN_THIS_STATE", "done"], ["UNITS_STILL_THERE", "done"])
        assert (fresh(row).state == "cancelled") is not Order.objects.filter(incident=row).exists()
        Assignment.objects.active().update(state="released", released_at=NOW)
    assert journal_holds()


def test_a_crew_departs_while_the_desk_withdraws_it(town):
    unit, crew = a_crew_at("特-01", (2, 2))
    desk = an_actor("dispatcher")
    for _ in range(ROUNDS):
        row = an_incident(by=desk)
        an_order(row, unit.pk, by=desk)
        job = {"incident": row.number, "unit": unit.pk}
        acknowledge_order(**job, by=crew[0], at=NOON)
        answers = at_once(
            lambda job=job: steps.depart(**job, by=crew[0], at=NOW),
            lambda job=job: withdraw_unit(**job, reason="not_needed", by=desk, at=NOW),
        )
        assert answers in (["NOT_IN_THIS_STATE", "done"], ["done", "done"])
        assert fresh(row).state == "new"
        assert not Assignment.objects.active().exists()


def test_two_mergers_that_cross(town):
    first, second, third = (an_actor("dispatcher") for _ in range(3))
    for _ in range(ROUNDS):
        a, b = an_incident(by=first), an_incident(by=first, where=(4, 2))
        there = propose_merge(incident=a.number, into=b.number, by=first, at=NOON)
        back = propose_merge(incident=b.number, into=a.number, by=second, at=NOON)
        answers = at_once(
            lambda act=there.pk: approvals.approve(proposal=act, by=third, at=NOW),
            lambda act=back.pk: approvals.approve(proposal=act, by=third, at=NOW),
        )
        assert answers[-1] == "done"
        assert answers[0] in ("SAME_INCIDENT", "NOT_IN_THIS_STATE")
        assert sorted([fresh(a).state, fresh(b).state]) == ["merged", "new"]


def test_two_people_confirm_the_same_act(town):
    first, second, third = (an_actor("dispatcher") for _ in range(3))
    for _ in range(ROUNDS):
        row = an_incident(by=first, type_code="robbery")
        cancel = {"incident": row.number, "reason": "entered_twice", "by": first, "at": NOON}
        act = cancel_incident(**cancel).pk
        answers = at_once(
            lambda act=act: approvals.approve(proposal=act, by=second, at=NOW),
            lambda act=act: approvals.refuse(proposal=act, why="不是一回事", by=third, at=NOW),
        )
        assert answers == ["NOT_IN_THIS_STATE", "done"]
        decided = approval_queries.proposal(act)
        assert (decided.status == "approved") is (fresh(row).state == "cancelled")


def test_two_people_split_off_the_same_unit(town):
    unit, _ = a_crew_at("特-01", (2, 2))
    desk, second = an_actor("dispatcher"), an_actor("dispatcher")
    for _ in range(ROUNDS):
        row = an_incident(by=desk)
        an_order(row, unit.pk, by=desk)
        answers = at_once(
            lambda row=row: a_split(row, by=desk, units=[unit.pk], at=NOW),
            lambda row=row: a_split(row, by=second, units=[unit.pk], at=NOW),
        )
        assert answers == ["UNIT_NOT_AT_WORK", "done"]
        (made,) = row.split_into.all()
        assert (fresh(row).state, made.state) == ("new", "dispatched")
        Assignment.objects.active().update(state="released", released_at=NOW)
    assert journal_holds()
