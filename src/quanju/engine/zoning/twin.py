"""What the kernels of `moves.py` reckon by sums and steps, said plainly and from nothing.

Only tests and readers use it: a division of the cells, and what it costs.
"""

from math import pi

from quanju.engine.zoning.draw import board_of
from quanju.engine.zoning.moves import MUCH_WINDING, SPREAD, WINDING, WOUND
from quanju.engine.zoning.problem import Ints, ZoningProblem


def cost(problem: ZoningProblem, zone: Ints) -> float:
    """Borders, zones off the mean, people who move, and zones that are not round."""
    board = board_of(problem)
    total = sum(
        price
        for (one, other), price in zip(problem.pairs, problem.prices, strict=True)
        if zone[one] != zone[other]
    )
    for number in range(problem.zones):
        load = sum(board.held[cell, 0] for cell in range(len(zone)) if zone[cell] == number)
        total += board.worth * (load - 1) ** 2
    if problem.today is not None:
        moved = zone != problem.today
        total += problem.moving * problem.weight[moved].sum() / problem.weight.sum()
    if problem.ground is not None:
        total += problem.roundness * sum(
            _far_from_round(problem, zone, number) for number in range(problem.zones)
        )
    return float(total)


def _far_from_round(problem: ZoningProblem, zone: Ints, number: int) -> float:
    """The second moment of a zone about its own middle and its perimeter, over those of a disk."""
    ground, mine = problem.ground, zone == number
    assert ground is not None
    area = ground.area[mine].sum()
    x, y = problem.x_m[mine], problem.y_m[mine]
    middle_x = (ground.area[mine] * x).sum() / area
    middle_y = (ground.area[mine] * y).sum() / area
    away = (x - middle_x) ** 2 + (y - middle_y) ** 2
    moment = (ground.moment[mine] + ground.area[mine] * away).sum()
    around = ground.edge_m[mine].sum()
    for (one, other), metres in zip(problem.pairs, ground.metres, strict=True):
        around += metres * (mine[one] != mine[other])
    spread, wound = 2 * pi * moment / area**2, around**2 / (4 * pi * area)
    over = max(0.0, wound - WOUND)
    return float(SPREAD * (spread - 1) + WINDING * (wound - 1) + MUCH_WINDING * over**2)
