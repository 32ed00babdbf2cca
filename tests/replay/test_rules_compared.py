"""Three rules over the same calls: they differ only where several wait for the same units."""

from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from tests.replay.test_duty import NOON, a_job

from quanju.engine.matching.assign import NOBODY
from quanju.engine.simulation.errors import SimulationInputError
from quanju.engine.simulation.measure import invented_roads
from quanju.replay.records import ColumnMapping, Records
from quanju.replay.rules_compared import RULES, Task, compare_rules

MAPPING = ColumnMapping(
    name="invented",
    zone=ZoneInfo("UTC"),
    moment_format="",
    datum="WGS-84",
    columns={},
    grades={"3": 1, "other": 3},
    forces={},
)


@pytest.fixture(scope="module")
def network(tmp_path_factory):
    return invented_roads(tmp_path_factory.mktemp("roads")).drive


def a_call(number: int, unit: str, lon: float, after_s: float = 0.0, priority: str = "3"):
    at = NOON + timedelta(seconds=after_s)
    return replace(
        a_job(0),
        call=str(number),
        unit=unit,
        priority=priority,
        lon=lon,
        lat=0.04,
        received_at=at,
        ordered_at=at + timedelta(seconds=60),
        departed_at=at + timedelta(seconds=70),
        arrived_at=at + timedelta(seconds=200),
        cleared_at=at + timedelta(seconds=800),
    )


def compared(network, *rows, **more):
    records = Records(rows=len(rows), calls={row.call: [row] for row in rows})
    return compare_rules(records, network, MAPPING, **more)


def test_far_apart_in_time_all_rules_are_one(network):
    rows = [a_call(n, unit, 10.0 + n / 50, 7200 * n) for n, unit in enumerate("ABCA")]
    found = compared(network, *rows)
    means = {name: told["mean_s"] for name, told in found["rules"].items()}
    assert len(set(means.values())) == 1
    assert found["together_against_present"]["all"]["later"] == 0


def test_a_part_of_the_units_is_at_least_one_of_each_kind(network):
    rows = [a_call(n, unit, 10.0 + n / 50, 7200 * n) for n, unit in enumerate("ABCA")]
    assert compared(network, *rows, share=0.05)["units"] == 1


def test_no_calls_is_a_sentence(network):
    with pytest.raises(SimulationInputError, match="no calls"):
        compared(network)


def a_task(call, grade=3, due_s=60.0):
    return Task(call, "ENGINE", 0, grade, float(call), due_s, 0.0)


SECONDS = np.array([[100.0, 120.0], [110.0, 540.0]])
BOTH = 60.0
"""A moment at which both are due."""


def test_together_leaves_the_nearest_to_whom_it_matters_more():
    tasks = [a_task(0), a_task(1)]
    assert RULES["nearest_first"](SECONDS, tasks, BOTH).tolist() == [0, 1]
    assert RULES["present"](SECONDS, tasks, BOTH).tolist() == [0, 1]
    assert RULES["together"](SECONDS, tasks, BOTH).tolist() == [1, 0]


def test_ours_asks_the_gravest_first_and_nearest_first_whoever_came():
    tasks = [a_task(0), a_task(1, grade=1)]
    assert RULES["nearest_first"](SECONDS, tasks, BOTH).tolist() == [0, 1]
    assert RULES["present"](SECONDS, tasks, BOTH).tolist() == [1, 0]


@pytest.mark.parametrize("name", list(RULES))
def test_who_is_not_due_is_thought_of_and_not_sent(name):
    tasks = [a_task(0), a_task(1, due_s=61.0)]
    assert RULES[name](SECONDS, tasks, BOTH)[1] == NOBODY
