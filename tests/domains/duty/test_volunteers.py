"""Volunteers stand beside an officer, after a briefing, and see only what is their own."""

import pytest
from django.db import IntegrityError, transaction
from tests.builders.crews import a_crew
from tests.builders.duty import HOUR, a_shift
from tests.builders.people import NOON, an_actor

from quanju.domains.duty.actions import deciding, planning, shift_refusals, staging, volunteers
from quanju.domains.duty.models import ShiftMember
from quanju.domains.duty.queries import shifts, staffing
from quanju.domains.journal.models import Entry
from quanju.domains.kernel.types import Denied

pytestmark = pytest.mark.usefixtures("town")


def a_volunteer(*, briefed=True):
    one, leader = an_actor("volunteer"), an_actor("community_officer")
    volunteers.register_volunteer(person=one.person_id, by=leader, at=NOON)
    if briefed:
        volunteers.brief_volunteer(person=one.person_id, by=leader, at=NOON)
    return one


def beside(volunteer, officer, **more):
    pair = {volunteer.person_id: officer.person_id}
    return a_shift([officer, volunteer], force_type="volunteer", paired=pair, headcount=3, **more)


def test_a_volunteer_stands_beside_an_officer_of_the_same_shift():
    officer, volunteer = an_actor("community_officer"), a_volunteer()
    view = beside(volunteer, officer)
    assert view.member_ids == {officer.person_id, volunteer.person_id}
    for wrong in ({}, {volunteer.person_id: an_actor("patrol_unit").person_id}):
        with pytest.raises(shift_refusals.VolunteerWithoutOfficer):
            a_shift([volunteer], force_type="volunteer", paired=wrong, duty_from=NOON + 10 * HOUR)


def test_volunteers_stand_no_police_shift():
    officer, volunteer = an_actor("patrol_unit"), a_volunteer()
    with pytest.raises(shift_refusals.VolunteersStandElsewhere):
        a_shift([officer, volunteer], paired={volunteer.person_id: officer.person_id})


def test_before_the_briefing_there_is_no_shift():
    with pytest.raises(shift_refusals.VolunteerNotBriefed):
        beside(a_volunteer(briefed=False), an_actor("community_officer"))


def test_the_database_knows_no_volunteer_without_an_officer():
    view = beside(a_volunteer(), an_actor("community_officer"))
    with pytest.raises(IntegrityError), transaction.atomic():
        ShiftMember.objects.filter(shift=view.pk, is_volunteer=True).update(paired_with=None)


def test_signing_up_pairs_with_the_officer_who_has_fewest():
    first, second = a_crew(2, "community_officer")
    shift = a_shift([first, second], force_type="volunteer", headcount=4)
    one, other, third = a_volunteer(), a_volunteer(), a_volunteer()
    for volunteer in (one, other):
        assert [s.pk for s in shifts.open_volunteer_shifts(by=volunteer, at=NOON)] == [shift.pk]
        volunteers.sign_up(shift=shift.pk, by=volunteer, at=NOON)
    pairs = ShiftMember.objects.filter(is_volunteer=True).values_list("paired_with", flat=True)
    assert set(pairs) == {first.person_id, second.person_id}
    with pytest.raises(shift_refusals.TooManyPeople):
        volunteers.sign_up(shift=shift.pk, by=third, at=NOON)


def test_signing_up_twice_at_once_is_refused():
    volunteer = a_volunteer()
    beside(volunteer, an_actor("community_officer"))
    other = a_shift([an_actor("community_officer")], force_type="volunteer", headcount=3)
    with pytest.raises(shift_refusals.OnAnotherShift):
        volunteers.sign_up(shift=other.pk, by=volunteer, at=NOON)


def test_a_volunteer_sees_own_shifts_and_no_other_names():
    officer, volunteer = an_actor("community_officer"), a_volunteer()
    shift = beside(volunteer, officer)
    (seen,) = shifts.own_shifts(since=NOON, by=volunteer, at=NOON)
    assert [m.person_id for m in seen.members] == [volunteer.person_id]
    assert shifts.own_shifts(since=NOON, by=a_volunteer(), at=NOON) == []
    assert seen.pk == shift.pk


def test_hours_and_observation_are_logged_once_begun_and_stay_out_of_the_journal():
    volunteer = a_volunteer()
    shift = beside(volunteer, an_actor("community_officer"))
    wish = {"shift": shift.pk, "observation": "路灯不亮", "by": volunteer}
    with pytest.raises(volunteers.NotBegunYet):
        volunteers.log_duty(minutes=60, at=NOON, **wish)
    for minutes in (0, 961):
        with pytest.raises(volunteers.MinutesNotUsable):
            volunteers.log_duty(minutes=minutes, at=NOON + 4 * HOUR, **wish)
    volunteers.log_duty(minutes=60, at=NOON + 4 * HOUR, **wish)
    assert "路灯" not in Entry.objects.get(event="patrol.volunteer_logged").facts_json
    leader = an_actor("community_officer")
    volunteers.thank_volunteer(
        shift=shift.pk, person=volunteer.person_id, by=leader, at=NOON + 9 * HOUR
    )
    (row,) = staffing.volunteers()
    assert (row.shifts, row.served_min) == (1, 60)
    with pytest.raises(volunteers.NotOnThisShift):
        volunteers.log_duty(minutes=5, at=NOON + 4 * HOUR, **(wish | {"by": a_volunteer()}))


def test_a_volunteer_does_no_officers_verb():
    volunteer, officer = a_volunteer(), an_actor("community_officer")
    shift = beside(volunteer, officer, staging_point=1)
    with pytest.raises(Denied) as refusal:
        staging.check_in(shift=shift.pk, by=volunteer, at=NOON + 2 * HOUR)
    assert "民警" in refusal.value.text.zh
    with pytest.raises(Denied):
        deciding.cancel_shift(shift=shift.pk, why="x", by=volunteer, at=NOON)


def test_only_who_holds_a_volunteers_post_is_registered_and_once():
    leader, volunteer = an_actor("station_command"), a_volunteer()
    with pytest.raises(volunteers.NotAVolunteer):
        volunteers.register_volunteer(person=an_actor("patrol_unit").person_id, by=leader, at=NOON)
    with pytest.raises(volunteers.RegisteredAlready):
        volunteers.register_volunteer(person=volunteer.person_id, by=leader, at=NOON)


def test_volunteers_are_put_beside_officers_in_turn_and_stay_beside_theirs():
    first, second = (one.person_id for one in a_crew(2, "community_officer"))
    a, b, c = (a_volunteer().person_id for _ in range(3))
    found = staffing.beside_officers([first, second, a, b, c], at=NOON)
    assert sorted(found) == sorted([a, b, c])
    assert sorted(list(found.values()).count(one) for one in (first, second)) == [1, 2]
    shift = a_shift([], force_type="volunteer", headcount=4)
    planning.change_members(
        shift=shift.pk,
        people=[first, second, a],
        paired={a: second},
        by=an_actor("dispatcher"),
        at=NOON,
    )
    kept = staffing.beside_officers([first, second, a, b], shift=shift.pk, at=NOON)
    assert kept == {a: second, b: first}
    assert staffing.beside_officers([a, b], at=NOON) == {}
