"""Grades: words raise, people lower with a reason and the right."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.builders.incidents import an_incident, fresh
from tests.builders.people import NOON, a_station, an_actor

from quanju.domains.dispatch.actions.correcting import reclassify_incident
from quanju.domains.dispatch.actions.grading import lower_grade, raise_grade
from quanju.domains.dispatch.rules import INCIDENT_CLASSES, SAFETY_WORDS, proposed_grade
from quanju.domains.journal import queries as journal
from quanju.domains.kernel.types import Denied, Refused
from quanju.domains.rulebook.queries import in_force

SAFETY = in_force(SAFETY_WORDS, at=None).content.rules
TYPES = list(in_force(INCIDENT_CLASSES, at=None).content.types.values())
WORDS = [word for rule in SAFETY for word in rule.heard]


@given(
    kind=st.sampled_from(TYPES),
    words=st.lists(st.one_of(st.sampled_from(WORDS), st.text(max_size=8)), max_size=5),
)
def test_words_raise_or_leave_the_grade_and_say_why_exactly_when_they_raise_it(kind, words):
    found = proposed_grade(kind, "，".join(words), SAFETY)
    assert found.grade <= kind.grade
    assert bool(found.reasons) == (found.grade < kind.grade)


@pytest.mark.parametrize("word", WORDS)
def test_each_word_raises_the_least_urgent_grade_and_is_named(word):
    calm = max(TYPES, key=lambda kind: kind.grade)
    found = proposed_grade(calm, f"这里{word}了", SAFETY)
    assert found.grade < calm.grade
    assert any("“" in reason.zh for reason in found.reasons)


@pytest.mark.django_db
def test_lowering_needs_a_reason_and_raising_does_not(town):
    desk = an_actor("dispatcher")
    row = an_incident(by=desk)
    change = {"incident": row.number, "by": desk, "at": NOON}
    for reason in ("", "  "):
        with pytest.raises(Refused) as refusal:
            lower_grade(**change, grade=3, reason=reason)
        assert refusal.value.code == "LOWERING_NEEDS_REASON"
    lower_grade(**change, grade=3, reason="双方已离开")
    raise_grade(**change, grade=1)
    assert fresh(row).grade == 1
    told = [entry.event for entry in journal.history_of(row.subject)]
    assert told[-2:] == ["dispatch.grade_lowered", "dispatch.grade_raised"]


@pytest.mark.django_db
@pytest.mark.parametrize("grade", [0, 5, -1])
def test_there_are_four_grades(town, grade):
    with pytest.raises(Refused):
        an_incident(grade=grade, grade_reason="测试")


@pytest.mark.django_db
@pytest.mark.parametrize("verb", [lower_grade, raise_grade])
def test_a_crew_and_another_station_do_not_change_the_grade(town, verb):
    row = an_incident()
    row.station = a_station("xiangyang")
    row.save()
    for role in ("patrol_unit", "station_command", "branch_leader"):
        with pytest.raises(Denied):
            verb(incident=row.number, grade=3, reason="测试", by=an_actor(role), at=NOON)
    own = an_actor(
        "station_command", organisation=a_station("xiangyang").parts.get(kind="command_room")
    )
    lower_grade(incident=row.number, grade=3, reason="测试", by=own, at=NOON)


@pytest.mark.django_db
def test_another_type_raises_the_grade_and_never_lowers_it(town):
    desk = an_actor("dispatcher")
    row = an_incident(by=desk)
    change = {"incident": row.number, "by": desk, "at": NOON}
    assert reclassify_incident(**change, type_code="theft").grade == 2
    assert reclassify_incident(**change, type_code="robbery").grade == 1
    assert reclassify_incident(**change, type_code="theft").grade == 1
    assert fresh(row).feedback_type_code == ""


@pytest.mark.django_db
def test_a_reason_of_ten_thousand_characters_is_refused_in_words(town):
    with pytest.raises(Refused) as refusal:
        an_incident(grade=4, grade_reason="长" * 10_000)
    assert refusal.value.code == "TEXT_TOO_LONG"
