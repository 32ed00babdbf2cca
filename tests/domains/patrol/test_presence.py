"""Where own police were to be seen, written down by place and quarter hour, and V-1 of it."""

from datetime import timedelta

import numpy as np
import pytest
from tests.builders.crews import a_unit
from tests.builders.people import NOON, a_branch
from tests.builders.town import spot

from quanju.domains.duty.models import PlannedShift
from quanju.domains.duty.queries import measures
from quanju.domains.kernel.spans import without
from quanju.domains.patrol import ports
from quanju.domains.patrol.actions import cover, presence
from quanju.domains.patrol.models import LitStretch, PositionSample, PresenceSample
from quanju.domains.patrol.sightings import QUARTER_S, quarters_of, seen_by_position
from quanju.domains.people.types import SERVICE

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
LATER = NOON + timedelta(hours=2)


@pytest.fixture(autouse=True)
def _nobody_is_on_a_job():
    with ports.job_spans.alone():
        yield


def a_past_shift(unit=None, *, point=1, begins=NOON, minutes=60, came=0, left=None, **more):
    """A shift of an hour at a point, with check-in and check-out in minutes after its beginning."""
    return PlannedShift.objects.create(
        force_type=more.pop("force_type", "special_police"),
        organisation=a_branch(),
        zone=1,
        staging_point=point,
        unit=unit,
        headcount=2,
        duty_from=begins,
        duty_until=begins + minutes * MINUTE,
        status=more.pop("status", "checked_out"),
        checked_in_at=None if came is None else begins + came * MINUTE,
        ended_at=begins + (minutes if left is None else left) * MINUTE,
        **more,
    )


def stood_near(unit, minutes, *, at=NOON, where=(2, 2), every_s=15):
    lon, lat = spot(*where)
    PositionSample.objects.bulk_create(
        PositionSample(unit=unit, lon=lon, lat=lat, at=at + timedelta(seconds=s))
        for s in range(0, int(minutes * 60), every_s)
    )


def recorded(at=LATER):
    presence.record_presence(at=at)
    return list(PresenceSample.objects.order_by("quarter_at", "staging_point"))


def visible(code="V-1", at=LATER):
    return measures.figure(code, since=NOON - DAY, until=LATER, at=at)


def seen(rows, name="is_seen"):
    return [getattr(row, name) for row in rows if row.is_planned]


@pytest.mark.parametrize(("seconds", "is_seen"), [(299, False), (300, True)])
def test_five_minutes_of_a_quarter_hour_count_and_less_does_not(seconds, is_seen):
    assert quarters_of([(100, 100 + seconds)], 0, 2).tolist() == [is_seen, False]


def test_quarters_are_those_that_counting_each_second_finds():
    draw = np.random.default_rng(7)
    for _ in range(50):
        stays = [
            (a, a + int(b)) for a, b in zip(*draw.integers(1, 2000, (2, 3)).tolist(), strict=True)
        ]
        seconds = np.zeros(6 * QUARTER_S)
        for a, b in stays:
            seconds[a:b] += 1
        by_second = seconds.reshape(6, QUARTER_S).sum(axis=1) >= 300
        assert quarters_of(stays, 0, 6).tolist() == by_second.tolist()


def test_a_stay_without_its_calls_is_what_lies_around_them():
    assert without((0, 100), [(10, 20), (90, 120), (200, 300)]) == [(0, 10), (20, 90)]


@pytest.mark.parametrize(("metres", "is_seen"), [(99, True), (101, False)])
def test_a_hundred_metres_are_near(metres, is_seen):
    when = np.arange(0, 600, 15.0)
    lon, lat = np.full(when.size, 119.7), np.full(when.size, 49.2 + metres / 111_195)
    found = seen_by_position(when, lon, lat, np.array([[119.7, 49.2]]), 0, 1, 60)
    assert found.tolist() == [[is_seen]]


def test_a_gap_between_positions_is_no_presence():
    when = np.array([0.0, 400.0])
    place = np.array([[119.7, 49.2]])
    found = seen_by_position(when, np.full(2, 119.7), np.full(2, 49.2), place, 0, 1, 60)
    assert found.tolist() == [[False]]


def test_a_crew_on_post_is_seen_but_not_while_it_is_on_a_call(town):
    unit = a_unit(vehicle="car")
    a_past_shift(unit)
    ports.job_spans.plug(
        "test", lambda one, since, until: [(NOON + 14 * MINUTE, NOON + 44 * MINUTE)]
    )
    rows = recorded()
    assert seen(rows) == seen(rows, "has_car") == [True, False, False, True]
    assert (visible().n, visible().numerator, visible().missing) == (4, 3 - 1, 0)


@pytest.mark.parametrize("days", [6, 8, 22])
def test_after_weeks_without_duty_the_clock_goes_on(town, days):
    """A quarter without a plan and without police leaves no row to go on from."""
    a_past_shift(a_unit(vehicle="car"), begins=NOON - days * DAY)
    assert len(recorded(at=NOON)) == 4
    a_past_shift(a_unit("特-02", vehicle="car"))
    assert len(recorded()) == 8


def test_who_did_not_come_is_not_seen_and_cancelled_duty_is_no_plan(town):
    a_past_shift(came=None, status="missed")
    a_past_shift(came=None, status="cancelled", point=2)
    assert [(row.staging_point, row.is_seen) for row in recorded()] == [(1, False)] * 4


def test_volunteers_and_the_traffic_police_are_not_own_police(town):
    a_past_shift(came=None, status="missed")
    for name, force in (("义-01", "volunteer"), ("交-01", "traffic_police")):
        unit = a_unit(name, force_type=force, vehicle="car")
        a_past_shift(unit, force_type=force, begins=NOON)
        stood_near(unit, 60)
    assert seen(recorded()) == [False] * 4


def test_a_unit_that_passes_is_seen_by_its_positions_as_car_or_on_foot(town):
    a_past_shift(came=None, status="missed")
    stood_near(a_unit("车-01", vehicle="car"), 6)
    stood_near(a_unit("步-01"), 6, at=NOON + 15 * MINUTE)
    rows = recorded()
    assert seen(rows) == [True, True, False, False]
    assert seen(rows, "has_car") == [True, False, False, False]
    assert seen(rows, "has_officer") == [False, True, False, False]


def test_a_light_is_what_its_crew_said_and_without_a_word_there_is_no_source(town):
    unit = a_unit(vehicle="car")
    a_past_shift(unit)
    recorded()
    assert visible("V-1/light").no_source is not None
    PresenceSample.objects.all().delete()
    LitStretch.objects.create(unit=unit, began_at=NOON, ended_at=NOON + 20 * MINUTE)
    assert seen(recorded(), "has_light") == [True, True, False, False]
    assert visible("V-1/light").numerator == 2


def test_of_old_positions_the_zone_is_left_so_that_some_quarters_cannot_be_told(town):
    a_past_shift(a_unit("特-09"), came=0, left=15)  # seen by its check-in, whatever else
    stood_near(a_unit("特-10", vehicle="car"), 10, at=NOON + 15 * MINUTE, every_s=60)
    much_later = NOON + 31 * DAY
    cover.thin_positions(by=SERVICE, at=much_later)
    assert seen(recorded(much_later)[:4]) == [True, None, False, False]
    found = visible(at=much_later)
    assert (found.n, found.numerator, found.missing) == (3, 1, 1)


def test_what_was_written_in_time_stays_known_when_positions_are_gone(town):
    a_past_shift(came=None, status="missed")
    stood_near(a_unit(vehicle="car"), 10)
    recorded()
    cover.thin_positions(by=SERVICE, at=NOON + 31 * DAY)
    assert (visible(at=NOON + 31 * DAY).numerator, visible(at=NOON + 31 * DAY).missing) == (1, 0)


def test_a_quarter_is_written_once_it_had_five_minutes_and_only_once(town):
    a_past_shift(a_unit())
    assert presence.record_presence(at=NOON + 19 * MINUTE) == 0
    assert presence.record_presence(at=NOON + 20 * MINUTE) == 1
    assert presence.record_presence(at=NOON + 20 * MINUTE) == 0
    assert PresenceSample.objects.count() == 1


def test_nothing_of_presence_names_a_unit_or_a_person():
    names = {field.name for field in PresenceSample._meta.get_fields()}
    assert names == {
        "id", "staging_point", "zone", "quarter_at", "is_planned",
        "is_seen", "has_officer", "has_car", "has_light",
    }  # fmt: skip
