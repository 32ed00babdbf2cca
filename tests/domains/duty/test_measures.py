"""V-1 to V-7: each counts exactly the records it opens, says what is missing, and when it is too
few to show."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from tests.builders.crews import a_unit
from tests.builders.people import NOON, a_branch, an_actor
from tests.domains.patrol.test_presence import a_past_shift

from quanju.domains.duty.models import PlannedShift, ShiftMember
from quanju.domains.duty.queries import measures
from quanju.domains.kernel.types import NotFound
from quanju.domains.patrol.actions import presence as presence_actions
from quanju.domains.patrol.models import UnitShift, ZoneGap
from quanju.domains.patrol.queries import presence
from quanju.domains.rounds.models import PatrolRound

pytestmark = pytest.mark.usefixtures("town")
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
SINCE, UNTIL, AT = NOON - 12 * HOUR, NOON + 12 * HOUR, NOON + DAY
SHANGHAI = ZoneInfo("Asia/Shanghai")


def figure(code, **more):
    return measures.figure(code, since=SINCE, until=UNTIL, at=AT, **more)


def a_member(shift, actor, **more):
    return ShiftMember.objects.create(
        shift=shift,
        person_id=actor.person_id,
        duty_from=shift.duty_from,
        duty_until=shift.duty_until,
        **more,
    )


def a_round(status="completed", mode="car", zone=1, ends=NOON):
    return PatrolRound.objects.create(
        mode=mode,
        zone=zone,
        unit=None if mode == "video" else a_unit(f"R{PatrolRound.objects.count()}"),
        person_id=an_actor("dispatcher").person_id if mode == "video" else None,
        organisation=a_branch(),
        duty_from=ends - HOUR,
        duty_until=ends,
        status=status,
    )


@pytest.fixture
def a_day():
    """Something of everything: post, late, missed, never out; rounds; gaps; volunteers; areas."""
    unit = a_unit("特-20", vehicle="car")
    UnitShift.objects.create(unit=unit, started_at=NOON, ended_at=NOON + HOUR)
    a_past_shift(unit)
    a_past_shift(point=2, came=15, left=45)
    a_past_shift(point=2, begins=NOON + 2 * HOUR, came=None, status="missed")
    forgotten = a_past_shift(begins=NOON + 2 * HOUR, status="checked_in")
    PlannedShift.objects.filter(pk=forgotten.pk).update(ended_at=None)
    for status in ("completed", "completed", "cut_short", "planned", "cancelled"):
        a_round(status)
    ZoneGap.objects.create(zone=2, began_at=NOON, ended_at=NOON + 30 * MINUTE)
    together = a_past_shift(point=None, force_type="volunteer", status="confirmed", came=None)
    officer = an_actor("community_officer")
    a_member(together, officer)
    for minutes in (60, None):
        a_member(
            together,
            an_actor("volunteer"),
            is_volunteer=True,
            paired_with_id=officer.person_id,
            served_min=minutes,
        )
    away = a_past_shift(point=None, force_type="case_team", status="confirmed", came=None)
    a_member(away, an_actor("community_officer"), taken_away_because="集会")
    presence_actions.record_presence(at=AT)


@pytest.mark.parametrize(
    ("code", "n", "numerator", "denominator", "missing"),
    [
        ("V-1", 16, 4 + 2 + 4, 16, 0),
        ("V-3", 3, 60 + 30, 180, 1),
        ("V-4/car", 4, 2, 4, 0),
        ("V-4/foot", 0, 0, 0, 0),
        ("V-4/video", 0, 0, 0, 0),
        ("V-5", 4, 30, 4, 0),
        ("V-6", 1, 1, 1, 1),
        ("V-6/paired", 2, 2, 2, 0),
        ("V-7", 2, 1, 2, 0),
        ("V-1s", 0, 0, 0, 0),
    ],
)
def test_by_hand(a_day, code, n, numerator, denominator, missing):
    found = figure(code)
    assert (found.n, found.numerator, found.denominator) == (n, numerator, denominator)
    assert found.missing == missing
    assert found.is_enough == (n >= 10)


@pytest.mark.parametrize("code", [*presence.SIGNALS, "V-3", "V-4/car", "V-5", "V-6", "V-7"])
def test_the_records_are_as_many_as_n_and_add_up_to_it_whole_and_by_zone(a_day, code):
    found = figure(code)
    page = measures.counted(code, since=SINCE, until=UNTIL, at=AT)
    assert page.n == len(page.rows) == found.n
    assert sum(row.part for row in page.rows) == found.numerator
    parts = measures.figure_by_zone(code, since=SINCE, until=UNTIL, at=AT)
    for name in ("n", "numerator", "denominator", "missing"):
        assert sum(getattr(part, name) for part in parts) == getattr(found, name)
    for part in parts:
        listed = measures.counted(code, since=SINCE, until=UNTIL, zone=part.zone, at=AT)
        assert listed.n == part.n
        assert figure(code, zone=part.zone).n == part.n


def test_pages_of_records_follow_each_other_without_gap(a_day):
    whole = measures.counted("V-1", since=SINCE, until=UNTIL, at=AT).rows
    pages = [
        measures.counted("V-1", since=SINCE, until=UNTIL, first=first, most=5, at=AT).rows
        for first in (0, 5, 10, 15)
    ]
    assert tuple(row for page in pages for row in page) == whole


def test_a_day_on_which_nobody_signed_on_was_not_recorded():
    found = figure("V-5")
    assert (found.n, found.value, found.missing) == (0, None, 4)


def test_a_round_that_is_not_due_yet_is_not_counted():
    a_round("planned", ends=UNTIL)
    a_round("planned", ends=UNTIL + MINUTE)
    assert figure("V-4/car").n == 1


def test_an_officer_named_beside_a_volunteer_who_does_not_stand_is_no_pair():
    shift = a_past_shift(point=None, force_type="volunteer", status="confirmed", came=None)
    officer = an_actor("community_officer")
    a_member(
        shift,
        an_actor("volunteer"),
        is_volunteer=True,
        paired_with_id=officer.person_id,
        served_min=60,
    )
    assert (figure("V-6/paired").numerator, figure("V-6/paired").n) == (0, 1)


def test_records_of_community_duty_name_nobody(a_day):
    (row, *_) = measures.counted("V-7", since=SINCE, until=UNTIL, at=AT).rows
    assert not {"person", "name", "person_id"} & set(type(row).__slots__)


def test_there_is_no_such_measure():
    with pytest.raises(NotFound):
        figure("V-9")


@pytest.mark.parametrize(
    ("kind", "day", "first", "last"),
    [
        ("day", date(2026, 11, 23), date(2026, 11, 23), date(2026, 11, 23)),
        ("week", date(2027, 1, 1), date(2026, 12, 28), date(2027, 1, 3)),
        ("month", date(2028, 2, 29), date(2028, 2, 1), date(2028, 2, 29)),
        ("year", date(2026, 12, 31), date(2026, 1, 1), date(2026, 12, 31)),
        ("days7", date(2026, 11, 23), date(2026, 11, 17), date(2026, 11, 23)),
        ("nonsense", date(2026, 11, 29), date(2026, 11, 23), date(2026, 11, 29)),
    ],
)
def test_periods_are_whole_local_days(kind, day, first, last):
    found = measures.period_of(kind, day, SHANGHAI)
    assert (found.first, found.last) == (first, last)
    assert found.since.astimezone(SHANGHAI).hour == found.until.astimezone(SHANGHAI).hour == 0
    assert (found.until - found.since).days == (last - first).days + 1


def test_a_period_in_a_zone_that_changes_its_clocks_is_an_hour_shorter():
    found = measures.period_of("day", date(2026, 3, 29), ZoneInfo("Europe/Berlin"))
    assert found.until - found.since == timedelta(hours=23)
