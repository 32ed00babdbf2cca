"""Small invented grounds for rounds, and a search through every order as the judge."""

from itertools import combinations, permutations, product

import numpy as np

from quanju.engine.rounds.problem import Crew, HotPlace, RoundProblem

NO_WAY = np.inf


def a_line(*metres, kmh=36):
    """Seconds between places on a straight street; 36 km/h is 10 m a second."""
    spots = np.array(metres, float)
    return np.abs(spots[:, None] - spots[None, :]) / (kmh / 3.6)


def a_place(location, *, worth=30.0, stay_min=5.0, windows=(), **more):
    return HotPlace(location, worth, stay_min, tuple(windows), **more)


def a_problem(places, table, *, crews=None, variants=1, **more):
    crews = crews or (Crew(0, 0, 240),)
    return RoundProblem(tuple(places), tuple(crews), {"car": table}, variants=variants, **more)


def replay(problem, crew, order):
    """Travel seconds of an order, None if it breaks a window or the shift. Written apart from
    the engine: one second at a time, no shared code."""
    who = problem.crews[crew]
    table = np.ceil(problem.tables[who.mode])
    now, here, way = who.from_min * 60, who.start, 0.0
    for number in order:
        place = problem.places[number]
        leg, stay = table[here, place.location], place.stay_min * 60
        options = place.windows or ((0, 10**6),)
        starts = [
            max(now + leg, a * 60) for a, b in options if max(now + leg, a * 60) + stay <= b * 60
        ]
        if not starts or not np.isfinite(leg):
            return None
        way, now, here = way + leg, min(starts) + stay, place.location
    last = table[here, who.start if who.end is None else who.end] if order else 0
    return way + last if now + last <= who.until_min * 60 else None


def best_by_trying_all(problem):
    """The least seconds of travel plus worth left behind, over every choice, split and order."""
    everything = range(len(problem.places))
    worth = [p.worth * 60 for p in problem.places]
    cheapest = {}
    for size in range(len(problem.places) + 1):
        for chosen in combinations(everything, size):
            for crew in range(len(problem.crews)):
                ways = [replay(problem, crew, order) for order in permutations(chosen)]
                cheapest[crew, chosen] = min((w for w in ways if w is not None), default=np.inf)
    best = np.inf
    for split in product(range(len(problem.crews) + 1), repeat=len(problem.places)):
        cost = sum(worth[p] for p in everything if split[p] == len(problem.crews))
        for crew in range(len(problem.crews)):
            cost += cheapest[crew, tuple(p for p in everything if split[p] == crew)]
        best = min(best, cost)
    return best


def cost_of(problem, plan):
    """What the plan pays: seconds of travel plus the worth it leaves behind."""
    left = sum(problem.places[o.place].worth for o in plan.left_out)
    return (plan.best.travel_min + left) * 60
