"""A draft while it is drawn: each step says at once what is wrong, and nothing is stored."""

import pytest
from tests.builders.people import NOON, an_actor
from tests.builders.plans import past_calls
from tests.builders.town import a_feature, box, spot

from quanju.domains.kernel.types import Denied, Refused
from quanju.domains.patrol.queries.zones import export_staging_points, export_zones
from quanju.domains.planning.models import Plan
from quanju.domains.planning.queries import drafts
from quanju.domains.planning.types import CannotRedraw, PlanNotReadable

pytestmark = pytest.mark.django_db


def a_ring(corners):
    return a_feature({"type": "Polygon", "coordinates": [[*corners, corners[0]]]}, number=1)


def tried(planner, step=None, *, zones=None, points=None, **more):
    return drafts.tried(
        zones=zones or export_zones(NOON)["features"],
        points=points or export_staging_points(NOON)["features"],
        step=step,
        by=planner,
        at=NOON,
        **more,
    )


def test_todays_layers_have_no_fault_three_rings_and_the_reach_of_the_calls(planner):
    past_calls(100, where=[(2, 2), (7, 1)])
    draft = tried(planner, wants_reach=True)
    assert (draft.faults, draft.cautions) == ([], [])
    assert [ring["properties"]["minutes"] for ring in draft.rings] == [5, 3, 1]
    assert draft.reach == {"60": 0.5, "180": 0.5, "300": 1.0}
    assert not Plan.objects.exists()


def test_a_drawn_area_becomes_a_named_zone_with_a_free_number(planner):
    drawn = [list(spot(*corner)) for corner in [(1, 1), (3, 1), (3, 2), (1, 2)]]
    draft = tried(planner, {"verb": "give", "into": 0, "drawn": drawn, "name": "市场区"})
    assert [one["properties"]["number"] for one in draft.zones] == [1, 2, 3, 4, 5]
    assert draft.zones[4]["properties"]["name_zh"] == "市场区"
    assert draft.faults == []


def test_a_clicked_block_changes_the_figures_of_its_two_zones_and_no_fault_comes_in(planner):
    past_calls(100, where=[(2, 2), (7, 1)])
    inner = {"verb": "block", "drawn": [list(spot(1.4, 1.6))]}
    with pytest.raises(CannotRedraw, match="touches no other"):
        tried(planner, inner)
    draft = tried(
        planner,
        {"verb": "block", "into": 0, "drawn": [list(spot(3.7, 1.6))]},
        wants_looks=True,
    )
    assert draft.said.en == "a block goes from zone 1 to zone 2"
    assert draft.faults == []
    before, after = draft.before, draft.looks
    moved = {n for n, work in after.work.items() if work != before.work[n]}
    assert moved == {"1", "2"}
    assert after.work["1"] < before.work["1"]
    assert sum(after.work.values()) == pytest.approx(0, abs=1e-3)
    assert after.deviation == max(map(abs, after.work.values()))
    assert 0 < after.compactness_min <= after.compactness_mean < 1
    assert 0 <= after.on_roads_share <= 1
    assert tried(planner).looks is None, "figures only where they are asked for"


def test_zones_joined_across_the_river_without_their_bridge_are_worth_a_word(planner):
    """Columns 2 and 6 have the bridges: a zone over columns 3 to 5 lies on both banks of it."""
    drawn = [list(spot(*corner)) for corner in [(2.5, 1.5), (5.5, 1.5), (5.5, 5.5), (2.5, 5.5)]]
    draft = tried(planner, {"verb": "give", "into": 0, "drawn": drawn})
    assert draft.faults == []
    assert any(
        "巡区 5 被隔断" in one.zh and "no bridge or road" in one.en for one in draft.cautions
    )
    wider = [list(spot(*corner)) for corner in [(1.5, 1.5), (5.5, 1.5), (5.5, 5.5), (1.5, 5.5)]]
    bridged = tried(planner, {"verb": "give", "into": 0, "drawn": wider})
    assert not any("巡区 5" in one.zh for one in bridged.cautions)


def test_a_file_with_an_overlap_and_a_gap_says_both_and_is_mended(planner):
    zones = [
        a_feature(box(-0.5, -0.5, 4.2, 3.5), number=1, name_zh="甲"),
        a_feature(box(4, -0.5, 8.5, 3.5), number=2, name_zh="乙"),
        a_feature(box(-0.5, 3.7, 8.5, 6.5), number=3, name_zh="丙"),
    ]
    draft = tried(planner, zones=zones)
    assert ["重叠" in one.zh for one in draft.faults] == [True, False]
    assert "不属于任何巡区" in draft.faults[1].zh
    assert tried(planner, {"verb": "mend"}, zones=zones).faults == []


def test_points_in_the_river_outside_or_numbered_twice_are_named(planner):
    def at(number, *where):
        return a_feature({"type": "Point", "coordinates": list(spot(*where))}, number=number)

    draft = tried(planner, points=[at(1, 4.5, 3.5), at(2, 9.4, 2), at(2, 2, 2)])
    told = " / ".join(one.zh for one in draft.faults)
    assert "点 1：" in told
    assert "道路" in told
    assert "点 2：" in told
    assert "点位编号 2 重复" in told


@pytest.mark.parametrize(
    "step",
    [
        {"verb": "conquer"},
        {},
        {"verb": "give", "drawn": [[1, 2]]},
        {"verb": "give", "drawn": [["a", "b"]] * 4},
        {"verb": "give", "drawn": None},
        {"verb": "give", "drawn": [[1e9, 2], [3, 4], [5, 6]]},
        {"verb": "give", "into": 1000, "drawn": [[1, 2], [3, 4], [5, 7]]},
        {"verb": "split", "drawn": [[1, 2]]},
        {"verb": "block", "drawn": []},
        {"verb": "block", "drawn": [list(spot(80, 80))]},
        {"verb": "block", "drawn": [list(spot(2, 2))], "into": "x"},
        {"verb": "join", "zone": "x", "into": 2},
        {"verb": "join", "zone": float("inf"), "into": 2},
        {"verb": "bend", "drawn": [[float("nan"), 49], [119, 49]]},
        {"verb": "give", "drawn": [[119, 49]] * 5001},
        {"verb": "split", "drawn": [list(spot(*at)) for at in [(1, 1), (3, 3), (3, 1), (1, 3)]]},
    ],
)
def test_a_step_that_is_none_gets_its_sentence(planner, step):
    with pytest.raises(CannotRedraw) as refused:
        tried(planner, step)
    assert refused.value.text.zh
    assert refused.value.text.en


@pytest.mark.parametrize(
    "zones",
    [
        [a_feature({"type": "Point", "coordinates": [119.7, 49.2]}, number=1)],
        [a_feature(box(0, 0, 2, 2), number="many")],
        [a_feature(box(0, 0, 2, 2), number=float("inf"))],
        [a_feature(box(0, 0, 2, 2), number=10**30)],
        [a_feature(box(0, 0, 2, 2), number=0)],
        [a_feature(box(0, 0, 2, 2), number=1, name_zh={"a": 1})],
        [{"type": "Feature", "geometry": box(0, 0, 2, 2), "properties": [1]}],
        [{"type": "Feature", "geometry": box(0, 0, 2, 2), "properties": "one"}],
        [a_feature({"type": "GeometryCollection", "geometries": [box(0, 0, 2, 2)]}, number=1)],
        [a_ring([(float("inf"), 49), (119, 49), (119, 50)])],
        [a_ring([(float("nan"), 49), (119, 49), (119, 50)])],
        [a_ring([(49, 119), (49, 120), (50, 120)])],
        [a_ring([(119 + n / 1e6, 49 + n % 2) for n in range(20_001)])],
        [{"type": "Feature", "geometry": box(0, 0, 2, 2), "properties": None}],
        [{"geometry": {"type": "Polygon", "coordinates": [[[119, 49]]]}, "properties": {}}],
        ["zone"],
    ],
)
def test_layers_that_are_none_are_refused(planner, zones):
    with pytest.raises(Refused):
        tried(planner, {"verb": "mend"}, zones=zones)


@pytest.mark.parametrize(
    "where", [(float("nan"), 49), (float("inf"), 49), (49.2, 119.7), (119.7, 49.2, 1)]
)
def test_points_that_lie_nowhere_are_refused_and_a_height_is_left_behind(planner, where):
    point = a_feature({"type": "Point", "coordinates": list(where)}, number=1)
    if len(where) == 3:
        assert tried(planner, points=[point]).points[0]["properties"] == {"number": 1}
        return
    with pytest.raises(PlanNotReadable):
        tried(planner, points=[point])


def test_a_large_border_that_crosses_itself_and_a_heap_of_zones_are_not_untangled(planner):
    """Both would compute for minutes; what is wrong is said without a step."""
    tangle = a_ring([spot(n * 7 % 9, n * 5 % 7) for n in range(1, 600)])
    heap = [a_feature(box(0, 0, 2 + n / 10, 2.1 - n / 50), number=n + 1) for n in range(20)]
    assert "自己相交" in tried(planner, zones=[tangle]).faults[0].zh
    assert len(tried(planner, zones=heap).faults) <= 25
    for zones in ([tangle], heap):
        with pytest.raises(CannotRedraw):
            tried(planner, {"verb": "mend"}, zones=zones)


def test_only_planners_draw(town):
    with pytest.raises(Denied):
        tried(an_actor("auditor"))
