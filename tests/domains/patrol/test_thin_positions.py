"""Positions are fine for 30 days, then zone and quarter hour; reading them is recorded."""

from datetime import timedelta

import pytest
from tests.builders.crews import a_unit, on_duty
from tests.builders.people import NOON, an_actor
from tests.builders.town import spot

from quanju.domains.journal.queries import history_of
from quanju.domains.kernel.roles import ROLES
from quanju.domains.kernel.types import Denied, NotFound
from quanju.domains.patrol import jobs
from quanju.domains.patrol.actions import cover, traces
from quanju.domains.patrol.actions.traces import SpanTooLong
from quanju.domains.patrol.models import PositionSample, PresenceQuarter
from quanju.domains.patrol.rules import quarter_of
from quanju.domains.people.types import SERVICE

pytestmark = pytest.mark.usefixtures("town")
DAY = timedelta(days=1)


@pytest.fixture
def traced():
    """A unit that stood in zone 1 for twenty minutes and then drove out of town."""
    unit = a_unit()
    _, (member, _) = on_duty(unit)
    PositionSample.objects.bulk_create(
        PositionSample(unit=unit, lon=lon, lat=lat, at=NOON + timedelta(minutes=minutes))
        for minutes, (lon, lat) in [
            (0, spot(1, 1)),
            (5, spot(1, 1)),
            (16, spot(1, 1)),
            (20, spot(20, 1)),
        ]
    )
    return unit, member


def read(unit, by, at, **more):
    return traces.read_trace(
        **{
            "unit": unit.pk,
            "from_at": NOON,
            "until_at": NOON + timedelta(hours=1),
            "purpose": "respond",
            "by": by,
            "at": at,
        }
        | more
    )


@pytest.mark.parametrize(("days", "left"), [(30, 4), (31, 0)])
def test_both_sides_of_the_thirty_days(traced, days, left):
    erased = cover.thin_positions(by=SERVICE, at=NOON + days * DAY)
    assert PositionSample.objects.count() == left
    assert erased == 4 - left


def test_what_is_left_is_zone_and_quarter_hour(traced):
    jobs.thin_old_positions(NOON + 31 * DAY)
    rows = PresenceQuarter.objects.order_by("quarter_at", "zone").values_list("quarter_at", "zone")
    quarter = NOON + timedelta(minutes=15)
    assert set(rows) == {(NOON, 1), (quarter, 1), (quarter, None)}


def test_thinning_twice_is_thinning_once(traced):
    jobs.thin_old_positions(NOON + 31 * DAY)
    jobs.thin_old_positions(NOON + 31 * DAY)
    assert PresenceQuarter.objects.count() == 3
    assert len(history_of("positions")) == 1


def test_the_journal_tells_how_many_and_no_places(traced):
    jobs.thin_old_positions(NOON + 31 * DAY)
    (entry,) = history_of("positions")
    assert (entry.kind, entry.facts["samples"]) == ("erase", 4)


def test_after_a_year_more_the_quarters_go_too(traced):
    jobs.thin_old_positions(NOON + 31 * DAY)
    jobs.thin_old_positions(NOON + 396 * DAY)
    assert PresenceQuarter.objects.count() == 0


def test_within_thirty_days_the_trace_is_fine(traced):
    unit, _ = traced
    trace = read(unit, an_actor("dispatcher"), NOON + DAY)
    assert [point.zone for point in trace] == [1, 1, 1, None]
    assert (trace[0].lon, trace[0].lat) == pytest.approx(spot(1, 1))


@pytest.mark.parametrize("is_thinned", [True, False])
def test_beyond_it_is_zone_and_quarter_whether_the_job_ran_or_not(traced, is_thinned):
    unit, _ = traced
    if is_thinned:
        jobs.thin_old_positions(NOON + 31 * DAY)
    trace = read(unit, an_actor("dispatcher"), NOON + 31 * DAY)
    quarter = NOON + timedelta(minutes=15)
    assert [(p.at, p.zone) for p in trace] == [(NOON, 1), (quarter, None), (quarter, 1)]
    assert all(point.lon is None and point.lat is None for point in trace)


def test_reading_is_recorded_with_its_purpose(traced):
    unit, _ = traced
    read(unit, an_actor("dispatcher"), NOON + DAY, purpose="supervise")
    entry = history_of(unit.subject, newest_first=True)[0]
    assert (entry.event, entry.purpose) == ("journal.consulted", "supervise")
    assert entry.facts == {"fields": ["trace"]}


def test_another_purpose_is_refused_and_nothing_is_read(traced):
    unit, _ = traced
    with pytest.raises(Denied) as refusal:
        read(unit, an_actor("dispatcher"), NOON, purpose="administer")
    assert refusal.value.code == "DENY_PURPOSE"


@pytest.mark.parametrize("days", [0, 7.01, -1])
def test_traces_are_read_by_the_week_at_most(traced, days):
    unit, _ = traced
    with pytest.raises(SpanTooLong):
        read(unit, an_actor("dispatcher"), NOON, until_at=NOON + days * DAY)


@pytest.mark.parametrize("role", ROLES)
def test_who_may_read_a_trace(traced, role):
    unit, _ = traced
    if role in {"dispatcher", "shift_supervisor"}:
        assert read(unit, an_actor(role), NOON + DAY)
    else:
        with pytest.raises(Denied):
            read(unit, an_actor(role), NOON + DAY)


def test_a_crew_reads_its_own(traced):
    unit, member = traced
    assert read(unit, member, NOON + DAY)


def test_quarters_begin_on_the_quarter():
    assert quarter_of(NOON + timedelta(minutes=14, seconds=59)) == NOON
    assert quarter_of(NOON + timedelta(minutes=15)) == NOON + timedelta(minutes=15)


def test_a_trace_needs_a_unit(traced):
    unit, _ = traced
    unit.pk = 987654
    with pytest.raises(NotFound):
        read(unit, an_actor("dispatcher"), NOON)
