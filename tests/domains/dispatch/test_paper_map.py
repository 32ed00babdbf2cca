"""A map on paper: in centimetres, north above, streets cut at the frame, names the right way up."""

import math

import pytest
from shapely.geometry import box

from quanju.domains.dispatch.paper_map import HEIGHT_CM, WIDTH_CM, drawn

WEST, SOUTH = 120.0, 60.0  # a degree of longitude is half as wide as one of latitude


def a_map(streets=(), points=(), high=0.1):
    return drawn([(4, "桥西", box(WEST, SOUTH, WEST + 0.1, SOUTH + high))], streets, points)


def test_the_zones_fill_the_sheet_and_keep_their_shape():
    found = a_map(high=0.1)  # twice as high as wide
    assert (found["height"], found["width"]) == pytest.approx((HEIGHT_CM, HEIGHT_CM / 2), rel=2e-3)
    wide = a_map(high=0.01)
    assert wide["width"] == pytest.approx(WIDTH_CM)
    assert wide["height"] == pytest.approx(WIDTH_CM / 5, rel=2e-3)


def test_north_is_above_and_a_zone_carries_its_number_inside():
    found = a_map(points=[("北", WEST + 0.05, SOUTH + 0.09), ("外", WEST + 0.2, SOUTH)])
    (point,), (zone,) = found["points"], found["zones"]
    assert point["at"][1] == pytest.approx(found["height"] * 0.1, abs=0.01)
    assert (zone["number"], zone["name"], len(zone["rings"][0])) == (4, "桥西", 5)
    assert 0 < zone["label"][0] < found["width"]


def test_a_street_is_cut_at_the_frame_and_named_once_along_its_longest_piece():
    y = SOUTH + 0.05
    through = ("长街", 1, [(WEST - 0.1, y), (WEST + 0.2, y)])
    piece = ("长街", 1, [(WEST + 0.01, y), (WEST + 0.02, y)])
    outside = ("外街", 1, [(WEST - 0.1, y), (WEST - 0.05, y)])
    found = a_map(streets=[piece, through, outside, ("", 4, [(WEST, y), (WEST + 0.1, y)])])
    assert [one["rank"] for one in found["streets"]] == [1, 1, 4]
    (name,) = found["names"]
    assert name["name"] == "长街"
    assert name["at"][0] == pytest.approx(found["width"] / 2, abs=0.01)


@pytest.mark.parametrize("backwards", [False, True])
def test_no_name_stands_on_its_head(backwards):
    line = [(WEST + 0.01, SOUTH + 0.02), (WEST + 0.09, SOUTH + 0.06)]
    found = a_map(streets=[("斜街", 2, line[::-1] if backwards else line)])
    assert found["names"][0]["turn"] == pytest.approx(-math.degrees(math.atan(1)), abs=1)


def test_without_zones_there_is_no_map():
    assert drawn([], [], []) is None
