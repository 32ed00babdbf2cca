"""TOML and GeoJSON: the line of a key, the number of a feature, and nothing too deep."""

import json
import math
import tomllib

import pytest

from quanju.engine.files.errors import FileNotUsable
from quanju.engine.files.geojson import read_features
from quanju.engine.files.places import line_in_json, line_in_toml
from quanju.engine.files.toml import read_toml

GOOD = 'name = "x"\n\n[limits]\nmost = 3\n'


def keys(tmp_path, text=GOOD):
    path = tmp_path / "f.toml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_toml(path)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a = \n", "line 1: not valid TOML"),
        ("a = 1\nb = [\n", "not valid TOML"),
        ("a = " + "[" * 20_000, "TOML"),
        ("a = " + "9" * 5_000, "number too long"),
        (b"a = '\xff'", "line 1: not UTF-8"),
    ],
)
def test_what_is_no_toml_is_refused_with_its_line(tmp_path, text, words):
    with pytest.raises(FileNotUsable) as refusal:
        keys(tmp_path, text)
    assert words in refusal.value.en or "nested too deep" in refusal.value.en


@pytest.mark.parametrize(
    ("ask", "words"),
    [
        (lambda k: k.get("name", int), "f.toml: line 1: name must be a whole number"),
        (lambda k: k.section("limits").get("most", str), "f.toml: line 4: most must be a text"),
        (lambda k: k.section("limits").get("least", int), "f.toml: line 3: [limits] lacks 'least'"),
        (lambda k: k.only(["name"]), "f.toml: line 3: nothing reads 'limits'"),
        (lambda k: k.get("limits", str), "f.toml: line 3: limits must be a text"),
    ],
)
def test_a_value_of_another_kind_is_named_with_the_line_of_its_key(tmp_path, ask, words):
    with pytest.raises(FileNotUsable) as refusal:
        ask(keys(tmp_path))
    assert words in refusal.value.en


def test_true_is_no_number_and_a_whole_number_is_a_number(tmp_path):
    found = keys(tmp_path, "a = true\nb = 3\n")
    assert found.get("b", float) == 3.0
    with pytest.raises(FileNotUsable):
        found.get("a", int)


POINT = {"type": "Point", "coordinates": [119.7, 49.2]}


def features(tmp_path, content, kinds=("Point",)):
    path = tmp_path / "f.geojson"
    path.write_text(content if isinstance(content, str) else json.dumps(content))
    return read_features(path, kinds, known=("number",))


def a_collection(geometry, **more):
    return {"features": [{"geometry": POINT}, {"geometry": geometry, **more}]}


def test_a_good_collection_is_read(tmp_path):
    found = features(tmp_path, a_collection(POINT, properties={"number": 7}))
    assert [(one.number, dict(one.properties)) for one in found] == [(1, {}), (2, {"number": 7})]


@pytest.mark.parametrize(
    "name", ["urn:ogc:def:crs:OGC:1.3:CRS84", "EPSG:4326", "urn:ogc:def:crs:EPSG::4490"]
)
def test_degrees_may_be_said_to_be_degrees(tmp_path, name):
    told = {**a_collection(POINT), "crs": {"type": "name", "properties": {"name": name}}}
    assert len(features(tmp_path, told)) == 2


LINES = [
    ('a = 1\n[[unit]]\nname = "x"\n[[unit]]\nnmae = "y"\n', ("unit", 1, "nmae"), 5),
    ("a = { b = [1,\n 2], c = 3 }\n", ("a", "b", 1), 2),
    ("list = [\n  [1, 2],\n  [3]\n]\n", ("list", 1), 3),
    ('text = """\nkey = 1\n"""\nkey = 2\n', ("key",), 4),
    ("[a]\nx = 1\n[b]\ny = 1\n", ("b", "x"), 3),
]


@pytest.mark.parametrize(("text", "path", "line"), LINES)
def test_the_line_of_a_value_is_found_by_its_path(text, path, line):
    assert line_in_toml(text, tomllib.loads(text), path) == line


def test_the_line_of_a_value_in_json_is_found_by_its_path():
    text = json.dumps({"a": [{"b": 'x"}{'}, {"b": [1, [2, 3]]}], "c": None}, indent=0)
    lines = text.split("\n")
    content = json.loads(text)
    found = {
        path: lines[line_in_json(text, content, path) - 1]
        for path in [("a", 1, "b"), ("a", 1, "b", 1, 1), ("c",), ("a", 0, "missing")]
    }
    assert list(found.values()) == ['"b": [', "3", '"c": null', "{"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("[" * 200_000, "line 1: nested too deep"),
        ("{\n\n", "line 3: not valid JSON"),
        ("7", "FeatureCollection"),
        ('{"features": {}}', "FeatureCollection"),
        (a_collection(None), "feature 2: it has no geometry"),
        (a_collection("Point"), "feature 2: it has no geometry"),
        (a_collection(POINT, properties=["x"]), "feature 2: its properties"),
        (a_collection({"type": "LineString"}), "feature 2: is a LineString"),
        (a_collection({"type": "Point", "coordinates": ["a", "b"]}), "feature 2: its geometry"),
        (a_collection({"type": "Point", "coordinates": ["119.7", "49.2"]}), "is no number"),
        (a_collection({"type": "Point", "coordinates": [True, 49.2]}), "is no number"),
        (a_collection({"type": "point", "coordinates": [119.7, 49.2]}), "feature 2: is a point"),
        (a_collection(POINT, properties={"colour": 1}), "feature 2: nothing reads its property"),
        ({**a_collection(POINT), "crs": {"properties": {"name": "EPSG:3857"}}}, "its crs is EPSG"),
        (a_collection({"type": "Point", "coordinates": []}), "feature 2"),
        (a_collection({"type": "Point", "coordinates": [49.2, 119.7]}), "feature 2: coordinates"),
        ('{"features": [{"geometry": {"type": "Point", "coordinates": [NaN, 1]}}]}', "feature 1"),
    ],
)
def test_a_wrong_collection_names_its_feature(tmp_path, content, words):
    with pytest.raises(FileNotUsable) as refusal:
        features(tmp_path, content)
    assert words in refusal.value.en


@pytest.mark.parametrize("odd", [math.nan, math.inf, -math.inf])
@pytest.mark.parametrize("corner", range(4))
def test_a_ring_with_a_coordinate_that_is_no_number_is_refused(tmp_path, odd, corner):
    ring = [[119.7, 49.2], [119.8, 49.2], [119.8, 49.3], [119.7, 49.2]]
    ring[corner][1] = odd
    content = a_collection({"type": "Polygon", "coordinates": [ring]})
    with pytest.raises(FileNotUsable, match="feature 2: its geometry: a coordinate is no number"):
        features(tmp_path, content, kinds=("Point", "Polygon"))
