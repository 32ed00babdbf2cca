"""Economic and disputed cases are filed or refused only after legal supervision's opinion."""

import pytest
from tests.builders.cases import an_officer, decide_on, receipted, under_review
from tests.builders.people import NOON, an_actor
from tests.builders.reports import a_room
from tests.waiting import waits

from quanju.config.reactions import react
from quanju.domains.cases.actions.deciding import propose_decision
from quanju.domains.cases.models import CaseRecord
from quanju.domains.kernel.types import Denied
from quanju.domains.kernel.words import TextMissing
from quanju.domains.kernel.workflow import NotInThisState
from quanju.domains.rulebook.reading import read_shipped
from quanju.domains.supervision import waiting
from quanju.domains.supervision.actions.opinions import ask_opinion, give_opinion
from quanju.domains.supervision.models import Opinion
from quanju.domains.supervision.rules import REVIEW_RULE, why_reviewed

ECONOMIC = {"title": "合同诈骗", "statement": "付了定金，对方失联。"}
RULE = read_shipped(REVIEW_RULE)


@pytest.mark.parametrize(
    ("words", "declines", "why"),
    [
        ("电瓶被盗", 0, ""),
        ("电瓶被盗", 1, ""),
        ("电瓶被盗", 2, "disputed"),
        ("涉嫌职务侵占", 0, "economic"),
    ],
)
def test_a_case_is_economic_by_its_words_or_disputed_by_its_refusals(words, declines, why):
    assert why_reviewed(words, declines, RULE) == why


@pytest.mark.django_db
@pytest.mark.parametrize("decision", ["file", "not_file"])
def test_an_economic_case_is_decided_only_after_the_opinion(decision):
    officer, legal = an_officer(), an_actor("legal_supervision")
    view = under_review(officer, said=ECONOMIC)
    put = {"case": view.number, "decision": decision, "reason": "x", "by": officer, "at": NOON}
    with pytest.raises(Denied, match="NEEDS_OPINION"):
        propose_decision(**put)
    assert CaseRecord.objects.get().awaits == ""
    assert ask_opinion(case=view.number, at=NOON)
    assert not ask_opinion(case=view.number, at=NOON)
    with pytest.raises(Denied, match="NEEDS_OPINION"):
        propose_decision(**put)
    assert waits(waiting, legal, NOON) == ["opinion"]
    give_opinion(case=view.number, opinion="事实清楚，同意", by=legal, at=NOON)
    assert waits(waiting, legal, NOON) == []
    assert decide_on(view, decision, officer=officer).decided_at == NOON


@pytest.mark.django_db
def test_another_case_needs_none_and_an_economic_one_may_be_transferred_without():
    officer = an_officer()
    plain = under_review(officer)
    assert not ask_opinion(case=plain.number, at=NOON)
    assert decide_on(plain, "file", officer=officer).status == "filed"
    view = under_review(officer, said=ECONOMIC)
    assert decide_on(view, "transfer_out", officer=officer).status == "transferred_out"


@pytest.mark.django_db
def test_an_opinion_is_given_once_with_words_by_legal_supervision_alone():
    officer, legal = an_officer(), an_actor("legal_supervision")
    view = under_review(officer, said=ECONOMIC)
    ask_opinion(case=view.number, at=NOON)
    with pytest.raises(Denied):
        give_opinion(case=view.number, opinion="x", by=officer, at=NOON)
    with pytest.raises(TextMissing):
        give_opinion(case=view.number, opinion="", by=legal, at=NOON)
    give_opinion(case=view.number, opinion="同意", by=legal, at=NOON)
    with pytest.raises(NotInThisState):
        give_opinion(case=view.number, opinion="再说", by=legal, at=NOON)


@pytest.mark.django_db
def test_the_news_of_a_case_asks_for_its_opinion():
    react(NOON)
    an_officer()
    receipted(a_room()[1], said=ECONOMIC)
    receipted(a_room()[1])
    react(NOON)
    assert [one.why for one in Opinion.objects.all()] == ["economic"]
