"""Positions come late, mixed up, from wrong clocks and in other datums."""

import math
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.builders.crews import a_unit, on_duty
from tests.builders.people import NOON, an_actor
from tests.builders.town import spot

from quanju.domains.geo.datum import from_wgs84
from quanju.domains.geo.queries.checks import LooksSwapped, NotACoordinate, UnknownDatum
from quanju.domains.journal.queries import head_number
from quanju.domains.kernel.roles import ROLES
from quanju.domains.kernel.types import Denied, NotFound, Refused
from quanju.domains.patrol.actions import positions
from quanju.domains.patrol.actions.positions import (
    NotOnDuty,
    PositionFromTheFuture,
    PositionTooCoarse,
    TooManyPositions,
)
from quanju.domains.patrol.models import PositionSample, UnitPosition
from quanju.domains.patrol.queries import units
from quanju.domains.patrol.types.standing import PositionReport
from quanju.domains.people.types import SERVICE

pytestmark = pytest.mark.django_db
HERE, THERE = spot(2, 2), spot(6, 5)


def second(n):
    return NOON + timedelta(seconds=n)


def report(unit, by, where=HERE, at=NOON, **more):
    lon, lat = where
    return positions.report_position(unit=unit.pk, lon=lon, lat=lat, by=by, at=at, **more)


def bundle(unit, *moments, where=HERE):
    return [
        PositionReport(unit=unit.pk, lon=where[0], lat=where[1], measured_at=second(m))
        for m in moments
    ]


@pytest.fixture
def riding():
    unit = a_unit()
    _, (member, _) = on_duty(unit)
    return unit, member


def test_a_position_is_kept_with_its_moment_and_age(riding):
    unit, member = riding
    assert report(unit, member, accuracy_m=12.0, heading_deg=370.0)
    position = units.position_of(unit.pk)
    assert (position.lon, position.lat, position.at) == (*HERE, NOON)
    assert (position.accuracy_m, position.heading_deg) == (12.0, 10.0)
    assert position.age(second(31)) == timedelta(seconds=31)
    assert units.units_on_duty()[0].position == position


def test_a_late_position_does_not_put_the_unit_back(riding):
    unit, member = riding
    report(unit, member, THERE, at=second(20))
    assert report(unit, member, HERE, at=second(30), measured_at=second(10)) is False
    assert units.position_of(unit.pk).lon == THERE[0]


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(order=st.permutations(list(range(6))), cut=st.integers(0, 6))
def test_whatever_the_order_the_newest_is_kept(riding, order, cut):
    unit, member = riding
    UnitPosition.objects.all().delete()
    rows = [
        PositionReport(unit=unit.pk, lon=119 + n / 100, lat=49.2, measured_at=second(n))
        for n in order
    ]
    for part in (rows[:cut], rows[cut:]):
        positions.report_positions(part, by=member, at=second(10))
    position = units.position_of(unit.pk)
    assert (position.at, position.lon) == (second(5), pytest.approx(119.05))


@pytest.mark.parametrize(("ahead_s", "is_taken"), [(60, True), (60.001, False)])
def test_both_sides_of_the_clock_that_runs_ahead(riding, ahead_s, is_taken):
    unit, member = riding
    if is_taken:
        assert report(unit, member, measured_at=second(ahead_s))
        assert units.position_of(unit.pk).at == NOON  # never newer than now
    else:
        with pytest.raises(PositionFromTheFuture, match="set the device's clock"):
            report(unit, member, measured_at=second(ahead_s))


@pytest.mark.parametrize(("accuracy", "is_taken"), [(1000, True), (1000.1, False)])
def test_both_sides_of_the_coarsest_position(riding, accuracy, is_taken):
    unit, member = riding
    if is_taken:
        assert report(unit, member, accuracy_m=accuracy)
    else:
        with pytest.raises(PositionTooCoarse):
            report(unit, member, accuracy_m=accuracy)


def test_gcj_02_comes_in_as_wgs_84(riding):
    unit, member = riding
    report(unit, member, from_wgs84(*HERE, "GCJ-02"), datum="GCJ-02")
    position = units.position_of(unit.pk)
    assert (position.lon, position.lat) == pytest.approx(HERE, abs=1e-8)


@pytest.mark.parametrize(
    ("where", "more", "refusal"),
    [
        ((math.nan, 49.2), {}, NotACoordinate),
        ((49.2, 119.7), {}, LooksSwapped),
        (HERE, {"datum": "XY-80"}, UnknownDatum),
    ],
)
def test_what_is_no_place_is_refused(riding, where, more, refusal):
    unit, member = riding
    with pytest.raises(refusal):
        report(unit, member, where, **more)
    assert units.position_of(unit.pk) is None


def test_off_duty_no_position_is_taken():
    unit = a_unit()
    with pytest.raises(NotOnDuty):
        report(unit, an_actor("dispatcher"))


def test_an_unknown_unit_is_not_found():
    with pytest.raises(NotFound):
        positions.report_position(unit=987654, lon=1.0, lat=1.0, by=an_actor("dispatcher"), at=NOON)


def test_positions_are_samples_and_not_in_the_journal(riding):
    unit, member = riding
    before = head_number()
    report(unit, member)
    assert head_number() == before


def test_samples_are_kept_no_denser_than_fifteen_seconds(riding):
    unit, member = riding
    for n in range(0, 61, 5):
        report(unit, member, at=second(n))
    kept = list(PositionSample.objects.order_by("at").values_list("at", flat=True))
    assert kept == [second(n) for n in (0, 15, 30, 45, 60)]


@pytest.mark.usefixtures("riding")
def test_a_bundle_is_one_statement_a_table(django_assert_max_num_queries):
    others = [a_unit(f"巡-{n:02}") for n in range(2, 30)]
    for other in others:
        on_duty(other)
    rows = [r for u in others for r in bundle(u, 1, 2)]
    with django_assert_max_num_queries(10):
        told = positions.report_positions(rows, by=SERVICE, at=second(5))
    assert (told.kept, told.late, told.refused) == (28, 28, ())
    assert len(units.units_on_duty()) == 29


def test_a_bad_row_in_a_bundle_is_told_and_stops_no_other(riding):
    unit, _ = riding
    rows = [
        *bundle(unit, 1),
        *bundle(unit, 500),
        PositionReport(unit=unit.pk, lon=math.inf, lat=0, measured_at=NOON),
        PositionReport(unit=987654, lon=1, lat=1, measured_at=NOON),
        *bundle(a_unit("巡-99"), 1),
    ]
    told = positions.report_positions(rows, by=SERVICE, at=second(5))
    assert told.kept == 1
    assert [(number, code) for number, code, _ in told.refused] == [
        (1, "POSITION_FROM_THE_FUTURE"),
        (2, "NOT_A_COORDINATE"),
        (3, "NOT_FOUND"),
        (4, "NOT_ON_DUTY"),
    ]


def test_a_bundle_has_a_largest_size(riding):
    unit, member = riding
    rows = bundle(unit, 1) * 2001
    with pytest.raises(TooManyPositions):
        positions.report_positions(rows, by=member, at=NOON)
    assert positions.report_positions(rows[:2000], by=member, at=second(5)).kept == 1
    assert positions.report_positions([], by=member, at=NOON).kept == 0


@pytest.fixture
def two_reports(riding):
    """The first unit reports at second 1; the second one at second 2, measured before."""
    unit, member = riding
    other = a_unit("巡-02")
    _, (other_member, _) = on_duty(other)
    report(unit, member, at=second(1))
    report(other, other_member, at=second(2), measured_at=second(0))
    return unit, other, member


def test_positions_since_come_in_order_of_arrival(two_reports):
    unit, other, _ = two_reports
    assert [p.unit for p in units.positions_since(None)] == [unit.pk, other.pk]
    assert [p.call_sign for p in units.positions_since(second(1))] == ["巡-02"]
    assert units.positions_since(second(2)) == []


def test_a_stream_of_positions_gives_each_once_and_misses_no_late_commit(two_reports):
    unit, other, member = two_reports
    first, cursor = units.positions_after(None)
    assert [p.unit for p in first] == [unit.pk, other.pk]
    assert units.positions_after(cursor) == ([], cursor)
    # Another write took its moment before the last answer, and is committed only now.
    UnitPosition.objects.filter(unit=unit).update(received_at=second(1.5), at=second(1.5))
    late, cursor = units.positions_after(cursor)
    assert [p.unit for p in late] == [unit.pk]
    report(unit, member, THERE, at=second(9))
    (newest,), cursor = units.positions_after(cursor)
    assert (newest.lon, newest.received_at) == (THERE[0], second(9))
    assert units.positions_after(cursor)[0] == []


def test_a_stream_before_any_position_starts_with_nothing(db):
    assert units.positions_after(None) == ([], None)


@pytest.mark.parametrize(
    ("seconds", "word"),
    [(0, "fresh"), (30, "fresh"), (31, "ageing"), (120, "ageing"), (121, "stale")],
)
def test_both_sides_of_the_ages(riding, seconds, word):
    unit, member = riding
    report(unit, member)
    assert units.position_freshness(units.position_of(unit.pk), second(seconds)) == word


def test_no_position_is_neither_fresh_nor_stale():
    assert units.position_freshness(None, NOON) == "none"


RIDE = {"patrol_unit", "community_officer", "case_officer", "volunteer"}


@pytest.mark.parametrize("role", ROLES)
def test_who_may_report_a_position_of_a_crew_they_are_not_on(riding, role):
    unit, _ = riding
    actor = an_actor(role)
    if role in {"dispatcher", "shift_supervisor", "outside_liaison"}:
        assert report(unit, actor)
        return
    with pytest.raises(Denied) as refusal:
        report(unit, actor)
    assert refusal.value.code == ("DENY_RELATION" if role in RIDE else "DENY_ROLE")


def test_a_volunteer_reports_the_own_unit():
    unit = a_unit(force_type="volunteer")
    _, (member, _) = on_duty(unit)
    assert report(unit, member)


@pytest.mark.parametrize("where", [(0, 0), (0.004, -0.002), (-74.0, 40.7), (103.8, 1.3)])
def test_no_fix_is_no_position_and_the_last_good_one_stays(town, riding, where):
    unit, crew = riding
    good = spot(2, 2)
    facts = {"unit": unit.pk, "by": crew}
    positions.report_position(lon=good[0], lat=good[1], at=second(1), **facts)
    with pytest.raises(Refused, match="NOT_A_FIX"):
        positions.report_position(lon=where[0], lat=where[1], at=second(9), **facts)
    here = units.position_of(unit.pk)
    assert (here.lon, here.lat, here.at) == (*good, second(1))
