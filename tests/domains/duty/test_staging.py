"""Staging shifts: every cell of the table, checking in by position, covering, lateness."""

from datetime import timedelta

import pytest
from tests.builders.crews import a_crew, a_unit, on_duty
from tests.builders.duty import HOUR, a_shift
from tests.builders.people import NOON, an_actor
from tests.builders.town import BLOCK_M, spot

from quanju.domains.duty import jobs
from quanju.domains.duty.actions import deciding, planning, relocation, staging
from quanju.domains.duty.models import PlannedShift
from quanju.domains.duty.queries import shifts
from quanju.domains.duty.workflow import SHIFT
from quanju.domains.journal.models import Entry
from quanju.domains.kernel.types import Denied
from quanju.domains.kernel.workflow import NotInThisState
from quanju.domains.patrol.types.standing import PositionReport
from quanju.domains.rounds.models import PatrolRound

pytestmark = pytest.mark.usefixtures("town")
START = NOON + 2 * HOUR
LATE = timedelta(minutes=10)


def here(metres=0.0, *, at=START, age_s=0.0):
    """A position so far east of point 1, which stands at (2, 2)."""
    lon, lat = spot(2 + metres / BLOCK_M, 2)
    return PositionReport(unit=0, lon=lon, lat=lat, measured_at=at - timedelta(seconds=age_s))


def planned(crew, **more):
    return a_shift(crew, staging_point=1, **more)


def checked_in(crew, **more):
    shift = planned(crew, **more)
    return staging.check_in(shift=shift.pk, position=here(), by=crew[0], at=START)


def do(verb, shift, by, crew, successor):
    common = {"shift": shift.pk, "by": by, "at": START + timedelta(minutes=11)}
    if verb in ("check_in", "return_to_point"):
        return getattr(staging, verb)(on_word=True, **common)
    if verb == "hand_over":
        return staging.hand_over(to=successor.pk, **common)
    if verb == "change_members":
        return planning.change_members(people=[one.person_id for one in crew], **common)
    if verb in ("excuse", "cancel"):
        return getattr(deciding, f"{verb}_shift")(why="病假", **common)
    if verb == "confirm":
        return deciding.confirm_shift(**common)
    if verb == "relocate":  # before it begins; later is another refusal
        return relocation.relocate_shift(**common | {"zone": 2, "at": NOON})
    return getattr(staging, verb)(**common)


@pytest.mark.parametrize(("state", "verb", "after"), list(SHIFT.cells()))
def test_every_cell_of_the_state_table(state, verb, after):
    crew, desk = a_crew(), an_actor("dispatcher")
    shift, successor = planned(crew), planned(a_crew())
    PlannedShift.objects.filter(pk=shift.pk).update(status=state)
    PlannedShift.objects.filter(pk=successor.pk).update(status="checked_in")
    if after is None:
        with pytest.raises(NotInThisState) as refusal:
            do(verb, shift, desk, crew, successor)
        assert set(refusal.value.verbs) == set(SHIFT.verbs(state))
        assert shifts.shift(shift.pk, by=desk, at=START).status == state
    else:
        view = do(verb, shift, desk, crew, successor)
        assert (view.status, view.status_label) == (after, SHIFT.state_labels[after])


@pytest.mark.parametrize(("metres", "is_in"), [(99.5, True), (100.5, False)])
def test_both_sides_of_the_hundred_metres(metres, is_in):
    crew = a_crew()
    shift = planned(crew)
    wish = {"shift": shift.pk, "position": here(metres), "by": crew[0], "at": START}
    if is_in:
        assert staging.check_in(**wish).status == "checked_in"
        return
    with pytest.raises(staging.TooFarFromPoint) as refusal:
        staging.check_in(**wish)
    assert refusal.value.values["metres"] in (100, 101)
    assert shifts.shift(shift.pk, by=crew[0], at=START).status == "planned"


@pytest.mark.parametrize(("age_s", "is_in"), [(120, True), (121, False)])
def test_a_stale_position_is_refused_with_its_age(age_s, is_in):
    crew = a_crew()
    shift = planned(crew)
    wish = {"shift": shift.pk, "position": here(age_s=age_s), "by": crew[0], "at": START}
    if is_in:
        assert staging.check_in(**wish).status == "checked_in"
        return
    with pytest.raises(staging.PositionTooOld) as refusal:
        staging.check_in(**wish)
    assert "121" in refusal.value.text.zh


def test_without_a_phones_position_the_units_counts():
    unit = a_unit()
    _, crew = on_duty(unit, at=START, where=(2, 2))
    shift = planned(crew, unit=unit.pk)
    assert staging.check_in(shift=shift.pk, by=crew[0], at=START).status == "checked_in"


def test_with_no_position_at_all_the_refusal_says_what_helps():
    crew = a_crew()
    shift = planned(crew)
    with pytest.raises(staging.NoPosition):
        staging.check_in(shift=shift.pk, by=crew[0], at=START)


def test_a_crew_cannot_vouch_for_itself():
    crew = a_crew()
    shift = planned(crew)
    with pytest.raises(Denied):
        staging.check_in(shift=shift.pk, on_word=True, by=crew[0], at=START)


def test_others_do_not_check_in():
    shift = planned(a_crew())
    with pytest.raises(Denied) as refusal:
        staging.check_in(shift=shift.pk, position=here(), by=an_actor("patrol_unit"), at=START)
    assert refusal.value.code == "DENY_RELATION"


def test_one_person_does_not_stage():
    (alone,) = a_crew(1)
    shift = planned([alone])
    with pytest.raises(staging.TooFewMembers):
        staging.check_in(shift=shift.pk, position=here(), by=alone, at=START)


def test_too_early_and_late_enough():
    crew = a_crew()
    shift = planned(crew)
    early = START - timedelta(minutes=30, seconds=1)
    with pytest.raises(staging.TooEarly):
        staging.check_in(shift=shift.pk, position=here(at=early), by=crew[0], at=early)
    soon = early + timedelta(seconds=1)
    view = staging.check_in(shift=shift.pk, position=here(at=soon), by=crew[0], at=soon)
    assert not view.is_late


@pytest.mark.parametrize(("after_s", "is_late"), [(600, False), (601, True)])
def test_both_sides_of_ten_minutes(after_s, is_late):
    crew, at = a_crew(), START + timedelta(seconds=after_s)
    shift = planned(crew)
    assert (shift.pk in shifts.overdue_shifts(at)) is is_late
    view = staging.check_in(shift=shift.pk, position=here(at=at), by=crew[0], at=at)
    assert view.is_late is is_late


def test_the_clock_marks_what_nobody_came_to_and_late_comers_still_check_in():
    crew, at = a_crew(), START + LATE + timedelta(seconds=1)
    shift = planned(crew)
    jobs.watch_staging(at)
    jobs.watch_staging(at)
    view = shifts.shift(shift.pk, by=crew[0], at=at)
    assert (view.status, view.is_late) == ("missed", True)
    assert Entry.objects.filter(event="patrol.shift_missed").count() == 1
    view = staging.check_in(shift=shift.pk, position=here(at=at), by=crew[0], at=at)
    assert (view.status, view.is_late) == ("checked_in", True)


def test_a_point_whose_crew_is_on_a_call_shows_nobody_or_who_covers():
    crew = a_crew()
    shift = checked_in(crew)
    cover, _ = on_duty(a_unit("巡-77"), at=START)

    def covering():
        found = shifts.point_duties(by=crew[0], at=START + HOUR)
        return next(one.covering for one in found if one.number == 1)

    assert covering() == "特警"
    staging.leave_for_call(shift=shift.pk, by=crew[0], at=START + HOUR)
    assert covering() == ""
    assert Entry.objects.filter(event="patrol.point_uncovered").count() == 1
    staging.return_to_point(
        shift=shift.pk, position=here(at=START + HOUR), by=crew[0], at=START + HOUR
    )
    assert Entry.objects.filter(event="patrol.point_covered").count() == 1
    staging.leave_for_call(shift=shift.pk, covered_by=cover.pk, by=crew[0], at=START + HOUR)
    assert covering() == "巡-77"


def test_a_point_whose_crew_is_out_on_a_round_is_bare_until_it_is_back():
    unit = a_unit()
    _, crew = on_duty(unit, at=START)
    shift = planned(crew, unit=unit.pk)
    staging.check_in(shift=shift.pk, position=here(), by=crew[0], at=START)

    def point():
        found = shifts.point_duties(by=crew[0], at=START + HOUR)
        return next(one for one in found if one.number == 1)

    assert (point().covering, point().is_on_round) == (unit.call_sign, False)
    out = PatrolRound.objects.create(
        mode="foot",
        zone=1,
        unit=unit,
        organisation=unit.organisation,
        duty_from=START,
        duty_until=START + HOUR,
        status="started",
        started_at=START,
    )
    assert (point().covering, point().is_on_round) == ("", True)
    PatrolRound.objects.filter(pk=out.pk).update(status="completed", ended_at=START + HOUR)
    assert (point().covering, point().is_on_round) == (unit.call_sign, False)


def test_who_takes_over_stands_at_the_point_first():
    crew, next_crew = a_crew(), a_crew()
    shift, following = checked_in(crew), planned(next_crew, duty_from=START + 6 * HOUR)
    end = START + 6 * HOUR
    for wrong in (following.pk, shift.pk):
        with pytest.raises(staging.NoSuccessor):
            staging.hand_over(shift=shift.pk, to=wrong, by=crew[0], at=end)
    staging.check_in(shift=following.pk, position=here(at=end), by=next_crew[0], at=end)
    view = staging.hand_over(shift=shift.pk, to=following.pk, by=crew[0], at=end)
    assert (view.status, view.handed_to) == ("handed_over", following.pk)


def test_checking_out_early_sets_the_people_free_and_counts_no_more_hours():
    crew = a_crew()
    shift = checked_in(crew)
    staging.check_out(shift=shift.pk, by=crew[0], at=START + 2 * HOUR)
    assert a_shift(crew, zone=2, duty_from=START + 2 * HOUR, at=START).status == "planned"


def test_duty_in_a_zone_has_no_point_to_check_in_at():
    crew = a_crew()
    with pytest.raises(staging.NoStagingPoint):
        staging.check_in(shift=a_shift(crew).pk, position=here(), by=crew[0], at=START)
