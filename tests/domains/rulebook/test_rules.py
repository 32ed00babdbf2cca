from datetime import timedelta

import pytest
from pydantic import Field
from tests.factories import NOON, an_actor

from quanju.domains.journal import queries as journal
from quanju.domains.kernel.types import Denied, NotFound, Text
from quanju.domains.kernel.workflow import NotInThisState
from quanju.domains.people.types import ROLES, SERVICE
from quanju.domains.rulebook import actions, queries
from quanju.domains.rulebook.actions import RuleNotUsable, StartsInThePast
from quanju.domains.rulebook.models import RuleTable
from quanju.domains.rulebook.permissions import READERS, may_read_rules
from quanju.domains.rulebook.queries import NoRuleInForce
from quanju.domains.rulebook.types import _KINDS, RuleKind, Table
from quanju.domains.rulebook.workflow import RULE_TABLE

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
    actions.approve_rule(table=row.pk, by=leader, at=NOON)
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
    actions.approve_rule(table=row.pk, by=leader, at=NOON + DAY)
    assert minutes_at(kind, NOON + DAY - timedelta(seconds=1)) == 5
    assert minutes_at(kind, NOON + DAY) == 7


def test_a_version_approved_for_later_gives_way_to_one_that_begins_before(kind, admin, leader):
    load(kind)
    far = propose(kind, admin, 8, effective_from=NOON + 5 * DAY)
    actions.approve_rule(table=far.pk, by=leader, at=NOON)
    near = propose(kind, admin, 9, effective_from=NOON + 2 * DAY)
    actions.approve_rule(table=near.pk, by=leader, at=NOON)
    assert RuleTable.objects.get(pk=far.pk).status == "superseded"
    assert minutes_at(kind, NOON + DAY) == 5
    assert minutes_at(kind, NOON + 6 * DAY) == 9


def test_at_every_moment_one_table_is_in_force(kind, admin, leader):
    load(kind)
    for minutes, days in ((6, 3), (7, 1), (8, 2), (9, 2)):
        row = propose(kind, admin, minutes, effective_from=NOON + days * DAY)
        actions.approve_rule(table=row.pk, by=leader, at=NOON)
        for day in range(5):
            assert RuleTable.objects.filter(kind=kind.name).in_force(NOON + day * DAY).count() == 1


def test_rules_on_rights_wait_for_a_day(rights, admin, leader):
    load(rights)
    with pytest.raises(StartsInThePast):
        propose(rights, admin, effective_from=NOON + DAY - timedelta(seconds=1))
    row = propose(rights, admin, effective_from=NOON + DAY)
    actions.approve_rule(table=row.pk, by=leader, at=NOON + timedelta(hours=3))
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
    assert bool(may_read_rules(by)) is (role in READERS)
    if role in PROPOSERS:
        propose(kind, by)
    else:
        with pytest.raises(Denied):
            propose(kind, by)
    row = propose(kind, an_actor("system_admin"))
    for verb in (actions.approve_rule, actions.reject_rule):
        if role != "branch_leader":
            with pytest.raises(Denied):
                verb(table=row.pk, by=by, at=NOON)


def test_nobody_withdraws_anothers_proposal(kind, admin):
    row = propose(kind, admin)
    with pytest.raises(Denied) as refused:
        actions.withdraw_rule(table=row.pk, by=an_actor("system_admin"), at=NOON)
    assert refused.value.code == "DENY_RELATION"


def test_every_step_is_in_the_journal(kind, admin, leader):
    load(kind)
    row = propose(kind, admin)
    actions.approve_rule(table=row.pk, by=leader, at=NOON)
    events = [e.event for e in journal.history_of(f"rules:{kind.name}")]
    assert events == ["rulebook.rule_loaded", "rulebook.rule_proposed", "rulebook.rule_approved"]
    assert {e.kind for e in journal.history_of(f"rules:{kind.name}")} == {"config_change"}


VERBS = {
    "approve": actions.approve_rule,
    "reject": actions.reject_rule,
    "withdraw": actions.withdraw_rule,
}


@pytest.mark.parametrize(
    ("state", "verb", "after"), [cell for cell in RULE_TABLE.cells() if cell[1] in VERBS], ids=str
)
def test_every_cell_of_the_table(kind, admin, leader, state, verb, after):
    row = propose(kind, admin)
    RuleTable.objects.update(status=state)
    by = admin if verb == "withdraw" else leader
    if after is None:
        with pytest.raises(NotInThisState):
            VERBS[verb](table=row.pk, by=by, at=NOON)
    else:
        assert VERBS[verb](table=row.pk, by=by, at=NOON).status == after
