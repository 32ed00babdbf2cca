"""Nobody lowers the class of a report alone (specification 2.4, misuse case 4)."""

import pytest
from tests.builders.people import NOON, an_actor, decide
from tests.builders.reports import SAID, a_room, taken

from quanju.domains.kernel.types import Denied
from quanju.domains.kernel.words import TextMissing
from quanju.domains.kernel.workflow import NotInThisState
from quanju.domains.reception.actions import lowering, reports
from quanju.domains.reception.queries.reports import told_report

pytestmark = pytest.mark.django_db
# The kinds of the table, the heaviest first: typed by hand.
KINDS = ("criminal", "administrative", "dispute", "help", "not_police")


@pytest.fixture
def desk():
    return a_room()[1]


def write(view, kind, by):
    return reports.write_report(
        report=view.number, kind=kind, said=SAID, is_identity_checked=True, by=by, at=NOON
    )


def propose(view, kind, by, **more):
    said = {"why": "双方和解", "at": NOON} | more
    return lowering.propose_lighter_kind(report=view.number, kind=kind, by=by, **said)


@pytest.mark.parametrize("old", KINDS)
def test_the_form_takes_the_same_and_heavier_kinds_and_no_lighter(desk, old):
    for new in KINDS:
        view = taken(desk, kind=old)
        if KINDS.index(new) <= KINDS.index(old):
            assert write(view, new, desk).kind == new
        else:
            with pytest.raises(lowering.LighterKind) as found:
                write(view, new, desk)
            assert found.value.field == "kind"
            assert told_report(view.number, at=NOON).kind == old


def test_a_lighter_kind_holds_once_legal_supervision_has_agreed(desk):
    view = taken(desk)
    proposal = propose(view, "dispute", desk)
    assert proposal.said.zh == f"{view.number} 从“刑事”改为“纠纷”"
    assert told_report(view.number, at=NOON).kind == "criminal"
    with pytest.raises(Denied):
        decide(view.subject, by=desk, at=NOON)
    with pytest.raises(Denied):
        decide(view.subject, by=an_actor("branch_leader"), at=NOON)
    decide(view.subject, by=an_actor("legal_supervision"), at=NOON)
    assert told_report(view.number, at=NOON).kind == "dispute"


def test_refused_it_stays_what_it_was(desk):
    view = taken(desk)
    propose(view, "help", desk)
    decide(view.subject, "refuse", by=an_actor("legal_supervision"), at=NOON)
    assert told_report(view.number, at=NOON).kind == "criminal"


@pytest.mark.parametrize("kind", ["administrative", "criminal", "unknown"])
def test_only_a_lighter_kind_is_proposed_and_with_a_reason(desk, kind):
    view = taken(desk, kind="administrative")
    with pytest.raises(lowering.NotLighter):
        propose(view, kind, desk)
    with pytest.raises(TextMissing):
        propose(view, "dispute", desk, why=" ")


def test_once_the_receipt_is_given_its_class_stays(desk):
    view = taken(desk, is_identity_checked=True)
    reports.say_no_evidence(report=view.number, why="没有", by=desk, at=NOON)
    propose(view, "dispute", desk)
    reports.give_receipt(
        report=view.number, address="https://example.org/x", language="zh-hans", by=desk, at=NOON
    )
    with pytest.raises(NotInThisState):
        propose(view, "dispute", desk)
    with pytest.raises(NotInThisState):
        decide(view.subject, by=an_actor("legal_supervision"), at=NOON)
