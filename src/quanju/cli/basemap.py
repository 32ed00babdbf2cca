"""`quanju basemap …`: make the base map's tiles."""

import sys
from pathlib import Path

import click

from quanju.cli.framework import as_json_option, print_figures, refuse


@click.group()
def basemap() -> None:
    """Make the map behind everything: vector tiles, without any outside server."""


@basemap.command()
@click.argument("source", type=click.Path(path_type=Path))
@click.option(
    "-o",
    "--out",
    required=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help="tile file to write (.pmtiles); replaced only when all went well",
)
@as_json_option
def build(source: Path, out: Path, as_json: bool) -> None:
    """Make a tile file (PMTiles, zoom 5 to 15) from SOURCE.

    \b
    SOURCE is
      an OpenStreetMap extract (.osm.pbf); a clipped one with missing nodes is fine
      a branch folder with basemap.geojson, roads/nodes.csv and roads/edges.csv

    \b
    Example: quanju basemap build porto.osm.pbf -o var/maps/porto.pmtiles
    Exit code 2 if SOURCE cannot be used; OUT then stays as it was.
    """
    from quanju.domains.geo.basemap.build import build_tiles
    from quanju.domains.geo.basemap.types import MapInputError

    label = "底图 / base map"
    with click.progressbar(length=1000, label=label, file=sys.stderr) as bar:

        def progress(step: str, share: float) -> None:
            bar.update(round(share * 1000) - bar.pos)

        try:
            report = build_tiles(source, out, progress=progress)
        except MapInputError as error:
            refuse(error.zh, error.en)
    print_figures(report.figures(), as_json=as_json)
