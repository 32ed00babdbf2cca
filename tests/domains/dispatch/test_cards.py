"""Cards by type: closed questions, answers that raise the grade and never lower it, facts kept."""

import copy

import pytest
from tests.builders.incidents import an_incident, fresh
from tests.builders.people import NOON, an_actor
from tests.builders.town import spot

from quanju.domains.dispatch.actions.take_call import take_call
from quanju.domains.dispatch.cards import CARDS, answered
from quanju.domains.dispatch.models import Incident
from quanju.domains.dispatch.queries.incidents import incident_named
from quanju.domains.dispatch.queries.tables import card_of, incident_types
from quanju.domains.dispatch.rules import ProposedGrade
from quanju.domains.journal.queries import history_of
from quanju.domains.kernel.types import Refused
from quanju.domains.rulebook.queries import read, shipped, written
from quanju.domains.rulebook.reading import content_of
from quanju.domains.rulebook.types import RuleError

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(town):
    return an_actor("dispatcher")


def take(desk, type_code="fight", **more):
    lon, lat = spot(3, 2)
    facts = {"type_code": type_code, "said": "", "lon": lon, "lat": lat} | more
    return take_call(**facts, by=desk, at=NOON)


def test_a_types_own_card_comes_before_that_of_its_class(town):
    assert card_of("fight", NOON).code == "public_order"
    assert card_of("suicide_danger", NOON).code == "suicide_danger"
    assert card_of("advice", NOON) is None
    assert card_of("no_such_type", NOON) is None


def test_answers_are_facts_of_the_incident_and_stand_in_its_entry(desk):
    row = take(desk, card={"weapon": "no", "hurt": "slightly"})
    facts = incident_named(row.number, actor=desk, at=NOON).card
    assert [(one.asked, one.said) for one in facts] == [("weapon", "no"), ("hurt", "slightly")]
    assert facts[0].question.zh == "有刀棍等凶器吗？"
    (entry,) = [e for e in history_of(row.subject) if e.event == "dispatch.incident_created"]
    assert entry.facts["card"] == {"weapon": "no", "hurt": "slightly"}


@pytest.mark.parametrize(
    ("card", "grade"),
    [
        ({}, 3),
        ({"weapon": "no", "going_on": "no"}, 3),
        ({"going_on": "yes"}, 2),
        ({"weapon": "yes"}, 1),
        ({"weapon": "yes", "going_on": "yes"}, 1),
    ],
)
def test_an_answer_raises_the_grade_and_says_why(desk, card, grade):
    before = next(kind.grade for kind in incident_types(NOON) if kind.code == "fight")
    row = take(desk, card=card)
    assert row.grade == min(before, grade)
    assert bool(row.grade_reasons) == (row.grade < before)


def test_no_answer_lowers_a_grade():
    kind_grade = ProposedGrade(1, ())
    card = read(CARDS.name, shipped(CARDS)).cards[0]
    for question in card.questions:
        for answer in question.answers:
            found = answered(card, {question.code: answer.code}, kind_grade)
            assert (found.proposal.grade, found.proposal.reasons) == (1, ())


def test_a_raised_grade_is_lowered_with_a_reason_only(desk):
    with pytest.raises(Refused) as refusal:
        take(desk, card={"weapon": "yes"}, grade=3)
    assert refusal.value.code == "LOWERING_NEEDS_REASON"
    assert take(desk, card={"weapon": "yes"}, grade=3, grade_reason="玩具").grade == 3


@pytest.mark.parametrize(
    ("type_code", "card"),
    [
        ("fight", {"weapon": "perhaps"}),
        ("fight", {"inside": "yes"}),
        ("advice", {"weapon": "yes"}),
    ],
)
def test_answers_of_another_card_are_refused_at_the_type_and_nothing_is_stored(
    desk, type_code, card
):
    with pytest.raises(Refused) as refusal:
        take(desk, type_code, card=card)
    assert (refusal.value.code, refusal.value.field) == ("ANSWER_UNKNOWN", "type_code")
    assert not Incident.objects.exists()


def test_an_incident_without_a_call_has_no_card(desk):
    assert fresh(an_incident(by=desk)).card == []


# --- the table ------------------------------------------------------------------------------------


def table(change):
    content = copy.deepcopy(content_of(shipped(CARDS)))
    change(content["card"][0])
    return content


def more(name, count):
    def change(card):
        first = card["question"][0]
        one = card["question"] if name == "question" else first["answer"]
        model = one[0]
        one[:] = [model | {"code": f"c{n}"} for n in range(count)]

    return change


def twice(card):
    card["question"].append(card["question"][0])


@pytest.mark.parametrize(
    ("change", "is_right"),
    [
        (more("question", 6), True),
        (more("question", 7), False),
        (more("answer", 2), True),
        (more("answer", 9), True),
        (more("answer", 1), False),
        (more("answer", 10), False),
        (twice, False),
        (lambda card: card.update(say=[["好", "well"]] * 5), False),
    ],
)
def test_six_questions_of_nine_answers_are_the_most(change, is_right):
    if is_right:
        read_table(table(change))
        return
    with pytest.raises(RuleError):
        read_table(table(change))


def read_table(content):
    return read(CARDS.name, written(content))
