"""A shift begins: with whom, by whom, and never with one person on two crews."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from tests.builders.crews import a_crew, a_unit, ids, on_duty, rostered
from tests.builders.people import NOON, a_station, an_actor

from quanju.domains.journal.queries import history_of
from quanju.domains.kernel.roles import ROLES
from quanju.domains.kernel.types import Denied, NotFound
from quanju.domains.kernel.workflow import NotInThisState
from quanju.domains.patrol.actions import crews as crews_actions
from quanju.domains.patrol.actions.crews import (
    CrewTooLarge,
    CrewTooSmall,
    NotInAPost,
    OnAnotherCrew,
    VolunteerAmongPolice,
)
from quanju.domains.patrol.models import CrewMember, UnitShift
from quanju.domains.patrol.queries import units as units_queries

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(hours=8)


def test_a_unit_signs_on_with_its_crew():
    unit, crew = a_unit(), a_crew()
    view = crews_actions.sign_on(unit=unit.pk, crew=ids(crew), by=crew[0], at=NOON)
    assert (view.status, view.shift_started_at) == ("available", NOON)
    assert [member.person_id for member in units_queries.crew_of(unit.pk)] == ids(crew)
    assert units_queries.unit_ridden_by(ids(crew)[0]).call_sign == unit.call_sign


def test_it_is_in_the_journal_with_the_crew_as_subjects_and_no_names():
    unit, crew = a_unit(), a_crew()
    crews_actions.sign_on(unit=unit.pk, crew=ids(crew), by=crew[0], at=NOON)
    (entry,) = history_of(unit.subject)
    assert entry.event == "patrol.unit_signed_on"
    assert entry.facts == {"before": "off_duty", "after": "available", "crew": 2}
    station = f"station:{unit.organisation_id}"
    assert set(entry.related) == {station, *(member.subject for member in crew)}


@pytest.mark.parametrize("count", [0, 1])
def test_a_patrol_has_at_least_two_members(count):
    unit, crew = a_unit(), a_crew(count)
    with pytest.raises(CrewTooSmall, match="at least 2") as refusal:
        crews_actions.sign_on(unit=unit.pk, crew=ids(crew), by=an_actor("dispatcher"), at=NOON)
    assert refusal.value.status == 422
    assert units_queries.unit_view(unit.pk).status == "off_duty"


def test_the_same_person_twice_is_one_member():
    unit, (person,) = a_unit(), a_crew(1)
    twice = ids([person, person])
    with pytest.raises(CrewTooSmall):
        crews_actions.sign_on(unit=unit.pk, crew=twice, by=an_actor("dispatcher"), at=NOON)


@pytest.mark.parametrize(("count", "is_taken"), [(12, True), (13, False)])
def test_both_sides_of_the_largest_crew(count, is_taken):
    unit, crew = a_unit(), a_crew(count)
    if is_taken:
        crews_actions.sign_on(unit=unit.pk, crew=ids(crew), by=crew[0], at=NOON)
    else:
        with pytest.raises(CrewTooLarge):
            crews_actions.sign_on(unit=unit.pk, crew=ids(crew), by=crew[0], at=NOON)


def test_traffic_police_may_ride_alone():
    unit, crew = a_unit(force_type="traffic_police"), a_crew(1)
    crews_actions.sign_on(unit=unit.pk, crew=ids(crew), by=an_actor("dispatcher"), at=NOON)


def test_somebody_whose_post_has_ended_does_not_ride():
    unit = a_unit()
    crew = [*a_crew(1), *a_crew(1, valid_until=NOON)]
    with pytest.raises(NotInAPost):
        crews_actions.sign_on(unit=unit.pk, crew=ids(crew), by=crew[0], at=NOON)


def test_an_unknown_person_is_refused_and_not_a_server_error():
    unit, crew = a_unit(), a_crew(1)
    with pytest.raises(NotInAPost, match="987654"):
        crews_actions.sign_on(unit=unit.pk, crew=[*ids(crew), 987654], by=crew[0], at=NOON)


def test_an_unknown_unit_is_not_found():
    with pytest.raises(NotFound):
        crews_actions.sign_on(unit=987654, crew=[1, 2], by=an_actor("dispatcher"), at=NOON)


def test_a_volunteer_rides_with_volunteers_only():
    volunteers = a_crew(role="volunteer")
    with pytest.raises(VolunteerAmongPolice):
        crews_actions.sign_on(
            unit=a_unit().pk, crew=ids(volunteers), by=an_actor("dispatcher"), at=NOON
        )
    theirs = a_unit("义-01", force_type="volunteer")
    crews_actions.sign_on(unit=theirs.pk, crew=ids(volunteers), by=an_actor("dispatcher"), at=NOON)


def test_somebody_on_another_crew_is_named_by_that_crews_call_sign():
    first, crew = a_unit("巡-01"), a_crew()
    on_duty(first, crew)
    second = a_unit("巡-02")
    with pytest.raises(OnAnotherCrew) as refusal:
        crews_actions.sign_on(
            unit=second.pk, crew=ids([crew[0], *a_crew(1)]), by=an_actor("dispatcher"), at=NOON
        )
    assert "巡-01" in refusal.value.text.zh
    assert UnitShift.objects.filter(unit=second).count() == 0


def test_a_unit_on_duty_does_not_sign_on_again():
    unit = a_unit()
    on_duty(unit)
    with pytest.raises(NotInThisState):
        on_duty(unit)


def test_after_signing_off_the_crew_is_free_and_the_history_stays():
    unit, crew = a_unit(), a_crew()
    on_duty(unit, crew)
    crews_actions.sign_off(unit=unit.pk, by=crew[0], at=LATER, confirmed=True)
    on_duty(a_unit("巡-02"), crew, at=LATER)
    assert list(UnitShift.objects.filter(unit=unit).values_list("ended_at", flat=True)) == [LATER]
    assert CrewMember.objects.filter(unit=unit, left_at=LATER).count() == 2


RIDE = {"patrol_unit", "community_officer", "case_officer"}


@pytest.mark.parametrize("role", ROLES)
def test_who_may_sign_a_unit_on(role):
    unit, crew, actor = a_unit(), a_crew(), an_actor(role)
    if role in {"dispatcher", "shift_supervisor", "station_command"}:
        crews_actions.sign_on(unit=unit.pk, crew=ids(crew), by=actor, at=NOON)
        return
    with pytest.raises(Denied) as refusal:
        crews_actions.sign_on(unit=unit.pk, crew=ids(crew), by=actor, at=NOON)
    assert refusal.value.code == ("DENY_RELATION" if role in RIDE else "DENY_ROLE")


@pytest.mark.parametrize("role", sorted(RIDE))
def test_a_member_of_the_crew_may(role):
    unit, crew = a_unit(), a_crew(role=role)
    crews_actions.sign_on(unit=unit.pk, crew=ids(crew), by=crew[1], at=NOON)


def test_a_member_of_the_usual_crew_may_though_not_riding_today():
    unit, crew, (leader,) = a_unit(), a_crew(), a_crew(1)
    rostered(unit, [leader])
    crews_actions.sign_on(unit=unit.pk, crew=ids(crew), by=leader, at=NOON)


def test_another_stations_command_room_may_not():
    unit = a_unit(organisation=a_station("zhengyang").parts.get(kind="case_team"))
    with pytest.raises(Denied) as refusal:
        crews_actions.sign_on(unit=unit.pk, crew=[1, 2], by=an_actor("station_command"), at=NOON)
    assert refusal.value.code == "DENY_RELATION"


@pytest.mark.django_db(transaction=True)
def test_two_crews_sign_on_the_same_person_in_the_same_instant():
    """Twenty times, two threads: one unit gets the person, the other is told which one has."""
    dispatcher, (wanted,) = an_actor("dispatcher"), a_crew(1)
    others = a_crew(2)
    for round_ in range(20):
        units = [a_unit(f"甲-{round_}"), a_unit(f"乙-{round_}")]
        start = threading.Barrier(2)
        outcome: dict[int, str] = {}

        def sign_on(index, units=units, start=start, outcome=outcome):
            start.wait()
            crew = ids([wanted, others[index]])
            try:
                crews_actions.sign_on(unit=units[index].pk, crew=crew, by=dispatcher, at=NOON)
                outcome[index] = "on duty"
            except OnAnotherCrew as refusal:
                outcome[index] = str(refusal.values["call_sign"])
            finally:
                connection.close()

        threads = [threading.Thread(target=sign_on, args=(i,)) for i in (0, 1)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        winner = next(i for i, said in outcome.items() if said == "on duty")
        assert outcome[1 - winner] == units[winner].call_sign
        assert CrewMember.objects.present().filter(person=wanted.person_id).count() == 1
        assert units_queries.unit_view(units[1 - winner].pk).status == "off_duty"
        crews_actions.sign_off(unit=units[winner].pk, by=dispatcher, at=NOON, confirmed=True)


@pytest.mark.django_db(transaction=True)
def test_the_same_unit_signed_on_twice_in_the_same_instant():
    dispatcher, unit = an_actor("dispatcher"), a_unit()
    crews = [ids(a_crew()), ids(a_crew())]
    start, outcome = threading.Barrier(2), []

    def sign_on(crew):
        start.wait()
        try:
            crews_actions.sign_on(unit=unit.pk, crew=crew, by=dispatcher, at=NOON)
            outcome.append("on duty")
        except NotInThisState:
            outcome.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=sign_on, args=(crew,)) for crew in crews]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcome) == ["on duty", "refused"]
    assert UnitShift.objects.filter(unit=unit).count() == 1
