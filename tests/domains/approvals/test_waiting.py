"""What waits in approvals: a proposal, for who may decide it and never for who proposed it."""

import pytest
from tests.builders.acts import a_proposal
from tests.builders.people import NOON, an_actor
from tests.waiting import posts_that_wait, waits

from quanju.domains.approvals import actions, waiting
from quanju.domains.kernel.roles import ROLES

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("verb", ["approve", "refuse", "withdraw"])
def test_a_proposal_waits_for_who_may_decide_until_one_does(verb):
    proposer = an_actor("dispatcher")
    actors = {role: an_actor(role) for role in ROLES}
    view = a_proposal(proposer)
    assert posts_that_wait(waiting, actors, NOON) == {"dispatcher": 1, "branch_leader": 1}
    assert waits(waiting, proposer, NOON) == []
    by = proposer if verb == "withdraw" else actors["branch_leader"]
    more = {"why": "不行"} if verb == "refuse" else {}
    getattr(actions, verb)(proposal=view.pk, by=by, at=NOON, **more)
    assert posts_that_wait(waiting, actors, NOON) == {}
