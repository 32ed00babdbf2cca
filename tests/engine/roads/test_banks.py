"""Rivers and railways beside the roads: nobody drives there, and zones may end there."""

import numpy as np

from quanju.engine.roads import network as road_files
from quanju.engine.roads.build import build_from_osm
from quanju.engine.zoning.faces import ROAD
from quanju.engine.zoning.streets import lines_of

WAYS = {
    "highway=residential": (1, 2, 3),
    "waterway=river": (4, 5, 9, 6, 7),  # the extract lacks node 9
    "railway=rail": (1, 7),
    "railway=rail tunnel=yes": (2, 7),
    "railway=rail service=siding": (3, 7),
    "waterway=ditch": (4, 7),
    "highway=tertiary railway=rail": (3, 4),
}


def an_extract(folder, ways):
    nodes = "".join(
        f'<node id="{n}" version="1" lat="{49 + n * n / 1e4}" lon="{119 + n / 1e3}"/>'
        for n in range(1, 8)
    )
    lines = ""
    for number, (tags, refs) in enumerate(ways.items(), 1):
        inner = "".join(f'<nd ref="{ref}"/>' for ref in refs)
        for tag in tags.split():
            key, value = tag.split("=")
            inner += f'<tag k="{key}" v="{value}"/>'
        lines += f'<way id="{number}" version="1">{inner}</way>'
    file = folder / "town.osm"
    file.write_text(f'<osm version="0.6">{nodes}{lines}</osm>')
    return build_from_osm(file)


def test_rivers_and_railways_that_one_sees_are_borders_as_good_as_named_roads(tmp_path):
    made = an_extract(tmp_path, WAYS)
    assert np.diff(made.drive.bank_first).tolist() == [2, 2, 2, 2]  # railway, both, river twice
    assert len(made.walk.bank_lon) == 0
    lines, rank = lines_of(made.drive)
    assert (rank[-4:] == ROAD).all()
    assert {len(line.coords) for line in lines[-4:]} == {2}
    dry = an_extract(tmp_path, {k: v for k, v in WAYS.items() if "highway" in k})
    assert dry.drive.fingerprint != made.drive.fingerprint
    assert np.array_equal(dry.drive.seconds, made.drive.seconds), "nothing is driven otherwise"


def test_a_file_keeps_them_and_one_of_a_former_format_has_none(tmp_path, monkeypatch):
    made = an_extract(tmp_path, WAYS)
    road_files.save(made, tmp_path / "town.roads")
    again = road_files.load(tmp_path / "town.roads").drive
    assert np.array_equal(again.bank_lon, made.drive.bank_lon)
    assert again.fingerprint == made.drive.fingerprint
    kept = [name for name in road_files._ARRAYS if name not in road_files.BANKS]
    monkeypatch.setattr(road_files, "FORMAT", 4)
    monkeypatch.setattr(road_files, "_ARRAYS", kept)
    road_files.save(made, tmp_path / "old.roads")
    monkeypatch.undo()
    assert len(road_files.load(tmp_path / "old.roads").drive.bank_lon) == 0
