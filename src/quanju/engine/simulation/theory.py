"""Erlang's formulas.

Source: A. K. Erlang, "Solution of some problems in the theory of probabilities of significance in
automatic telephone exchanges", Post Office Electrical Engineer's Journal 10 (1917).
"""

from quanju.engine.simulation.errors import SimulationInputError


def _check(servers: int, load: float) -> None:
    if servers < 1 or not 0 <= load < float("inf"):
        raise SimulationInputError(
            f"至少 1 个单元、负荷不小于 0：读到 {servers} 与 {load}",
            f"at least 1 unit and a load not below 0 are needed, not {servers} and {load}",
        )


def erlang_b(servers: int, load: float) -> float:
    """Share of calls lost by `servers` units without a line; `load` = rate × mean service."""
    _check(servers, load)
    blocked = 1.0
    for n in range(1, servers + 1):
        blocked = load * blocked / (n + load * blocked)
    return blocked


def erlang_c(servers: int, load: float) -> float:
    """Share of calls that wait for one of `servers` units with an endless line."""
    _check(servers, load)
    if load >= servers:
        return 1.0
    blocked = erlang_b(servers, load)
    return servers * blocked / (servers - load * (1 - blocked))


def mean_wait_s(servers: int, load: float, service_s: float) -> float:
    """Mean wait over all calls (those that do not wait included), in seconds."""
    _check(servers, load)
    if load >= servers:
        return float("inf")
    return erlang_c(servers, load) * service_s / (servers - load)
