"""`quanju roads …`: make a road network and ask it."""

from pathlib import Path

import click

from quanju.cli.framework import as_json_option, print_figures, progress, refuse


@click.group()
def roads() -> None:
    """Road networks: build one from an OSM extract or from two tables, and look into it."""


@roads.command()
@click.argument("sources", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path))
@click.option("--speeds", type=click.Path(exists=True, path_type=Path), help="a table of speeds")
@as_json_option
def build(sources: tuple[Path, ...], output: Path, speeds: Path | None, as_json: bool) -> None:
    """Build FILE from CITY.osm.pbf, or from NODES.csv and EDGES.csv.

    \b
    quanju roads build city.osm.pbf -o city.roads
    quanju roads build nodes.csv edges.csv -o city.roads

    Prints nodes, arcs, dropped parts, restrictions used and not covered, and seconds.
    """
    from quanju.engine.roads import network as road_files
    from quanju.engine.roads.build import build_from_osm, build_from_tables
    from quanju.engine.roads.errors import RoadInputError
    from quanju.engine.roads.speeds import read_speeds

    if len(sources) > 2:
        refuse("给一个 .osm.pbf，或两个 CSV", "give one .osm.pbf, or two CSV files")
    try:
        table = read_speeds(speeds)
        with progress(100, "roads") as up_to:

            def say(step: str, share: float) -> None:
                up_to(int(share * 100))

            built = (
                build_from_osm(sources[0], speeds=table, progress=say)
                if len(sources) == 1
                else build_from_tables(*sources, speeds=table, progress=say)
            )
        road_files.save(built, output)
    except RoadInputError as error:
        refuse(error.zh, error.en)
    print_figures(built.meta, as_json=as_json)


@roads.command()
@click.argument("file", type=click.Path(path_type=Path))
@as_json_option
def show(file: Path, as_json: bool) -> None:
    """Print what FILE holds: source, nodes, arcs, streets, bounds."""
    from quanju.engine.roads import network as road_files
    from quanju.engine.roads import streets
    from quanju.engine.roads.errors import RoadInputError

    try:
        loaded = road_files.load(file)
    except RoadInputError as error:
        refuse(error.zh, error.en)
    figures = dict(loaded.meta) | {
        "streets": len(streets.streets(loaded.drive)),
        "bounds": loaded.drive.bounds,
    }
    print_figures(figures, as_json=as_json)


# A longitude west of Greenwich begins like an option, and is none.
@roads.command(context_settings={"ignore_unknown_options": True})
@click.argument("file", type=click.Path(path_type=Path))
@click.argument("lon1", type=float)
@click.argument("lat1", type=float)
@click.argument("lon2", type=float)
@click.argument("lat2", type=float)
@click.option("--factor", default=1.0, help="the whole network slower, e.g. 1.4 for snow")
@as_json_option
def route(
    file: Path, lon1: float, lat1: float, lon2: float, lat2: float, factor: float, as_json: bool
) -> None:
    """Print the fastest way from LON1 LAT1 to LON2 LAT2: seconds, metres, streets."""
    from quanju.engine.roads import network as road_files
    from quanju.engine.roads import routes, snapping
    from quanju.engine.roads.conditions import FREE
    from quanju.engine.roads.errors import RoadInputError

    try:
        network = road_files.load(file).drive
        found = routes.route(
            network,
            snapping.snap(network, lon1, lat1),
            snapping.snap(network, lon2, lat2),
            conditions=FREE.snowed(factor),
        )
    except RoadInputError as error:
        refuse(error.zh, error.en)
    figures = {
        "seconds": found.seconds,
        "metres": found.metres,
        "streets": [f"{zh or en or '—'} {metres:.0f} m" for zh, en, metres in found.steps],
    }
    print_figures(figures, as_json=as_json)
