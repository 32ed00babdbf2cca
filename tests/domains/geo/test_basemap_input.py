"""What cannot be used is refused in a sentence, and nothing half written is left."""

import contextlib
import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.domains.geo.basemap_towns import Extract, Folder, at, path_of, seen

from quanju.cli.basemap import basemap
from quanju.domains.geo.basemap import build as maker
from quanju.domains.geo.basemap.build import build_tiles
from quanju.domains.geo.basemap.types import LAYERS, MapInputError

LINE = {"type": "LineString", "coordinates": [[119.7, 49.2], [119.8, 49.2]]}


def feature(geometry: object = LINE, **facts: object) -> dict[str, object]:
    properties = {"layer": "road", "class": "primary", **facts}
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def collection(*features: object) -> str:
    return json.dumps({"type": "FeatureCollection", "features": list(features)})


BAD_FEATURES = {
    "no json": ("{", "line 1"),
    "no collection": ("[1, 2]", "FeatureCollection"),
    "features no list": ('{"type": "FeatureCollection", "features": 7}', "FeatureCollection"),
    "feature no object": (collection("x"), "feature 1: it has no geometry"),
    "nested too deep": ("[" * 200_000, "line 1"),
    "layer no text": (collection(feature(layer=["road"])), "layer must be one of"),
    "unknown layer": (collection(feature(layer="roads")), "layer must be one of landuse"),
    "properties null": (collection({"type": "Feature", "geometry": LINE}), "feature 1: layer"),
    "no geometry": (collection(feature(), feature(None)), "feature 2: it has no geometry"),
    "geometry unknown": (collection(feature({"type": "Blob", "coordinates": []})), "feature 1"),
    "text coordinates": (
        collection(feature({"type": "LineString", "coordinates": [["a", "b"], ["c", "d"]]})),
        "feature 1",
    ),
    "one point": (
        collection(feature({"type": "LineString", "coordinates": [[119.7, 49.2]]})),
        "feature 1",
    ),
    "swapped": (
        collection(feature({"type": "LineString", "coordinates": [[49.2, 119.7], [49.3, 119.7]]})),
        "longitude first",
    ),
    "in metres": (
        collection(feature({"type": "Point", "coordinates": [13330000, 6300000]}, layer="place")),
        "out of range",
    ),
    "not a number": (
        '{"type": "FeatureCollection", "features": [{"type": "Feature", "properties": '
        '{"layer": "place"}, "geometry": {"type": "Point", "coordinates": [NaN, 49]}}]}',
        "feature 1",
    ),
    "area as road": (
        collection(feature({"type": "Point", "coordinates": [119.7, 49.2]})),
        "layer road cannot be drawn from a Point",
    ),
    "empty": (collection(), "no base map features and no roads"),
    "empty geometry": (collection(feature({"type": "LineString", "coordinates": []})), "feature 1"),
}


@pytest.mark.parametrize("name", BAD_FEATURES)
def test_a_wrong_geojson_is_refused_by_feature(tmp_path: Path, name: str) -> None:
    content, sentence = BAD_FEATURES[name]
    (tmp_path / "basemap.geojson").write_text(content)

    with pytest.raises(MapInputError) as refused:
        build_tiles(tmp_path, tmp_path / "out.pmtiles")

    assert sentence in refused.value.en
    assert refused.value.zh
    assert refused.value.zh != refused.value.en


BAD_TABLES: dict[str, tuple[str, str, str]] = {
    "columns": ("id,east,north\n1,2,3\n", "u,v,class\n", "columns missing: lon, lat"),
    "edge columns": ("id,lon,lat\n1,119,49\n", "a,b\n", "columns missing: u, v"),
    "text": ("id,lon,lat\n1,east,49\n", "u,v,class\n", "line 2: lon is not a number"),
    "infinite": ("id,lon,lat\n1,inf,49\n", "u,v,class\n", "line 2: lon is not a number"),
    "swapped": ("id,lon,lat\n1,49.2,119.7\n", "u,v,class\n", "swapped"),
    "unknown node": ("id,lon,lat\n1,119,49\n", "u,v,class\n1,9,primary\n", "no node '9'"),
    "shape": (
        "id,lon,lat\n1,119,49\n",
        "u,v,class,geometry\n1,1,primary,119 49;120\n",
        "line 2: geometry should read",
    ),
    "short row": ("id,lon,lat\n1,119\n", "u,v,class\n", "line 2"),
    "only loops": ("id,lon,lat\n1,119,49\n", "u,v,class\n1,1,primary\n", "no roads"),
}


@pytest.mark.parametrize("name", BAD_TABLES)
def test_wrong_road_tables_are_refused_by_line(tmp_path: Path, name: str) -> None:
    nodes, edges, sentence = BAD_TABLES[name]
    (tmp_path / "roads").mkdir()
    (tmp_path / "roads" / "nodes.csv").write_text(nodes)
    (tmp_path / "roads" / "edges.csv").write_text(edges)

    with pytest.raises(MapInputError) as refused:
        build_tiles(tmp_path, tmp_path / "out.pmtiles")

    assert sentence in refused.value.en


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=6),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                ["type", "coordinates", "geometries", "layer", "class", "name_zh", "bbox"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)
near = st.floats(119.7, 119.8) | st.floats(49.1, 49.2)
positions = st.recursive(
    st.lists(near | json_values, max_size=3), lambda one: st.lists(one, max_size=4)
)
geometries = json_values | st.fixed_dictionaries(
    {
        "type": st.sampled_from(
            ["Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon"]
        ),
        "coordinates": positions,
    }
)


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(geometry=geometries, layer=st.sampled_from(list(LAYERS)), name=json_values)
def test_any_geojson_is_drawn_or_refused(
    tmp_path: Path, geometry: object, layer: str, name: object
) -> None:
    (tmp_path / "basemap.geojson").write_text(
        collection(feature(geometry, layer=layer, name_zh=name))
    )

    with contextlib.suppress(MapInputError):
        build_tiles(tmp_path, tmp_path / "out.pmtiles")


@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    nodes=st.text(st.sampled_from('id,lonat\n\r"1234590.;\x00\u2028 '), max_size=60),
    edges=st.text(st.sampled_from('uv,class12\n"; .9geomtry\x00'), max_size=60),
)
def test_any_tables_are_drawn_or_refused(tmp_path: Path, nodes: str, edges: str) -> None:
    (tmp_path / "roads").mkdir(exist_ok=True)
    (tmp_path / "roads" / "nodes.csv").write_text(
        "id,lon,lat\n1,119.7,49.2\n2,119.8,49.2\n" + nodes
    )
    (tmp_path / "roads" / "edges.csv").write_text("u,v,class,geometry\n1,2,primary,\n" + edges)

    with contextlib.suppress(MapInputError):
        build_tiles(tmp_path, tmp_path / "out.pmtiles")


def test_a_name_may_hold_what_looks_like_the_end_of_a_line(tmp_path: Path) -> None:
    folder = Folder(tmp_path / "b").road(path_of((0, 0), (1, 0)), "primary", "胜利\u2028大\x1c街")

    found = seen(folder.build(), 15, "road")

    assert [one.facts["name"] for one in found] == ["胜利 大 街"]


def test_bytes_that_are_no_text_are_refused(tmp_path: Path) -> None:
    (tmp_path / "basemap.geojson").write_bytes(b"\xff\xfe\x00")

    with pytest.raises(MapInputError, match=r"line 1: not UTF-8 text \(byte 0\)"):
        build_tiles(tmp_path, tmp_path / "out.pmtiles")


def test_facts_of_the_branch_that_cannot_be_read_are_refused(tmp_path: Path) -> None:
    Folder(tmp_path / "b").road(path_of((0, 0), (1, 0))).write()
    (tmp_path / "b" / "branch.toml").write_text("code = ")

    with pytest.raises(MapInputError, match=r"branch\.toml: not valid TOML"):
        build_tiles(tmp_path / "b", tmp_path / "out.pmtiles")


def half_a_file(folder: Path) -> Path:
    extract = Extract(folder / "half.osm.pbf")
    for east in range(300):
        extract.way(path_of((east, 0), (east, 1), (east + 0.3, 2)), highway="primary")
    whole = extract.write().read_bytes()
    extract.path.write_bytes(whole[: len(whole) // 2])
    return extract.path


def scrambled(folder: Path) -> Path:
    path = half_a_file(folder)
    content = bytearray(path.read_bytes())
    content[len(content) // 3 :] = os.urandom(len(content) - len(content) // 3)
    path.write_bytes(bytes(content))
    return path


def no_pbf(folder: Path) -> Path:
    (folder / "x.osm.pbf").write_text("not a map")
    return folder / "x.osm.pbf"


def other_format(folder: Path) -> Path:
    (folder / "photo.jpg").write_bytes(b"\xff\xd8")
    return folder / "photo.jpg"


def empty_file(folder: Path) -> Path:
    (folder / "empty.osm.pbf").touch()
    return folder / "empty.osm.pbf"


def empty_extract(folder: Path) -> Path:
    return Extract(folder / "nobody.osm.pbf").write()


def nothing_to_draw(folder: Path) -> Path:
    extract = Extract(folder / "poles.osm.pbf")
    extract.node(at(0, 0), {"power": "tower"})
    return extract.write()


def half_the_world(folder: Path) -> Path:
    extract = Extract(folder / "world.osm.pbf")
    extract.way([(0.0, 0.0), (90.0, 10.0)], highway="primary")
    return extract.write()


def missing(folder: Path) -> Path:
    return folder / "missing.osm.pbf"


SOURCES: dict[Callable[[Path], Path], str] = {
    half_a_file: "cannot be read, it is damaged",
    scrambled: "cannot be read, it is damaged",
    no_pbf: "cannot be read, it is damaged",
    other_format: "no OpenStreetMap extract",
    empty_file: "",
    empty_extract: "it holds no nodes",
    nothing_to_draw: "holds nothing that the map draws",
    half_the_world: "cut it to the district",
    missing: "there is no such file",
}


@pytest.mark.parametrize("source", SOURCES, ids=lambda make: make.__name__)
def test_an_extract_that_cannot_be_used_is_refused(
    tmp_path: Path, source: Callable[[Path], Path]
) -> None:
    path, out = source(tmp_path), tmp_path / "maps" / "out.pmtiles"
    out.parent.mkdir()
    out.write_bytes(b"the map before")

    with pytest.raises(MapInputError) as refused:
        build_tiles(path, out)

    assert SOURCES[source] in refused.value.en
    assert refused.value.zh
    assert out.read_bytes() == b"the map before"
    assert list(out.parent.iterdir()) == [out]


def test_when_the_disk_fails_the_map_before_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = Folder(tmp_path / "b").road(path_of((0, 0), (1, 0))).write()
    out = tmp_path / "maps" / "out.pmtiles"
    out.parent.mkdir()
    out.write_bytes(b"the map before")

    def full(*_: object) -> None:
        raise OSError(28, "no space left")

    monkeypatch.setattr(maker.Writer, "finalize", full)

    with pytest.raises(OSError, match="no space left"):
        build_tiles(source, out)

    assert out.read_bytes() == b"the map before"
    assert list(out.parent.iterdir()) == [out]


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    source = Folder(tmp_path / "b").road(path_of((0, 0), (1, 0))).write()

    with pytest.raises(MapInputError, match="cannot be written"):
        build_tiles(source, tmp_path / "nowhere" / "out.pmtiles")


def test_hostile_names_do_no_harm(tmp_path: Path) -> None:
    folder = Folder(tmp_path / "b")
    folder.road(path_of((0, 0), (1, 0)), "primary", "<script>alert(1)</script>" + "长" * 10_000)

    report = build_tiles(folder.write(), tmp_path / "out.pmtiles")

    assert report.bytes < 20_000


def test_the_command_prints_figures(tmp_path: Path) -> None:
    source = Folder(tmp_path / "b").road(path_of((0, 0), (1, 0))).write()
    out = tmp_path / "out.pmtiles"

    done = CliRunner().invoke(basemap, ["build", str(source), "-o", str(out), "--json"])

    figures = json.loads(done.stdout)
    assert done.exit_code == 0
    assert figures["features"]["road"] == 1
    assert figures["tiles"] > 0
    assert figures["bytes"] == out.stat().st_size


def test_the_command_says_in_both_languages_what_is_wrong(tmp_path: Path) -> None:
    out = tmp_path / "out.pmtiles"

    done = CliRunner().invoke(basemap, ["build", str(no_pbf(tmp_path)), "-o", str(out)])

    assert done.exit_code == 2
    assert "不能读取" in done.stderr
    assert "cannot be read" in done.stderr
    assert "Traceback" not in done.output
    assert not out.exists()
