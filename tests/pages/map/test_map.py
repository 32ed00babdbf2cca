"""What the map is drawn from, and what is found by typing; never a person."""

import gzip

import pytest
from tests.builders.incidents import an_incident
from tests.builders.people import an_appointment, sign_in
from tests.builders.town import spot

from quanju.domains.kernel.clock import now

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader(client, town):
    sign_in(client, an_appointment("dispatcher"))
    return client


@pytest.mark.parametrize("name", ["zones", "staging_points", "rings", "closures"])
def test_layers_are_geojson(reader, name):
    answer = reader.get(f"/geo/layers/{name}")
    assert answer.status_code == 200
    assert answer.json()["type"] == "FeatureCollection"


def test_smaller_rings_lie_above_larger_ones(reader):
    found = reader.get("/geo/layers/rings").json()["features"]
    minutes = [one["properties"]["minutes"] for one in found]
    assert minutes[-1] == 1
    assert minutes == sorted(minutes, reverse=True)


def test_an_unknown_layer_is_refused(reader):
    assert reader.get("/geo/layers/persons").status_code == 404


def test_an_address_is_suggested_and_a_place_has_words(reader):
    found = reader.get("/geo/suggest", {"q": "中央"}).json()["results"]
    assert any("中央大街" in one["label"] for one in found)
    lon, lat = spot(2, 2)
    assert reader.get("/geo/suggest", {"lon": lon, "lat": lat}).json()["label"]


@pytest.mark.parametrize("asked", [{"lon": "x"}, {"lon": "nan", "lat": "1"}, {"lon": "1e400"}])
def test_a_place_that_is_none_is_no_fault_of_ours(reader, asked):
    assert reader.get("/geo/suggest", asked).status_code == 422


def test_search_finds_places_and_numbers_but_no_person(reader):
    number = an_incident(at=now()).number
    found = reader.get("/search", {"q": number}).json()["results"]
    assert [one["kind"] for one in found] == ["number"]
    assert all(
        one["kind"] in {"road", "place", "number"}
        for one in reader.get("/search", {"q": "演示"}).json()["results"]
    )


def test_a_tile_comes_packed_with_a_tag_or_not_at_all(reader):
    answer = reader.get("/geo/tiles/13/6821/2816.mvt")
    assert answer.status_code in (200, 204)
    if answer.status_code == 200:
        assert gzip.decompress(answer.content)
        again = reader.get("/geo/tiles/13/6821/2816.mvt", headers={"If-None-Match": answer["ETag"]})
        assert again.status_code == 304


def test_a_nul_in_an_address_or_a_question_is_refused_in_words(reader):
    for path in ("/geo/suggest?q=%00", "/search?q=%00x", "/dispatch/incidents/%00%FF"):
        answer = reader.get(path)
        assert answer.status_code == 400
        assert answer.content.strip()
