"""Two people press in the same instant: exactly one act stands."""

import threading

import pytest
from django.db import connection
from tests.builders.acts import a_proposal, painted
from tests.builders.people import NOON, an_actor
from tests.protection import journal_holds

from quanju.domains.approvals import actions, queries
from quanju.domains.approvals.models import Proposal
from quanju.domains.kernel.types import Refused

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 5


def at_once(*acts):
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


def test_two_approve_one_refuses_one_withdraws_and_the_clock_runs_out():
    first = an_actor("dispatcher")
    second, third = an_actor("branch_leader"), an_actor("branch_leader")
    for number in range(ROUNDS):
        painted.clear()
        pk = a_proposal(first, subject=f"wall:{number}").pk
        answers = at_once(
            lambda pk=pk: actions.approve(proposal=pk, by=second, at=NOON),
            lambda pk=pk: actions.approve(proposal=pk, by=third, at=NOON),
            lambda pk=pk: actions.refuse(proposal=pk, why="不", by=third, at=NOON),
            lambda pk=pk: actions.withdraw(proposal=pk, by=first, at=NOON),
        )
        assert answers == ["NOT_IN_THIS_STATE"] * 3 + ["done"]
        carried_out = queries.proposal(pk).status == "approved"
        assert (("painted", f"wall:{number}") in painted) is carried_out
    assert journal_holds()


def test_two_propose_the_same():
    first, second = an_actor("dispatcher"), an_actor("dispatcher")
    for number in range(ROUNDS):
        subject = f"wall:{number}"
        answers = at_once(
            lambda subject=subject: a_proposal(first, subject=subject),
            lambda subject=subject: a_proposal(second, subject=subject),
        )
        assert answers == ["ALREADY_PROPOSED", "done"]
    assert Proposal.objects.open().count() == ROUNDS
