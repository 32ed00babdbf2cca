"""`quanju simulate` and `quanju bench simulation`."""

import json
from collections.abc import Callable
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any

import click

from quanju.cli.framework import as_json_option, print_figures, progress, refuse, with_django


def _filled(up_to: Callable[[int], None], number: int, done: int, of: int) -> None:
    up_to(number * of + done)


@click.command()
@click.argument("study_file", type=click.Path(path_type=Path))
@click.option("--compare", "other_file", type=click.Path(path_type=Path), help="a second study")
@click.option("--seed", type=int, help="instead of the study's")
@click.option("--replications", type=int, help="instead of the study's")
@click.option("--processes", type=click.IntRange(1), default=1, help="cores to use")
@click.option("--cluster", metavar="ADDRESS", help="a Dask scheduler, e.g. tcp://127.0.0.1:8786")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="write the JSON there")
def simulate(
    study_file: Path,
    other_file: Path | None,
    seed: int | None,
    replications: int | None,
    processes: int,
    cluster: str | None,
    output: Path | None,
) -> None:
    """Simulate STUDY (TOML or JSON) and print JSON.

    \b
    quanju simulate branch.toml --processes 4 -o result.json
    quanju simulate branch.toml --compare one-car-more.toml
    quanju simulate branch.toml --cluster tcp://127.0.0.1:8786

    The output holds the study and the seed: giving it as STUDY repeats the run to the last bit,
    on one core, on many, or on a cluster.
    """
    from quanju.engine.files.errors import InputError
    from quanju.engine.simulation.fan_out import simulate_on
    from quanju.engine.simulation.result import Comparison
    from quanju.engine.simulation.study import read_study

    try:
        studies = [read_study(file) for file in (study_file, other_file) if file]
        seed = studies[0].seed if seed is None else seed
        count = studies[0].replications if replications is None else replications
        results = []
        with progress(count * len(studies), "simulate") as up_to:
            for number, study in enumerate(studies):
                results.append(
                    simulate_on(
                        study.model,
                        seed=seed,
                        replications=count,
                        processes=processes,
                        cluster=cluster,
                        progress=partial(_filled, up_to, number),
                    )
                )
    except InputError as error:
        refuse(error.zh, error.en)
    told: dict[str, Any] = {
        "quanju": version("quanju"),
        "seed": seed,
        "roads": studies[0].roads,
        "study": studies[0].content | {"seed": seed, "replications": count},
        "result": results[0].as_json(),
    }
    if len(results) == 2:
        told |= {"compared_with": studies[1].content, **Comparison(*results).as_json()}
        del told["result"]
    text = json.dumps(told, ensure_ascii=False, indent=1, default=str, allow_nan=False)
    if output:
        output.write_text(text + "\n", encoding="utf-8")
    else:
        click.echo(text)


@click.command()
@click.option("--roads", "road_file", type=click.Path(path_type=Path), help="of quanju roads build")
@click.option("--calls", "calls_file", type=click.Path(path_type=Path), help="recorded calls")
@click.option("--mapping", "mapping_file", type=click.Path(path_type=Path), help="their columns")
@click.option("--seed", default=7, show_default=True)
@as_json_option
def simulation(
    road_file: Path | None,
    calls_file: Path | None,
    mapping_file: Path | None,
    seed: int,
    as_json: bool,
) -> None:
    """Events a second, a year of a branch; with --calls: simulated against recorded responses.

    \b
    quanju bench simulation --json
    quanju bench simulation --roads sf.roads --calls calls.csv.gz --mapping san-francisco.toml
    """
    from quanju.engine.files.errors import InputError
    from quanju.engine.simulation.measure import measure_simulation

    try:
        if calls_file is None:
            figures = measure_simulation(road_file, seed=seed)
        elif road_file is None or mapping_file is None:
            refuse(
                "--calls 还需要 --roads 和 --mapping", "--calls needs --roads and --mapping as well"
            )
        else:
            figures = _against_records(road_file, calls_file, mapping_file, seed)
    except InputError as error:
        refuse(error.zh, error.en)
    print_figures(figures, as_json=as_json)


@with_django
def _against_records(road_file: Path, calls_file: Path, mapping_file: Path, seed: int) -> Any:
    from quanju.cli.replay import mapping_named
    from quanju.engine.roads.network import load
    from quanju.replay.records import read_mapping, read_records
    from quanju.replay.simulated import simulated_against_recorded

    mapping = read_mapping(mapping_named(mapping_file))
    records = read_records(calls_file, mapping)
    return simulated_against_recorded(
        records, load(road_file).drive, in_shifts=mapping.in_shifts, seed=seed
    )
