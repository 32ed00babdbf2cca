"""A prepared question is answered as its query set would be, and builds its SQL once."""

from datetime import timedelta

import pytest
from django.db.models import ExpressionWrapper, F, FloatField
from tests.builders.people import NOON, a_branch, a_station, an_appointment

from quanju.domains.kernel.prepared import VIEWS_A_QUESTION, Prepared, PreparedView
from quanju.domains.people.models import Appointment, Organisation, Person

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def held(person, at):
    rows = Appointment.objects.in_force(at).filter(person_id=person)
    return rows.select_related("person", "post__organisation__parent")


def codes(kind):
    return Organisation.objects.filter(kind=kind).order_by("code").values_list("code", flat=True)


def test_objects_come_with_what_stands_beside_them(django_assert_num_queries):
    mine = an_appointment("station_command")
    an_appointment("dispatcher")
    station, asked = a_station(), Prepared(held, person=int, at=type(NOON))
    with django_assert_num_queries(1):
        (found,) = asked(person=mine.person_id, at=NOON)
        assert found == mine
        assert found.post.organisation.parent == station
        assert found.valid_from == mine.valid_from
    assert found.person._state.db == "default"
    assert not found._state.adding


def test_each_asking_has_its_own_values():
    mine = an_appointment("dispatcher", valid_from=NOON)
    asked = Prepared(held, person=int, at=type(NOON))
    assert asked(person=mine.person_id, at=NOON) == [mine]
    assert asked(person=mine.person_id, at=NOON - DAY) == []
    assert asked(person=mine.person_id + 1, at=NOON) == []


def test_values_alone_are_values_and_several_are_tuples():
    a_station("zhengyang")
    a_station("jiankang")
    asked = Prepared(codes, kind=str)
    assert asked(kind="station") == ["jiankang", "zhengyang"]
    assert asked(kind="branch") == [a_branch().code]
    pairs = Prepared(lambda: Organisation.objects.order_by("pk").values_list("pk", "parent_id"))
    assert pairs() == list(Organisation.objects.order_by("pk").values_list("pk", "parent_id"))


def test_a_number_may_stand_in_an_order_and_twice():
    for name in ("a", "b", "c"):
        an_appointment("dispatcher", name=name)

    def nearest(to):
        far = ExpressionWrapper(F("pk") - to, output_field=FloatField())
        apart = ExpressionWrapper(far * far, output_field=FloatField())
        return Person.objects.alias(apart=apart).order_by("apart", "pk")[:1]

    asked = Prepared(nearest, to=float)
    for person in Person.objects.all():
        assert asked(to=person.pk + 0.1) == [person]


def test_what_is_not_asked_for_is_told():
    with pytest.raises(ValueError, match="does not ask"):
        Prepared(lambda kind: Organisation.objects.all(), kind=str)(kind="branch")
    with pytest.raises(TypeError):
        Prepared(codes, kind=str)(sort="branch")


def test_a_view_is_made_anew_only_when_its_rows_say_something_else():
    a_station("zhengyang")
    made = []

    def view(rows):
        made.append(rows)
        return tuple(rows)

    asked = PreparedView(codes, view, kind=str)
    first = asked(kind="station")
    assert first == ("zhengyang",)
    assert asked(kind="station") is first
    a_station("jiankang")
    assert asked(kind="station") == ("jiankang", "zhengyang")
    assert len(made) == 2
    Organisation.objects.filter(code="jiankang").update(kind="case_team")
    assert asked(kind="station") is first


def test_only_the_latest_answers_are_kept():
    asked = PreparedView(lambda n: Organisation.objects.filter(pk=n), len, n=int)
    for number in range(VIEWS_A_QUESTION + 3):
        assert asked(n=a_station(f"view-{number}").pk) == 1
    assert len(asked._known) == VIEWS_A_QUESTION
