from datetime import timedelta

import pytest
from pydantic import Field
from tests.builders.people import NOON, an_actor, decide

from quanju.domains.journal import queries as journal
from quanju.domains.kernel.roles import ROLES
from quanju.domains.kernel.types import Denied, NotFound, Text
from quanju.domains.kernel.workflow import NotInThisState
from quanju.domains.people.types import SERVICE
from quanju.domains.rulebook import actions, queries
from quanju.domains.rulebook.actions import RuleNotUsable, StartsInThePast
from quanju.domains.rulebook.models import RuleTable
from quanju.domains.rulebook.permissions import may_read_rules
from quanju.domains.rulebook.queries import NoRuleInForce
from quanju.domains.rulebook.types import _KINDS, RuleKind, Table, reference_told

READS_RULES = {
    "system_admin",
    "legal_supervision",
    "base_control_officer",
    "trip_coordinator",
    "branch_leader",
    "auditor",
    "dispatcher",
    "shift_supervisor",
}
pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
PROPOSERS = {"system_admin", "legal_supervision", "base_control_officer", "trip_coordinator"}


class Minutes(Table):
    minutes: int = Field(gt=0)


@pytest.fixture
def kind():
    made = RuleKind("test.minutes", Text("分钟", "Minutes"), Minutes)
    yield made
    _KINDS.pop(made.name)


@pytest.fixture
def rights():
    made = RuleKind("test.rights", Text("权限", "Rights"), Minutes, is_about_rights=True)
    yield made
    _KINDS.pop(made.name)


@pytest.fixture
def admin():
    return an_actor("system_admin")


@pytest.fixture
def leader():
    return an_actor("branch_leader")


def load(kind, minutes=5, at=NOON):
    return actions.load_rule(
        kind=kind.name,
        text=f"minutes = {minutes}\n",
        effective_from=at,
        by=SERVICE,
        at=at,
    )


def propose(kind, by, minutes=7, effective_from=NOON, at=NOON):
    return actions.propose_rule(
        kind=kind.name,
        text=f"minutes = {minutes}\n",
        effective_from=effective_from,
        reason="because",
        by=by,
        at=at,
    )


def minutes_at(kind, at):
    return queries.in_force(kind, at=at).content.minutes


def test_without_a_table_the_question_is_refused(kind):
    with pytest.raises(NoRuleInForce):
        queries.in_force(kind, at=NOON)


def test_a_table_is_in_force_from_its_moment_until_the_next_one_begins(kind, admin, leader):
    load(kind)
    row = propose(kind, admin, effective_from=NOON + DAY)
    decide(row.subject, by=leader, at=NOON)
    assert minutes_at(kind, NOON + DAY - timedelta(seconds=1)) == 5
    assert minutes_at(kind, NOON + DAY) == 7
    assert queries.in_force(kind, at=NOON + DAY).reference == "test.minutes@2"


def test_a_proposal_changes_nothing_before_it_is_approved(kind, admin):
    load(kind)
    propose(kind, admin)
    assert minutes_at(kind, NOON + DAY) == 5


def test_one_that_waited_past_its_start_begins_at_its_approval(kind, admin, leader):
    load(kind)
    row = propose(kind, admin)
    decide(row.subject, by=leader, at=NOON + DAY)
    assert minutes_at(kind, NOON + DAY - timedelta(seconds=1)) == 5
    assert minutes_at(kind, NOON + DAY) == 7


def test_a_version_approved_for_later_gives_way_to_one_that_begins_before(kind, admin, leader):
    load(kind)
    far = propose(kind, admin, 8, effective_from=NOON + 5 * DAY)
    decide(far.subject, by=leader, at=NOON)
    near = propose(kind, admin, 9, effective_from=NOON + 2 * DAY)
    decide(near.subject, by=leader, at=NOON)
    assert RuleTable.objects.get(pk=far.pk).status == "superseded"
    assert minutes_at(kind, NOON + DAY) == 5
    assert minutes_at(kind, NOON + 6 * DAY) == 9


def test_at_every_moment_one_table_is_in_force(kind, admin, leader):
    load(kind)
    for minutes, days in ((6, 3), (7, 1), (8, 2), (9, 2)):
        row = propose(kind, admin, minutes, effective_from=NOON + days * DAY)
        decide(row.subject, by=leader, at=NOON)
        for day in range(5):
            assert RuleTable.objects.filter(kind=kind.name).in_force(NOON + day * DAY).count() == 1


def test_rules_on_rights_wait_for_a_day(rights, admin, leader):
    load(rights)
    with pytest.raises(StartsInThePast):
        propose(rights, admin, effective_from=NOON + DAY - timedelta(seconds=1))
    row = propose(rights, admin, effective_from=NOON + DAY)
    decide(row.subject, by=leader, at=NOON + timedelta(hours=3))
    assert minutes_at(rights, NOON + DAY) == 5
    assert minutes_at(rights, NOON + DAY + timedelta(hours=3)) == 7


def test_nothing_starts_in_the_past(kind, admin):
    with pytest.raises(StartsInThePast) as refused:
        propose(kind, admin, effective_from=NOON - timedelta(seconds=1))
    assert refused.value.field == "effective_from"
    assert propose(kind, admin, effective_from=NOON)


def test_content_that_cannot_be_used_is_neither_proposed_nor_loaded(kind, admin):
    for call in (lambda: propose(kind, admin, 0), lambda: load(kind, 0)):
        with pytest.raises(RuleNotUsable, match="above 0"):
            call()
    with pytest.raises(RuleNotUsable):
        actions.check_rule(kind=kind.name, text="")
    assert not RuleTable.objects.exists()


def test_an_unknown_kind_is_not_found(admin):
    with pytest.raises(NotFound):
        actions.check_rule(kind="nothing", text="")


def test_a_table_is_loaded_once(kind):
    load(kind)
    with pytest.raises(RuleNotUsable):
        load(kind)


@pytest.mark.parametrize("role", sorted(ROLES))
def test_who_may(kind, role):
    by = an_actor(role)
    assert bool(may_read_rules(by)) is (role in READS_RULES)
    if role in PROPOSERS:
        propose(kind, by)
    else:
        with pytest.raises(Denied):
            propose(kind, by)
    row = propose(kind, an_actor("system_admin"))
    for verb in ("approve", "refuse"):
        if role != "branch_leader":
            with pytest.raises(Denied):
                decide(row.subject, verb, by=by, at=NOON)


def test_nobody_withdraws_anothers_proposal(kind, admin):
    row = propose(kind, admin)
    with pytest.raises(Denied) as refused:
        decide(row.subject, "withdraw", by=an_actor("system_admin"), at=NOON)
    assert refused.value.code == "DENY_RELATION"


def test_every_step_is_in_the_journal(kind, admin, leader):
    load(kind)
    row = propose(kind, admin)
    decide(row.subject, by=leader, at=NOON)
    events = [e.event for e in journal.history_of(f"rules:{kind.name}")]
    assert events == [
        "rulebook.rule_loaded",
        "approvals.proposed",
        "approvals.approved",
        "rulebook.rule_approved",
    ]
    asked = journal.history_of(row.subject)[0]
    assert (asked.event, asked.facts["sha256"]) == ("approvals.proposed", row.sha256)


# Typed by hand: the state of a version, the verb of its proposal, the state after it.
MOVES = {
    "proposed": {
        "approve": "approved",
        "refuse": "rejected",
        "withdraw": "withdrawn",
        "expire": "expired",
    },
    "approved": {},
    "rejected": {},
    "withdrawn": {},
    "expired": {},
    "superseded": {},
    "rolled_back": {},
}


@pytest.mark.parametrize("state", MOVES)
@pytest.mark.parametrize("verb", MOVES["proposed"])
def test_every_cell_of_the_table(kind, admin, leader, state, verb):
    row = propose(kind, admin)
    RuleTable.objects.update(status=state)
    after = MOVES[state].get(verb)
    by = admin if verb == "withdraw" else leader
    at = NOON + 20 * DAY if verb == "expire" else NOON
    if after is None:
        with pytest.raises(NotInThisState):
            decide(row.subject, verb, by=by, at=at)
    else:
        decide(row.subject, verb, by=by, at=at)
    row.refresh_from_db()
    assert row.status == (after or state)


@pytest.mark.parametrize(
    ("reference", "words"),
    [
        ("dispatch.grades@3", "Incident grades, version 3"),
        ("dispatch.grades@0", "Incident grades, as shipped"),
        ("a_table_that_is_no_more@2", "a_table_that_is_no_more, version 2"),
    ],
)
def test_a_reference_is_told_in_words(reference, words):
    assert reference_told(reference).en == words
