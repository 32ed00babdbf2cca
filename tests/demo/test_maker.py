"""The maker: the same bytes for the same seed, and the numbers of the article."""

from collections import Counter

import pytest
import shapely
from tests.demo.reading import points_of

from quanju.demo.maker.build import draw_board
from quanju.demo.maker.points import place_points
from quanju.domains.kernel.roles import ROLES


@pytest.mark.long
def test_another_seed_gives_another_town_of_the_same_numbers(hailar):
    board = draw_board(7)
    assert len(board.network.lonlat) != len(hailar.rows("roads/nodes.csv"))
    assert len(board.divisions.zones) == 17
    assert len(place_points(board)) == 27
    assert len(set(board.divisions.station_of_zone)) == 9


def test_it_says_everywhere_that_it_is_invented(hailar):
    assert hailar.toml("branch.toml")["is_synthetic"] is True
    for file in hailar.path.glob("*.geojson"):
        assert "演示数据 / synthetic" in file.read_text("utf-8").splitlines()[0]
    for table in (
        "branch.toml",
        "calls.toml",
        "shifts.toml",
        "rules/dispatch.incident_classes.toml",
    ):
        assert "演示数据 / synthetic" in (hailar.path / table).read_text("utf-8")
    assert all(row["display_name"].startswith("演示-") for row in hailar.rows("accounts.csv"))


def test_files_are_utf8_with_line_feeds_only(hailar):
    for file in (p for p in hailar.path.rglob("*") if p.is_file()):
        text = file.read_bytes().decode("utf-8")
        assert "\r" not in text
        assert text.endswith("\n")


def test_the_numbers_of_the_article(hailar):
    kinds = Counter(row["kind"] for row in hailar.rows("organisations.csv"))
    assert kinds["branch"] == 1
    assert kinds["station"] == 11
    assert kinds["community_team"] == kinds["case_team"] == kinds["command_room"] == 11
    assert len(hailar.features("zones.geojson")) == 17
    assert len(hailar.features("staging_points.geojson")) == 27
    assert len(hailar.features("subdistricts.geojson")) == 9
    assert len(hailar.features("station_areas.geojson")) == 11
    assert len(hailar.rows("community_areas.csv")) == 35


def test_the_people_of_the_community_areas(hailar):
    """35 heads, 70 officers, 105 auxiliaries (specification 0.4)."""
    posts = Counter(row["post_code"].rsplit("-", 1)[-1] for row in hailar.rows("accounts.csv"))
    assert (posts["head"], posts["officer"], posts["auxiliary"]) == (35, 70, 105)
    heads = {row["head_username"] for row in hailar.rows("community_areas.csv")}
    assert len(heads) == 35


def test_about_600_accounts_and_85_units_beside_the_traffic_units(hailar):
    assert 570 <= len(hailar.rows("accounts.csv")) <= 630
    forces = Counter(row["force_type"] for row in hailar.rows("units.csv"))
    assert 80 <= sum(forces.values()) - forces["traffic_police"] <= 90
    assert set(forces) == {
        "special_police", "office_liaison", "case_team", "community_team", "volunteer",
        "traffic_police",
    }  # fmt: skip


def test_the_nine_subdistricts_have_their_real_names(hailar):
    names = {facts["name_zh"] for facts in hailar.facts("subdistricts.geojson")}
    assert names == {
        "正阳街道", "健康街道", "靠山街道", "胜利街道", "呼伦街道", "建设街道", "东山街道",
        "哈克镇", "奋斗镇",
    }  # fmt: skip


def test_the_demo_offers_each_role_once_and_two_where_two_are_needed(hailar):
    posts = {row["code"]: row["role"] for row in hailar.rows("posts.csv")}
    offered = [r for r in hailar.rows("accounts.csv") if r["demo_entry"] == "1"]
    roles = [posts[row["post_code"]] for row in offered]
    twice = {role for role in roles if roles.count(role) > 1}
    assert twice == {"dispatcher", "reception_officer"}, "a second person, a station's window"
    assert 14 <= len(roles) <= 20
    assert {"dispatcher", "patrol_unit", "branch_leader", "auditor", "system_admin"} <= set(roles)


def test_every_role_that_needs_an_account_has_people(hailar):
    posts = {row["code"]: row["role"] for row in hailar.rows("posts.csv")}
    held = {posts[row["post_code"]] for row in hailar.rows("accounts.csv")}
    assert held == set(ROLES) - {"resident"}


def test_more_than_400_places_with_two_names(hailar):
    places = hailar.rows("places.csv")
    assert len(places) > 400
    assert all(row["name_zh"] and row["name_en"] for row in places)
    assert {"哈克镇", "奋斗镇"} <= {row["subdistrict"] for row in places}


def test_buildings_stand_on_no_water(hailar):
    drawn = {"building": [], "water": []}
    for facts, geometry in zip(
        hailar.facts("basemap.geojson"), hailar.shapes("basemap.geojson"), strict=True
    ):
        drawn.setdefault(facts["layer"], []).append(geometry)
    assert len(drawn["building"]) > 3000
    hits = shapely.STRtree(drawn["water"]).query(drawn["building"], predicate="intersects")
    assert hits.shape[1] == 0


def test_few_bridges_cross_the_river_in_town(hailar):
    bridges = [r for r in hailar.rows("roads/edges.csv") if r["bridge"] == "1"]
    long = {r["name_zh"] for r in bridges if float(r["length_m"]) > 60}
    assert 4 <= len(long) <= 8


def test_places_of_people_are_not_listed(hailar):
    """Only named public places: no house numbers, no flats (NB-06)."""
    assert not [r for r in hailar.rows("places.csv") if any(c in r["name_zh"] for c in "号室户")]
    assert len(points_of(hailar.rows("places.csv"))) > 400
