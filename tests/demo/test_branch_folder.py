"""What holds for every branch folder, the first and the second."""

from itertools import combinations

import numpy as np
import pytest
import shapely
from shapely.geometry import shape
from tests.demo.reading import points_of, square_metres

from quanju.branches.folder import read_folder
from quanju.domains.geo.types import PLACE_KINDS as KINDS_OF_PLACES
from quanju.domains.kernel.roles import ROLES
from quanju.domains.patrol.types.standing import FORCE_TYPES, PLACE_KINDS
from quanju.domains.people.types import ORGANISATION_KINDS
from quanju.domains.rulebook.queries import read
from quanju.domains.rulebook.types import kinds
from quanju.engine.roads import snapping
from quanju.engine.roads.build import build_from_tables

ON_THE_EDGE = 2e-5
FORBIDDEN = (
    "ethnic", "nation", "religion", "belief", "political", "health", "birth", "id_card", "phone",
    "民族", "宗教", "信仰", "政治", "健康状况", "出生", "身份证", "电话",
)  # fmt: skip


def test_the_loader_reads_it(branch):
    folder = read_folder(branch.path)
    assert folder.facts["is_synthetic"] is True
    assert len(folder.zones) == len(branch.features("zones.geojson"))


def test_zones_tile_the_urban_area(branch):
    """No gap and no overlap above 1 m² (PAT-01)."""
    zones = branch.shapes("zones.geojson")
    assert all(zone.is_valid for zone in zones)
    assert square_metres(shapely.union_all(zones).symmetric_difference(branch.urban)) < 1
    for one, other in combinations(zones, 2):
        assert square_metres(one.intersection(other)) < 1


def test_neighbouring_zones_share_the_figures_of_their_border(branch):
    """Each corner of a zone on another zone's edge is a corner of that one too."""
    zones = branch.shapes("zones.geojson")
    corners = [set(map(tuple, shapely.get_coordinates(zone))) for zone in zones]
    for (a, zone), (b, other) in combinations(enumerate(zones), 2):
        if not zone.touches(other) and not zone.intersects(other):
            continue
        shared = shapely.get_coordinates(zone.intersection(other))
        assert set(map(tuple, shared)) <= corners[a] & corners[b]


@pytest.mark.parametrize("name", ["station_areas.geojson", "subdistricts.geojson"])
def test_areas_tile_the_district(branch, name):
    areas = branch.shapes(name)
    for one, other in combinations(areas, 2):
        assert square_metres(one.intersection(other)) < 1
    whole = square_metres(branch.outline)
    gap = square_metres(shapely.union_all(areas).symmetric_difference(branch.outline))
    # The outline is drawn to the metre; the areas meet it within half a metre.
    assert gap < whole * 5e-5


def test_every_point_lies_in_a_zone_and_beside_a_road(branch):
    zones = branch.shapes("zones.geojson")
    points = branch.shapes("staging_points.geojson")
    tree = shapely.STRtree(zones)
    hits, owners = tree.query(points, predicate="dwithin", distance=1e-7)
    assert set(hits.tolist()) == set(range(len(points)))
    numbers = [int(facts["number"]) for facts in branch.facts("zones.geojson")]
    assert {numbers[n] for n in owners.tolist()} == set(numbers)
    network = network_of(branch)
    for point in points:
        assert snapping.snap(network, point.x, point.y, limit_m=30).metres < 30


def network_of(branch):
    return build_from_tables(
        branch.path / "roads" / "nodes.csv", branch.path / "roads" / "edges.csv"
    ).drive


def test_a_car_gets_from_everywhere_to_everywhere(branch):
    """The largest strongly connected part holds every road that is driven on."""
    built = build_from_tables(
        branch.path / "roads" / "nodes.csv", branch.path / "roads" / "edges.csv"
    )
    edges = branch.rows("roads/edges.csv")
    driven = {r[end] for r in edges if r["class"] != "footway" for end in "uv"}
    assert built.drive.node_count == pytest.approx(len(driven), abs=len(driven) * 0.08)
    assert strongly_connected(edges) == driven


def strongly_connected(edges):
    """Nodes that can be reached from the first and can reach it, counted without the engine."""
    onward, back = {}, {}
    for row in edges:
        pairs = [(row["u"], row["v"])] + ([] if row["oneway"] == "1" else [(row["v"], row["u"])])
        for one, other in pairs:
            onward.setdefault(one, []).append(other)
            back.setdefault(other, []).append(one)
    return flooded(edges[0]["u"], onward) & flooded(edges[0]["u"], back)


def flooded(start, beside):
    reached, open_ = {start}, [start]
    while open_:
        for other in beside.get(open_.pop(), ()):
            if other not in reached:
                reached.add(other)
                open_.append(other)
    return reached


def test_edges_name_nodes_that_exist_and_run_between_them(branch):
    at = {n["id"]: (float(n["lon"]), float(n["lat"])) for n in branch.rows("roads/nodes.csv")}
    for row in branch.rows("roads/edges.csv"):
        assert row["u"] in at
        assert row["v"] in at
        if row["geometry"]:
            points = [tuple(map(float, p.split())) for p in row["geometry"].split(";")]
            assert points[0] == pytest.approx(at[row["u"]], abs=1e-7)
            assert points[-1] == pytest.approx(at[row["v"]], abs=1e-7)


def test_everything_lies_inside_the_outline(branch):
    area = branch.outline.buffer(ON_THE_EDGE)
    shapely.prepare(area)
    stands = [r for r in branch.rows("organisations.csv") if r["lon"]]
    for rows in (branch.rows("places.csv"), branch.rows("roads/nodes.csv"), stands):
        assert shapely.covers(area, points_of(rows)).all()
    assert shapely.covers(area, np.array(branch.shapes("zones.geojson"))).all()


def test_names_of_other_files_resolve(branch):
    organisations = {r["code"] for r in branch.rows("organisations.csv")}
    posts = {r["code"] for r in branch.rows("posts.csv")}
    people = {r["username"] for r in branch.rows("accounts.csv")}
    units = {r["call_sign"] for r in branch.rows("units.csv")}
    zones = {str(f["number"]) for f in branch.facts("zones.geojson")}
    points = {str(f["number"]) for f in branch.facts("staging_points.geojson")}
    assert {r["parent_code"] for r in branch.rows("organisations.csv")} <= organisations | {""}
    assert {r["organisation_code"] for r in branch.rows("posts.csv")} <= organisations
    assert {r["post_code"] for r in branch.rows("accounts.csv")} <= posts
    assert {r["organisation_code"] for r in branch.rows("units.csv")} <= organisations
    assert {r["home_zone"] for r in branch.rows("units.csv")} <= zones | {""}
    assert {r["home_staging_point"] for r in branch.rows("units.csv")} <= points | {""}
    assert {r["call_sign"] for r in branch.rows("crew.csv")} == units
    assert {r["username"] for r in branch.rows("crew.csv")} <= people
    assert {f["code"] for f in branch.facts("station_areas.geojson")} <= organisations


def test_codes_are_words_that_the_rooms_know(branch):
    assert {r["kind"] for r in branch.rows("organisations.csv")} <= set(ORGANISATION_KINDS)
    assert {r["role"] for r in branch.rows("posts.csv")} <= set(ROLES)
    assert {r["force_type"] for r in branch.rows("units.csv")} <= set(FORCE_TYPES)
    assert {r["kind"] for r in branch.rows("places.csv")} <= set(KINDS_OF_PLACES)
    assert {f["place_kind"] for f in branch.facts("staging_points.geojson")} <= set(PLACE_KINDS)


def test_nobody_rides_on_two_units_and_every_crew_is_large_enough(branch):
    crew = branch.rows("crew.csv")
    assert len({r["username"] for r in crew}) == len(crew)
    least = branch.toml("rules/patrol.crew_sizes.toml")["least"]
    for unit in branch.rows("units.csv"):
        size = sum(r["call_sign"] == unit["call_sign"] for r in crew)
        assert size == int(unit["crew_size"])
        assert size >= least[unit["force_type"]]


def test_no_field_that_is_forbidden(branch):
    """NB-03, NB-06: not even an empty column."""
    for file in sorted(branch.path.glob("*.csv")):
        heads = file.read_text("utf-8").splitlines()[0].lower()
        assert not [word for word in FORBIDDEN if word in heads], file.name


def test_every_kind_of_rule_has_a_table_that_can_be_used(branch):
    known = {kind.name for kind in kinds()}
    tables = {file.stem for file in (branch.path / "rules").glob("*.toml")}
    # The law's time limits and holidays are the same in every branch; its own may add to them.
    assert known - tables <= {"deadlines.statutory_clocks", "deadlines.working_days"}
    assert tables <= known
    for name in tables:
        read(name, (branch.path / "rules" / f"{name}.toml").read_text("utf-8"))


def test_incident_types_point_to_grades_and_plans_that_exist(branch):
    grades = {row["number"] for row in branch.toml("rules/dispatch.grades.toml")["grade"]}
    classes = branch.toml("rules/dispatch.incident_classes.toml")["class"]
    types = {kind["code"]: kind for row in classes for kind in row["type"]}
    codes = set(types) | {row["code"] for row in classes}
    assert {kind["grade"] for kind in types.values()} <= grades
    assert all(kind["common"] for kind in types.values())
    plans = branch.toml("rules/dispatch.response_plans.toml")["plan"]
    assert {plan["grade"] for plan in plans if "grade" in plan} == grades
    assert {plan["code"] for plan in plans if "code" in plan} <= codes
    words = branch.toml("rules/dispatch.safety_words.toml")["rule"]
    assert {rule["grade"] for rule in words} <= grades
    assert set(branch.toml("calls.toml")["texts"]) <= set(types)


def test_base_map_layers_hold_shapes_of_their_kind(branch):
    for feature in branch.features("basemap.geojson"):
        layer, kind = feature["properties"]["layer"], shape(feature["geometry"]).geom_type
        if layer in ("landuse", "water", "building"):
            assert "Polygon" in kind
        elif layer == "place":
            assert kind == "Point"
