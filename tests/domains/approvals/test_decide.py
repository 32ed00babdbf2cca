"""One proposes, another decides, in time, once."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from tests.builders.acts import PAINT, TALK, WAIT, WallIsWet, a_proposal, painted
from tests.builders.people import NOON, an_actor

from quanju.domains.approvals import actions, queries
from quanju.domains.approvals.actions import AlreadyProposed, TimeIsOver
from quanju.domains.approvals.models import Proposal
from quanju.domains.journal import queries as journal
from quanju.domains.kernel.types import Denied, NotFound
from quanju.domains.kernel.words import TextMissing, TextTooLong
from quanju.domains.kernel.workflow import NotInThisState
from quanju.domains.people.types import SERVICE

pytestmark = pytest.mark.django_db
SECOND_S = timedelta(seconds=1)

# Typed by hand: state → verb → the state after it.
MOVES = {
    "proposed": {
        "approve": "approved",
        "refuse": "refused",
        "withdraw": "withdrawn",
        "expire": "expired",
    },
    "approved": {},
    "refused": {},
    "withdrawn": {},
    "expired": {},
}


@pytest.fixture
def first():
    return an_actor("dispatcher")


@pytest.fixture
def second():
    return an_actor("branch_leader")


@pytest.fixture(autouse=True)
def _dry_walls():
    painted.clear()


def do(verb, pk, first, second, at=NOON):
    if verb == "withdraw":
        actions.withdraw(proposal=pk, by=first, at=at)
    elif verb == "expire":
        assert actions.overtake(subject="wall:1", by=second, at=at) == 1
    elif verb == "refuse":
        actions.refuse(proposal=pk, why="不行", by=second, at=at)
    else:
        actions.approve(proposal=pk, by=second, at=at)


@pytest.mark.parametrize("state", MOVES)
@pytest.mark.parametrize("verb", ["approve", "refuse", "withdraw", "expire"])
def test_every_cell_of_the_table(state, verb, first, second):
    pk = a_proposal(first).pk
    for before, after in MOVES["proposed"].items():
        if after == state:
            do(before, pk, first, second)
    wanted = MOVES[state].get(verb)
    if wanted:
        do(verb, pk, first, second)
    else:
        # What has ended is nothing that the clock or another verb finds.
        with pytest.raises(AssertionError if verb == "expire" else NotInThisState):
            do(verb, pk, first, second)
    assert queries.proposal(pk).status == (wanted or state)


def test_what_is_approved_is_carried_out_and_what_is_not_is_set_aside(first, second):
    for verb in ("approve", "refuse", "withdraw", "expire"):
        do(verb, a_proposal(first).pk, first, second)
    assert [what for what, _ in painted] == ["painted", "refused", "withdrawn", "expired"]


def test_the_record_tells_each_step_at_the_matter_itself(first, second):
    do("refuse", a_proposal(first, related=["zone:3"], facts={"litres": 5}).pk, first, second)
    do("approve", a_proposal(first).pk, first, second)
    told = [entry.event for entry in journal.history_of("wall:1")]
    assert sorted(told) == [
        "approvals.approved",
        "approvals.proposed",
        "approvals.proposed",
        "approvals.refused",
    ]
    asked = [entry for entry in journal.history_of("zone:3") if entry.facts.get("litres")]
    assert [(one.event, one.facts["act"]) for one in asked] == [("approvals.proposed", PAINT.name)]
    assert first.subject in asked[0].subjects


def test_nobody_decides_their_own_in_whichever_post_they_stand(first):
    pk = a_proposal(first).pk
    for post in (first, replace(first, role="branch_leader", post="another", post_id=77)):
        for verb in (actions.approve, actions.refuse):
            with pytest.raises(Denied) as refusal:
                verb(proposal=pk, why="好", by=post, at=NOON)
            assert refusal.value.code == "DENY_CONFLICT"
    assert painted == []


def test_nobody_decides_what_is_about_them(first, second):
    pk = a_proposal(first, about=second.subject).pk
    with pytest.raises(Denied) as refusal:
        actions.approve(proposal=pk, by=second, at=NOON)
    assert refusal.value.code == "DENY_CONFLICT"
    actions.approve(proposal=pk, by=an_actor("branch_leader"), at=NOON)


@pytest.mark.parametrize("by", [SERVICE, "case_officer"])
def test_neither_a_service_nor_another_role_decides(by, first):
    actor = an_actor(by) if isinstance(by, str) else by
    with pytest.raises(Denied):
        actions.approve(proposal=a_proposal(first).pk, by=actor, at=NOON)


def test_only_who_proposed_it_withdraws_it_also_from_another_post(first, second):
    pk = a_proposal(first).pk
    with pytest.raises(Denied) as refusal:
        actions.withdraw(proposal=pk, by=second, at=NOON)
    assert refusal.value.code == "DENY_RELATION"
    actions.withdraw(proposal=pk, by=replace(first, role="lobby_officer"), at=NOON)


def test_a_proposal_that_is_not_there_is_not_found(second):
    with pytest.raises(NotFound):
        actions.approve(proposal=404, by=second, at=NOON)


def test_what_the_act_refuses_is_not_approved_and_stands(first, second):
    pk = a_proposal(first, content={"is_wet": True}).pk
    with pytest.raises(WallIsWet):
        actions.approve(proposal=pk, by=second, at=NOON)
    assert queries.proposal(pk).status == "proposed"
    assert [e.event for e in journal.history_of("wall:1")] == ["approvals.proposed"]


def test_one_waits_at_a_time_unless_the_act_says_otherwise(first, second):
    a_proposal(first)
    with pytest.raises(AlreadyProposed):
        a_proposal(second)
    a_proposal(second, subject="wall:2")
    for by in (first, second):
        a_proposal(by, TALK, reason="要讲")


def test_a_reason_is_needed_where_the_act_says_so_and_always_for_a_refusal(first, second):
    with pytest.raises(TextMissing):
        a_proposal(first, TALK)
    with pytest.raises(TextTooLong):
        a_proposal(first, TALK, reason="长" * 2001)
    pk = a_proposal(first, TALK, reason="长" * 2000).pk
    with pytest.raises(TextMissing):
        actions.refuse(proposal=pk, why=" ", by=second, at=NOON)
    with pytest.raises(TextTooLong):
        actions.refuse(proposal=pk, why="长" * 301, by=second, at=NOON)
    assert actions.refuse(proposal=pk, why="长" * 300, by=second, at=NOON).status == "refused"


def test_it_is_decided_before_its_time_is_over_and_not_at_it(first, second):
    early, late = a_proposal(first).pk, a_proposal(first, subject="wall:2").pk
    actions.approve(proposal=early, by=second, at=NOON + WAIT - SECOND_S)
    for verb in (actions.approve, actions.refuse):
        with pytest.raises(TimeIsOver):
            verb(proposal=late, why="晚", by=second, at=NOON + WAIT)


def test_the_clock_ends_what_waited_too_long_and_nothing_else(first):
    pk = a_proposal(first).pk
    assert actions.expire_due(at=NOON + WAIT - SECOND_S) == 0
    assert actions.expire_due(at=NOON + WAIT) == 1
    assert actions.expire_due(at=NOON + WAIT) == 0
    found = queries.proposal(pk)
    assert (found.status, found.decided_by) == ("expired", "")
    assert painted == [("expired", "wall:1")]


def test_what_waits_is_asked_with_one_query(first, second, django_assert_num_queries):
    for number in range(3):
        a_proposal(first, subject=f"wall:{number}")
    a_proposal(second, subject="wall:9")
    with django_assert_num_queries(1):
        found = queries.waiting_for(second)
    assert [one.subject for one in found] == ["wall:0", "wall:1", "wall:2"]
    assert [one.subject for one in queries.waiting_for(first)] == ["wall:9"]
    assert queries.waiting_for(an_actor("case_officer")) == []
    assert [one.subject for one in queries.proposed_by(second)] == ["wall:9"]


ME, YOU = "person:1", "person:2"
KEPT_BY_THE_DATABASE = [
    ("nobody_decides_what_they_proposed", {"status": "approved", "decided_by": ME}),
    ("nobody_decides_what_they_proposed", {"status": "refused", "decided_by": ME}),
    ("nobody_decides_what_is_about_them", {"status": "approved", "about": YOU}),
    ("nobody_proposes_what_is_about_them", {"about": ME}),
    ("a_person_decides", {"status": "approved", "decided_by": "service:quanju"}),
    ("only_the_proposer_withdraws", {"status": "withdrawn", "decided_by": YOU}),
    ("what_has_ended_says_when", {"status": "refused", "decided_at": None}),
    ("what_has_ended_says_when", {"status": "proposed", "decided_at": NOON}),
    ("proposals_are_in_a_known_state", {"status": "pondered"}),
    ("one_open_proposal_an_act_and_subject", {"status": "proposed", "decided_at": None}),
]


@pytest.mark.parametrize(("sentence", "wrong"), KEPT_BY_THE_DATABASE)
def test_the_database_holds_it_whoever_writes(sentence, wrong):
    row = {
        "act": PAINT.name,
        "subject": "wall:7",
        "said_zh": "刷",
        "said_en": "Paint",
        "is_only_one": True,
        "proposed_by": ME,
        "proposed_at": NOON,
    }
    Proposal.objects.create(**row)
    ended = {"status": "approved", "decided_by": YOU, "decided_at": NOON}
    Proposal.objects.create(**row, **ended)
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        Proposal.objects.create(**{**row, **ended, **wrong})
    assert sentence in str(error.value) or "UNIQUE" in str(error.value)
