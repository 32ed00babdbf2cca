"""Closing, slowing and reopening roads; snow. Answers change at once, without rebuilding."""

from datetime import timedelta

import numpy as np
import pytest
from django.db import connection
from tests.builders.people import NOON, a_station, an_actor
from tests.builders.town import BLOCK_S, box, spot

from quanju.domains.geo.actions.closures import (
    AlreadyOver,
    FactorOutOfRange,
    NameMissing,
    NoRoadThere,
    NotALine,
    RadiusOutOfRange,
    SpanBackwards,
    close_road,
    end_circumstance,
    reopen_road,
    set_circumstance,
)
from quanju.domains.geo.queries import by_mode, roads
from quanju.domains.geo.queries.checks import LooksSwapped, OutsideBranch
from quanju.domains.geo.queries.roads import NoWay, closures_ahead, travel_seconds
from quanju.domains.journal.queries import history_of
from quanju.domains.kernel.roles import ROLES
from quanju.domains.kernel.types import Denied, NotFound, Refused
from quanju.domains.people.types import SERVICE

pytestmark = pytest.mark.usefixtures("town")

WEST_BRIDGE = {"type": "LineString", "coordinates": [spot(2, 3.2), spot(2, 3.8)]}
EAST_BRIDGE = {"type": "LineString", "coordinates": [spot(6, 3.2), spot(6, 3.8)]}
SOON = NOON + timedelta(hours=1)


@pytest.fixture
def dispatcher(town):
    return an_actor("dispatcher")


def close(by, geometry=WEST_BRIDGE, **more):
    return close_road(**{"geometry": geometry, "name_zh": "西桥封闭", "by": by, "at": NOON} | more)


def across(at=NOON):
    """Seconds from one end of the western bridge to the other."""
    return float(travel_seconds([spot(2, 3)], [spot(2, 4)], at)[0, 0])


def test_a_closed_bridge_changes_the_answer_at_once(dispatcher):
    assert across() == pytest.approx(BLOCK_S)
    close(dispatcher)
    assert across() == pytest.approx(9 * BLOCK_S)


def test_both_bridges_closed_leave_no_way(dispatcher):
    close(dispatcher)
    close(dispatcher, EAST_BRIDGE)
    assert across() == float("inf")
    assert roads.nearest([("u", *spot(2, 4))], spot(2, 3), 1, NOON) == []
    with pytest.raises(NoWay):
        by_mode.route(spot(2, 3), spot(2, 4), NOON)


def test_a_point_closes_the_road_it_stands_on(dispatcher):
    point = {"type": "Point", "coordinates": list(spot(2, 3.5))}
    assert close(dispatcher, point).kind == "closed"
    assert across() > BLOCK_S


def test_reopening_gives_the_old_answer_back(dispatcher):
    closure = close(dispatcher)
    reopen_road(closure=closure.pk, by=dispatcher, at=SOON)
    assert across(SOON) == pytest.approx(BLOCK_S)


def test_the_past_keeps_its_closure(dispatcher):
    closure = close(dispatcher)
    reopen_road(closure=closure.pk, by=dispatcher, at=SOON)
    assert across(SOON - timedelta(seconds=1)) == pytest.approx(9 * BLOCK_S)


def test_a_closure_holds_from_its_moment_until_its_moment(dispatcher):
    close(dispatcher, valid_from=SOON, valid_until=SOON + timedelta(hours=1))
    assert across(SOON - timedelta(seconds=1)) == pytest.approx(BLOCK_S)
    assert across(SOON) == pytest.approx(9 * BLOCK_S)
    assert across(SOON + timedelta(hours=1)) == pytest.approx(BLOCK_S)
    assert len(closures_ahead(NOON)) == 1


def test_one_that_has_not_begun_can_be_lifted(dispatcher):
    closure = close(dispatcher, valid_from=SOON)
    reopen_road(closure=closure.pk, by=dispatcher, at=NOON)
    assert across(SOON) == pytest.approx(BLOCK_S)


def test_a_slow_road_takes_its_factor(dispatcher):
    close(dispatcher, kind="slow", factor=3.0)
    assert across() == pytest.approx(3 * BLOCK_S)


def test_snow_slows_everything_and_two_circumstances_multiply(dispatcher):
    snow = set_circumstance(name_zh="降雪", factor=1.4, by=dispatcher, at=NOON)
    assert across() == pytest.approx(1.4 * BLOCK_S)
    set_circumstance(name_zh="大雾", factor=2, by=dispatcher, at=NOON)
    assert across() == pytest.approx(2.8 * BLOCK_S)
    end_circumstance(circumstance=snow.pk, by=dispatcher, at=SOON)
    assert across(SOON) == pytest.approx(2 * BLOCK_S)


def test_a_circumstance_has_a_name_of_sixty_letters_at_most(dispatcher):
    set_circumstance(name_zh="雪" * 60, name_en="s" * 80, factor=1.4, by=dispatcher, at=NOON)
    for wrong in ({"name_zh": "雪" * 61}, {"name_zh": ""}, {"name_zh": "雪", "name_en": "s" * 81}):
        with pytest.raises(Refused):
            set_circumstance(**wrong, factor=1.4, by=dispatcher, at=NOON)


def test_with_any_closures_the_nearest_is_the_least_of_the_table(dispatcher):
    numbers = np.random.default_rng(11)
    for _ in range(12):
        where = numbers.integers(0, 7, 2)
        road = {"type": "Point", "coordinates": list(spot(where[0] + 0.5, where[1] % 7))}
        close(dispatcher, road, kind=numbers.choice(["closed", "slow"]), factor=4.0)
    units = [spot(*numbers.uniform((0, 0), (8, 6))) for _ in range(15)]
    for place in (spot(2, 3), spot(6.5, 4), spot(0, 0), spot(7.7, 5.2)):
        times = travel_seconds(units, [place], NOON)[:, 0]
        found = roads.nearest([(n, *u) for n, u in enumerate(units)], place, 15, NOON)
        expected = sorted((s, n) for n, s in enumerate(times.tolist()) if s < float("inf"))
        assert [s for _, s in found] == pytest.approx([s for s, _ in expected], abs=0.01)


def test_the_reference_names_what_holds(dispatcher):
    before = roads.roads(NOON).reference
    closure = close(dispatcher)
    snow = set_circumstance(name_zh="降雪", factor=1.4, by=dispatcher, at=NOON)
    assert roads.roads(NOON).reference == (
        f"{before} closures:{closure.pk} circumstances:{snow.pk}×1.4"
    )


@pytest.mark.spoils
def test_another_process_sees_it_too(dispatcher):
    # What another process does is a row in the database, nothing in this one's memory.
    close(dispatcher)
    assert across() > BLOCK_S
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM geo_closure")
    assert across() == pytest.approx(BLOCK_S)


def test_it_is_in_the_journal(dispatcher):
    closure = close(dispatcher, kind="slow", factor=2)
    reopen_road(closure=closure.pk, by=dispatcher, at=SOON)
    entries = history_of(closure.subject)
    assert [e.event for e in entries] == ["geo.road_slowed", "geo.road_reopened"]
    assert entries[0].facts["factor"] == 2
    assert entries[0].author == dispatcher.subject


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"geometry": box(0, 0, 1, 1)}, NotALine),
        ({"geometry": {"type": "LineString", "coordinates": [["a", "b"]]}}, NotALine),
        ({"geometry": {}}, NotALine),
        ({"geometry": {"type": "Point", "coordinates": []}}, NotALine),
        ({"geometry": {"type": "Point", "coordinates": [125.0, 35.0]}}, OutsideBranch),
        ({"geometry": {"type": "Point", "coordinates": list(reversed(spot(2, 3)))}}, LooksSwapped),
        ({"geometry": {"type": "Point", "coordinates": list(spot(2.5, 3.5))}}, NoRoadThere),
        ({"factor": 0.5, "kind": "slow"}, FactorOutOfRange),
        ({"factor": 10.1, "kind": "slow"}, FactorOutOfRange),
        ({"factor": float("nan"), "kind": "slow"}, FactorOutOfRange),
        ({"radius_m": 0}, RadiusOutOfRange),
        ({"radius_m": 2001}, RadiusOutOfRange),
        ({"radius_m": float("inf")}, RadiusOutOfRange),
        ({"valid_until": NOON}, SpanBackwards),
        ({"valid_from": SOON, "valid_until": SOON}, SpanBackwards),
        ({"name_zh": "  "}, NameMissing),
        ({"name_zh": "桥" * 121}, NameMissing),
        ({"kind": "open"}, NotFound),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_refused_and_nothing_is_stored(dispatcher, change, refusal):
    with pytest.raises(refusal):
        close(dispatcher, **change)
    assert roads.closures(NOON) == []


def test_a_second_reopening_is_refused(dispatcher):
    closure = close(dispatcher)
    reopen_road(closure=closure.pk, by=dispatcher, at=SOON)
    with pytest.raises(AlreadyOver, match="over"):
        reopen_road(closure=closure.pk, by=dispatcher, at=SOON)
    with pytest.raises(NotFound):
        reopen_road(closure=closure.pk + 999, by=dispatcher, at=SOON)


MAY_CLOSE = {"dispatcher", "shift_supervisor", "branch_leader"}


@pytest.mark.parametrize("role", ROLES)
def test_who_may_close_a_road(role):
    actor = an_actor(role)
    if role in MAY_CLOSE:
        assert close(actor)
    elif role == "station_command":
        assert close(actor)  # the bridge lies in this command room's own area
    else:
        with pytest.raises(Denied):
            close(actor)


@pytest.mark.parametrize("role", ROLES)
def test_who_may_slow_the_whole_network(role):
    actor = an_actor(role)
    if role in MAY_CLOSE:
        assert set_circumstance(name_zh="降雪", factor=1.4, by=actor, at=NOON)
    else:
        with pytest.raises(Denied):
            set_circumstance(name_zh="降雪", factor=1.4, by=actor, at=NOON)


def test_a_command_room_closes_roads_in_its_own_area_only():
    east = an_actor(
        "station_command", organisation=a_station("zhengyang").parts.get(kind="command_room")
    )
    with pytest.raises(Denied) as refusal:
        close(east)
    assert refusal.value.code == "DENY_RELATION"
    assert close(east, EAST_BRIDGE)


def test_a_command_room_does_not_close_a_road_across_the_border():
    west = an_actor("station_command")
    across_the_border = {"type": "LineString", "coordinates": [spot(3.5, 2), spot(4.5, 2)]}
    with pytest.raises(Denied):
        close(west, across_the_border)


def test_a_command_room_does_not_reopen_what_another_area_closed(dispatcher):
    closure = close(dispatcher, EAST_BRIDGE)
    with pytest.raises(Denied):
        reopen_road(closure=closure.pk, by=an_actor("station_command"), at=SOON)


def test_the_service_decides_nothing():
    with pytest.raises(Denied):
        close(SERVICE)


def test_control_characters_do_not_enter_a_name(dispatcher):
    assert close(dispatcher, name_zh="西桥\x00\u202e封闭").name.zh == "西桥封闭"
