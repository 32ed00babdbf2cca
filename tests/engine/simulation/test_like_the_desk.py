"""The simulated choice is the dispatch desk's own, unit for unit."""

import numpy as np
import pytest
from tests.engine.simulation.towns import a_town, calls

from quanju.domains.dispatch.decision import UnitFacts, decide, inputs_of
from quanju.domains.dispatch.plans import Need as DeskNeed
from quanju.engine.simulation.model import CallKind, Crew, Duration, Need
from quanju.engine.simulation.run import record

FORCES = ("special_police", "case_team", "community_team")
NEEDS = ((("case_team", "special_police"), 2), (("special_police", "community_team"), 1))


@pytest.mark.parametrize("seed", range(25))
def test_same_units_as_the_desk_proposes(seed):
    rng = np.random.default_rng(seed)
    homes = rng.permutation(np.arange(1, 30))[:9]
    forces = [FORCES[k] for k in rng.integers(3, size=9)]
    forces[:2] = ["special_police", "case_team"]
    sizes = [2, 2, *rng.integers(1, 4, size=7).tolist()]
    facts = [
        UnitFacts(
            unit_id=u,
            call_sign=f"U{u}",
            force_type=forces[u],
            crew_size=sizes[u],
            agency="",
            status="available",
            home_zone=None,
            lon=0.0,
            lat=0.0,
            position_age_s=1.0,
            seconds=float(homes[u]) * 100,
        )
        for u in range(9)
    ]
    desk = decide(
        inputs_of(
            units=facts,
            needs=[DeskNeed(forces, least) for forces, least in NEEDS],
            preference_s=300.0,
            stale_s=60.0,
            is_enforcement=False,
            place=(0.0, 0.0),
            roads="",
            rules=(),
        )
    )
    kinds = (CallKind(needs=tuple(Need(*n) for n in NEEDS), service=Duration("fixed", 60.0)),)
    crews = [
        Crew(name=f"U{u}", home=int(homes[u]), force=forces[u], size=sizes[u]) for u in range(9)
    ]
    model = a_town(crews, calls((10, 0), kinds=kinds), nodes=30, preference_s=300.0)
    sent = record(model, seed=1).course.unit[0]
    assert tuple(u for u in sent.tolist() if u >= 0) == desk.proposed
