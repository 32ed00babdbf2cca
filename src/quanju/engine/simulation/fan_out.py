"""Replications on several cores, or on a Dask cluster; the figures are the same to the last bit."""

import multiprocessing
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from functools import lru_cache

from quanju.engine.simulation.errors import SimulationInputError
from quanju.engine.simulation.model import SimulationModel
from quanju.engine.simulation.prepare import Prepared, prepare
from quanju.engine.simulation.result import Replication, SimulationResult, figures_of
from quanju.engine.simulation.run import Say, check_run, course_of, result_of, simulate


class NoCluster(SimulationInputError):
    """Dask is not installed, or nobody answers at the address."""


@lru_cache(maxsize=2)
def _prepared(model: SimulationModel) -> Prepared:
    # Models compare by identity: a worker unpacks one and prepares it once.
    return prepare(model)


def replication_of(model: SimulationModel, seed: int, number: int) -> Replication:
    """One replication, as the workers run it."""
    return figures_of(course_of(_prepared(model), seed, number), model, number)


_MODEL: list[SimulationModel] = []


def _take(model: SimulationModel) -> None:
    _MODEL[:] = [model]


def _nth(seed: int, number: int) -> Replication:
    return replication_of(_MODEL[0], seed, number)


def simulate_on(
    model: SimulationModel,
    *,
    seed: int,
    replications: int = 10,
    confidence: float = 0.95,
    processes: int = 1,
    cluster: str | None = None,
    progress: Say | None = None,
) -> SimulationResult:
    """As `simulate`, on so many processes of this machine or on the Dask cluster at an address."""
    check_run(seed, replications, confidence)
    if cluster is None and processes <= 1:
        return simulate(
            model, seed=seed, replications=replications, confidence=confidence, progress=progress
        )
    prepare(model)
    source = (
        _by_cluster(model, seed, replications, cluster)
        if cluster
        else _by_processes(model, seed, replications, processes)
    )
    done = []
    for one in source:
        done.append(one)
        if progress:
            progress(len(done), replications)
    return result_of(model, seed, confidence, done)


def _by_processes(
    model: SimulationModel, seed: int, replications: int, processes: int
) -> Iterator[Replication]:
    # A fresh start of each worker: a forked one would inherit numba's threads half alive.
    with ProcessPoolExecutor(
        min(processes, replications),
        mp_context=multiprocessing.get_context("spawn"),
        initializer=_take,
        initargs=(model,),
    ) as pool:
        tasks = [pool.submit(_nth, seed, number) for number in range(replications)]
        for task in as_completed(tasks):
            yield task.result()


def _by_cluster(
    model: SimulationModel, seed: int, replications: int, address: str
) -> Iterator[Replication]:
    try:
        import distributed
    except ImportError as error:
        raise NoCluster(
            "没有安装 dask.distributed：pip install 'quanju[cluster]'",
            "dask.distributed is not installed: pip install 'quanju[cluster]'",
        ) from error
    try:
        client = distributed.Client(address, timeout="10s", set_as_default=False)
    except (OSError, ValueError, TypeError) as error:
        raise NoCluster(f"连不上 {address} 的集群", f"no cluster answers at {address}") from error
    with client:
        shared = client.scatter(model, broadcast=True, hash=False)
        tasks = [
            client.submit(replication_of, shared, seed, number, pure=False)
            for number in range(replications)
        ]
        for task in tasks:
            yield task.result()
