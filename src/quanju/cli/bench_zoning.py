"""`quanju bench zoning`: zones over the roads of an extract."""

import time
from pathlib import Path

import click

from quanju.cli.framework import as_json_option, print_figures, refuse


@click.command()
@click.option("--pbf", required=True, type=click.Path(path_type=Path), help="an OSM extract")
@click.option("--zones", default=17, show_default=True)
@click.option("--resolution", default=9, show_default=True, help="of the H3 cells")
@click.option("--moves", default=4_000_000, show_default=True)
@click.option("--seed", default=1, show_default=True)
@as_json_option
def zoning(pbf: Path, zones: int, resolution: int, moves: int, seed: int, as_json: bool) -> None:
    """Cells weighted by road nodes, cut into zones: evenness, borders, seconds."""
    import numpy as np

    from quanju.engine import roads
    from quanju.engine.zoning import ZoningError, ZoningProblem, draw_zones
    from quanju.engine.zoning.cells import cells_over, largest_part
    from quanju.engine.zoning.problem import parts_of

    try:
        drive = roads.build_from_osm(pbf).drive
        lon, lat = np.asarray(drive.node_lon), np.asarray(drive.node_lat)
        every = cells_over(lon, lat, weight=np.ones(len(lon)), resolution=resolution)
        cells = largest_part(every, parts_of(every.pairs, len(every.names))[1])
        problem = ZoningProblem(cells.x_m, cells.y_m, cells.weight, cells.pairs, zones)
        draw_zones(problem, seed=seed, moves=1000)  # compile
        began = time.perf_counter()
        plan = draw_zones(problem, seed=seed, moves=moves)
    except (roads.RoadInputError, ZoningError) as error:
        refuse(error.zh, error.en)
    figures = {
        "cells": len(cells.names),
        "cells_left_out": len(every.names) - len(cells.names),
        "contiguous": plan.is_contiguous,
        "max_deviation": plan.deviation,
        "cut_edges": plan.cut_edges,
        "seconds": time.perf_counter() - began,
    }
    print_figures(figures, as_json=as_json)
