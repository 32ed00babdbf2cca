"""Studies: asked, computed once, repeated to the last figure, cancelled, found again."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from types import SimpleNamespace

import numpy as np
import pytest
from django.db import connection
from shapely.geometry import Point
from tests.builders.people import NOON, an_actor
from tests.builders.plans import HOT, a_done, past_calls
from tests.builders.town import BLOCK_S, box, spot

from quanju.domains.geo.actions.loading import put_places
from quanju.domains.geo.shapes import read_geometry
from quanju.domains.geo.types import PlaceRow
from quanju.domains.kernel.types import Denied, NotFound
from quanju.domains.kernel.workflow import NotInThisState
from quanju.domains.patrol.queries.zones import export_zones
from quanju.domains.people.types import SERVICE
from quanju.domains.planning.actions.plans import draft_plan, propose_plan
from quanju.domains.planning.actions.studies import (
    ask_study,
    cancel_study,
    queue_stranded,
    repeat_study,
    run_study,
    take_next_study,
)
from quanju.domains.planning.models import Plan, Study
from quanju.domains.planning.rules import NotAStudy
from quanju.domains.planning.studies.ground import place_of
from quanju.domains.planning.studies.zones import joined_by_roads
from quanju.domains.planning.workflow import STUDY
from quanju.engine.zoning.cells import cells_over
from quanju.engine.zoning.problem import parts_of

pytestmark = [pytest.mark.django_db, pytest.mark.heavy]


def test_points_go_where_the_calls_are_and_one_that_is_fixed_stays(planner):
    past_calls()
    four = a_done("points", {"count": 4, "seconds": 5}, by=planner)
    assert four.status == "done", four.why
    assert four.result["status"]["en"] == "proven"
    assert four.result["after"]["p90_s"] < BLOCK_S < four.result["before"]["p90_s"]
    two = a_done("points", {"count": 2, "fixed": [1, 2], "seconds": 5}, by=planner)
    assert two.result["kept"] == 2
    assert two.result["after"] == two.result["before"]


def test_the_shares_are_those_counted_by_hand(planner):
    past_calls(where=[(2, 2), (2, 2), (2, 2), (2, 0)])
    found = a_done("points", {"count": 2, "fixed": [1, 2], "seconds": 5}, by=planner)
    # Three of four calls are at point 1; the fourth is two blocks away, 100 s.
    assert found.result["before"]["within"] == {"60": 0.75, "180": 1.0, "300": 1.0}


def crowded_places():
    """A night market at a corner, a school inside its grounds, and a bank, which is not crowded."""
    named = (("月光夜市", "night_market", (6, 1)), ("一中", "school", (1.5, 5.5)))
    rows = [
        PlaceRow(name_zh=zh, kind=kind, lon=spot(*at)[0], lat=spot(*at)[1])
        for zh, kind, at in (*named, ("银行", "bank", (1, 5)))
    ]
    put_places(rows, source="branch", by=SERVICE, at=NOON)


def test_new_points_stand_at_crowded_places_and_bear_their_name_and_kind(planner):
    past_calls(where=[(6, 1), (1, 5), (2, 2), (6, 5)])
    crowded_places()
    wish = {"count": 3, "candidates": "crowded", "seconds": 5}
    found = a_done("points", wish, by=planner).result
    # Of three places the school is 250 m from any road, so the market is the only new one.
    assert found["candidates"] == 3
    facts = [one["properties"] for one in found["points"]]
    new = [(f["name_zh"], f["place_kind"]) for f in facts if f["number"] == 3]
    assert new == [("月光夜市屯警点", "night_market")]
    more = a_done("points", wish | {"candidates": "both"}, by=planner).result
    assert more["candidates"] > 20
    assert more["value"] <= found["value"]


def test_every_zone_has_a_point_if_that_is_wished(planner):
    past_calls(where=[(2, 2), (1, 1), (6, 5), (7, 6)])
    zones = [
        (n, read_geometry(one["geometry"]))
        for n, one in enumerate(export_zones(NOON)["features"], 1)
    ]
    for wish, least in (({}, 1), ({"each_zone": True}, 4)):
        options = {"count": 4, "candidates": "crossings", "seconds": 5} | wish
        found = a_done("points", options, by=planner).result
        stands = [place_of(one) for one in found["points"]]
        held = {n for n, shape in zones if any(shape.contains(Point(p)) for p in stands)}
        assert len(held) >= least
        assert len(stands) == 4
    assert set(found["for_zones"]) <= {1, 2, 3, 4} != set()


@pytest.mark.parametrize(
    ("wish", "word"),
    [({"count": 3}, "4"), ({"count": 4, "fixed": [1, 2], "candidates": "crowded"}, "2")],
)
def test_zones_that_cannot_all_have_one_are_told(planner, wish, word):
    past_calls()
    found = a_done("points", {"each_zone": True, "seconds": 5} | wish, by=planner)
    assert found.status == "failed"
    assert word in found.why.zh
    assert word in found.why.en


def test_points_are_chosen_for_zones_that_another_study_drew(planner):
    past_calls()
    drawn = a_done("zones", {"count": 2, "calls_share": 0}, by=planner)
    wish = {"count": 2, "each_zone": True, "zones_of": drawn.pk, "seconds": 5}
    found = a_done("points", wish, by=planner)
    assert found.status == "done", found.why
    assert Study.objects.get(pk=found.pk).inputs["zones"] == drawn.result["zones"]
    with pytest.raises(NotFound):
        ask_study(kind="points", title="", options={"zones_of": found.pk}, by=planner, at=NOON)


def test_a_study_is_repeated_to_the_last_figure(planner):
    past_calls()
    first = a_done("what_if", {"cars": {"1": 1}, "days": 20, "replications": 2}, by=planner)
    assert first.status == "done", first.why
    repeat_study(study=first.pk, by=planner, at=NOON)
    again = run_study(study=take_next_study(at=NOON))
    assert again.repeats == first.pk
    assert again.result == first.result


def test_a_closed_bridge_makes_the_north_late_and_a_car_there_helps(planner):
    past_calls(400, where=[(6, 4), (2, 4)])
    middle = spot(6, 3.5)
    wishes = {"without": [2], "closed": [list(middle)], "days": 30, "replications": 2}
    found = a_done("what_if", wishes, by=planner)
    assert found.status == "done", found.why
    more = found.result["difference"]["response_p50_s"]["mean"]
    assert more > BLOCK_S
    assert found.result["crews"] == {"before": 2, "after": 2}


def test_snow_makes_every_drive_longer(planner):
    past_calls()
    wishes = {"slower": 2, "days": 30, "replications": 2}
    found = a_done("what_if", wishes, by=planner).result
    assert (
        found["after"]["overall"]["response_mean_s"]["mean"]
        > (found["before"]["overall"]["response_mean_s"]["mean"])
    )


def test_zones_tile_the_urban_area_and_share_the_calls(planner):
    past_calls()
    found = a_done("zones", {"count": 4, "resolution": 9, "calls_share": 0.5}, by=planner)
    assert found.status == "done", found.why
    assert found.result["is_contiguous"]
    assert sorted(f["properties"]["number"] for f in found.result["zones"]) == [1, 2, 3, 4]
    plan = draft_plan(title="划区", studies=[found.pk], by=planner, at=NOON)
    # `propose` refuses gaps and overlaps above 1 m².
    proposed = propose_plan(plan=plan.number, wanted_from=NOON, by=planner, at=NOON)
    assert proposed.status == "proposed"


def test_too_many_zones_for_the_cells_is_told_and_nothing_is_kept(planner):
    past_calls()
    found = a_done("zones", {"count": 200, "resolution": 7}, by=planner)
    assert (found.status, found.result) == ("failed", None)
    assert "200" in found.why.zh
    assert "200" in found.why.en


def test_seventeen_zones_from_twelve_cells_are_told_and_nothing_is_kept(planner):
    past_calls()
    wish = {"count": 17, "resolution": 8}
    asked = ask_study(kind="zones", title="", options=wish, by=planner, at=NOON)
    row = Study.objects.get(pk=asked.pk)
    row.inputs["urban"] = [box(-0.5, -0.5, 2.5, 5)]
    row.save()
    take_next_study(at=NOON)
    found = run_study(study=row.pk)
    assert (found.status, found.result) == ("failed", None)
    assert "12 个单元分不成 17 个巡区" in found.why.zh
    assert "12 cells cannot make 17 zones" in found.why.en
    with pytest.raises(NotFound):
        draft_plan(title="", studies=[row.pk], by=planner, at=NOON)
    assert not Plan.objects.exists()


FAR = (60, 60)
"""Fifteen kilometres from the last road."""


def test_some_demand_outside_the_network_is_counted_apart_and_moves_no_zone(planner):
    past_calls(where=[(2, 2), (6, 5), (7, 1), FAR])
    sited = a_done("points", {"count": 2, "fixed": [1, 2], "seconds": 5}, by=planner).result
    assert sited["unreached"] == 50
    zoned = a_done("zones", {"count": 3}, by=planner).result
    assert (zoned["calls_outside"], sum(zoned["loads"]["calls"])) == (50, 150)


@pytest.mark.parametrize(
    ("kind", "where", "words"),
    [
        ("points", [FAR], ("路网之外", "off the roads")),
        ("what_if", [(2, 2), FAR], ("100 起警情从任何屯警点都开不到", "100 calls cannot be")),
    ],
)
def test_demand_that_nobody_can_drive_to_is_told_and_nothing_is_kept(planner, kind, where, words):
    past_calls(where=where)
    found = a_done(kind, {}, by=planner)
    assert (found.status, found.result) == ("failed", None)
    assert words[0] in found.why.zh
    assert words[1] in found.why.en


@pytest.mark.parametrize(("days", "is_enough"), [(28, True), (27, False)])
def test_four_weeks_of_calls_are_needed(planner, days, is_enough):
    past_calls(days=days)
    if is_enough:
        assert ask_study(kind="zones", title="", options={}, by=planner, at=NOON)
        return
    with pytest.raises(NotAStudy, match="27"):
        ask_study(kind="zones", title="", options={}, by=planner, at=NOON)
    assert not Study.objects.exists()


def test_a_candidate_off_the_roads_and_a_point_that_is_none_are_told(planner):
    past_calls()
    river = list(spot(4.5, 3.5))
    for kind, options, word in (
        ("points", {"added": [river]}, "250"),
        ("what_if", {"closed": [river]}, "250"),
        ("points", {"fixed": [77]}, "77"),
        ("what_if", {"cars": {"77": 1}}, "77"),
    ):
        with pytest.raises(NotAStudy) as refused:
            ask_study(kind=kind, title="", options=options, by=planner, at=NOON)
        assert word in refused.value.text.zh
    assert not Study.objects.exists()


def test_calls_that_crews_met_themselves_play_no_part(planner):
    past_calls(is_self_initiated=True)
    with pytest.raises(NotAStudy):
        ask_study(kind="points", title="", options={}, by=planner, at=NOON)


@pytest.mark.parametrize("role", ["patrol_unit", "station_command", "auditor", "volunteer"])
def test_only_planners_ask(town, role):
    with pytest.raises(Denied):
        ask_study(kind="zones", title="", options={}, by=an_actor(role), at=NOON)


def a_study(status="queued", **more):
    more = {"result": {}} | more if status == "done" else more
    inputs = {"options": {"seed": 1}, "at": NOON.isoformat(), "map": ""}
    row = {"kind": "zones", "inputs": inputs, "asked_at": NOON, "status": status, **more}
    return Study.objects.create(**row)


def test_one_study_runs_at_a_time_the_oldest_first():
    first, second = a_study(), a_study()
    assert take_next_study(at=NOON) == first.pk
    assert take_next_study(at=NOON) is None
    Study.objects.filter(pk=first.pk).update(status="failed")
    assert take_next_study(at=NOON) == second.pk


@pytest.mark.django_db(transaction=True)
def test_two_clocks_in_the_same_instant_start_one_study():
    barrier = Barrier(2)

    def take(_clock):
        try:
            barrier.wait(timeout=30)
            return take_next_study(at=NOON)
        finally:
            connection.close()

    for _ in range(5):
        first, _second = a_study(), a_study()
        with ThreadPoolExecutor(2) as pool:
            assert set(pool.map(take, range(2))) == {first.pk, None}
        Study.objects.all().delete()


@pytest.mark.parametrize("status", STUDY.states)
def test_cancel_in_every_state(planner, status):
    row = a_study(status)
    if STUDY.allows(status, "cancel"):
        assert cancel_study(study=row.pk, by=planner, at=NOON).status == "cancelled"
        return
    with pytest.raises(NotInThisState):
        cancel_study(study=row.pk, by=planner, at=NOON)


def test_a_cancelled_run_keeps_nothing(planner, monkeypatch):
    past_calls()
    asked = ask_study(kind="points", title="", options={"seconds": 1}, by=planner, at=NOON)
    take_next_study(at=NOON)
    cancel_study(study=asked.pk, by=planner, at=NOON)
    assert run_study(study=asked.pk).status == "cancelled"
    assert Study.objects.get(pk=asked.pk).result is None


def test_a_run_whose_process_ended_is_taken_up_again_and_given_up_after_three():
    silent = NOON - timedelta(minutes=4)
    row = a_study("running", beat_at=silent, attempts=2)
    alive = a_study("running", beat_at=NOON, attempts=1)
    assert queue_stranded(at=NOON) == 1
    row.refresh_from_db()
    assert row.status == "queued"
    Study.objects.filter(pk=row.pk).update(status="running", attempts=3)
    queue_stranded(at=NOON)
    row.refresh_from_db()
    assert (row.status, "3" in row.why_zh) == ("failed", True)
    alive.refresh_from_db()
    assert alive.status == "running"


def test_the_places_of_a_study_are_no_single_houses(planner):
    past_calls(4 * len(HOT))
    asked = ask_study(kind="zones", title="", options={}, by=planner, at=NOON)
    row = Study.objects.get(pk=asked.pk)
    assert all(n >= 5 for *_, n in row.inputs["calls"]["cells"])
    assert set(row.inputs["calls"]) == {
        "from",
        "until",
        "days",
        "n",
        "inexact",
        "left_out",
        "cells",
        "week",
        "grades",
        "handling_s",
        "turnout_s",
        "service_s",
    }


def a_strip_of_cells(rows):
    """Hexagons over a street of 2 km, and over a second one beside it."""
    lon = np.tile(np.linspace(119.70, 119.7275, 60), rows)
    lat = np.repeat(49.20 + 0.0035 * np.arange(rows), 60)
    arcs = np.concatenate([np.arange(59) + 60 * row for row in range(rows)])
    return cells_over(lon, lat, weight=np.ones(len(lon))), lon, lat, arcs


def test_banks_without_a_bridge_are_no_zone_and_a_bridge_joins_them():
    cells, lon, lat, tail = a_strip_of_cells(2)
    for bridges, is_joined in (((), False), ((30,), True)):
        network = SimpleNamespace(
            node_count=len(lon),
            node_lon=lon,
            node_lat=lat,
            tail=np.append(tail, bridges).astype(int),
            head=np.append(tail + 1, [b + 60 for b in bridges]).astype(int),
        )
        parts, _ = parts_of(joined_by_roads(cells, network)[0], len(cells.names))
        assert (parts == 1) is is_joined
