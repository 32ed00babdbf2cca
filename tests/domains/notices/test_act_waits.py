"""An act waits for a second person: whoever may decide it is told, after the commit."""

import pytest
from tests.builders.acts import a_proposal
from tests.builders.people import NOON, an_actor, an_appointment

from quanju.config.reactions import react
from quanju.domains.approvals.actions import withdraw
from quanju.domains.journal.actions.reacting import begin_reactions
from quanju.domains.notices.actions.proposals import tell_of_proposal
from quanju.domains.notices.models import Notice
from quanju.domains.people.actions.duty import go_on_duty
from quanju.domains.people.queries.actors import actor_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _from_now_on():
    begin_reactions(at=NOON)


def told():
    return set(Notice.objects.values_list("person", flat=True))


def test_who_may_decide_is_told_once_and_neither_who_proposed_nor_who_it_is_about():
    proposer, second = an_actor("dispatcher"), an_actor("dispatcher")
    leader, about = an_actor("branch_leader"), an_actor("branch_leader")
    an_actor("auditor")
    view = a_proposal(proposer, about=about.subject)
    assert told() == set()
    react(NOON)
    tell_of_proposal(proposal=view.pk, at=NOON)
    assert told() == {second.person_id, leader.person_id}
    assert Notice.objects.first().view().title.en == "Waits for you: paint a wall"


def test_of_those_who_may_only_those_on_duty_are_told():
    proposer, here = an_appointment("dispatcher"), an_appointment("dispatcher")
    an_appointment("branch_leader")
    for one in (proposer, here):
        go_on_duty(by=actor_in(one), at=NOON)
    a_proposal(actor_in(proposer))
    react(NOON)
    assert told() == {here.person_id}


def test_what_was_withdrawn_meanwhile_is_no_news():
    proposer = an_actor("dispatcher")
    an_actor("branch_leader")
    view = a_proposal(proposer)
    withdraw(proposal=view.pk, by=proposer, at=NOON)
    react(NOON)
    assert told() == set()
