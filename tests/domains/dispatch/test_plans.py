"""Response plans by hour, zone and kind of place; levels above them; ours and another branch's."""

from datetime import time
from pathlib import Path

import pytest

from quanju.domains.dispatch.plans import RESPONSE_PLANS, Situation, is_within
from quanju.domains.dispatch.rules import INCIDENT_CLASSES
from quanju.domains.rulebook.queries import in_force
from quanju.domains.rulebook.reading import read_table
from quanju.domains.rulebook.types import RuleError

RULES = Path(__file__).parents[2] / "branches" / "second_branch" / "rules"
OURS = in_force(RESPONSE_PLANS, at=None).content
THEIRS = read_table(RESPONSE_PLANS, (RULES / "dispatch.response_plans.toml").read_text())
FIGHT = in_force(INCIDENT_CLASSES, at=None).content.types["fight"]
NIGHT, DAY = time(23), time(12)
SCHOOL = frozenset({"school", "bridge"})


def forces(plans, hour=DAY, zone=None, kinds=frozenset(), grade=3, level=1):
    now = Situation(hour=hour, zone=zone, place_kinds=kinds)
    return [need.forces for need in plans.needs(FIGHT, grade, now, level)]


@pytest.mark.parametrize(
    ("hour", "since", "until", "inside"),
    [
        (time(8), "08:00", "18:00", True),
        (time(17, 59), "08:00", "18:00", True),
        (time(18), "08:00", "18:00", False),
        (time(22), "22:00", "05:00", True),
        (time(21, 59), "22:00", "05:00", False),
        (time(4, 59), "22:00", "05:00", True),
        (time(5), "22:00", "05:00", False),
    ],
)
def test_hours_may_run_over_midnight(hour, since, until, inside):
    assert is_within(hour, since, until) is inside


def test_a_plan_for_the_night_holds_at_night_alone():
    assert forces(THEIRS, NIGHT) == [("special_police",)]
    assert forces(THEIRS, DAY) == [("community_team",)]
    assert forces(OURS, NIGHT) == forces(OURS, DAY)


def test_the_plan_that_asks_most_is_the_one_meant():
    crews = [
        need.least_crew
        for need in THEIRS.needs(FIGHT, 3, Situation(hour=NIGHT, zone=2, place_kinds=SCHOOL))
    ]
    assert forces(THEIRS, NIGHT, zone=2, kinds=SCHOOL) == [("community_team",)]
    assert crews == [2]


@pytest.mark.parametrize(("zone", "kinds"), [(1, SCHOOL), (2, frozenset({"bank"})), (None, SCHOOL)])
def test_zone_and_kind_of_place_must_both_hold(zone, kinds):
    now = Situation(hour=DAY, zone=zone, place_kinds=kinds)
    assert [need.least_crew for need in THEIRS.needs(FIGHT, 3, now)] == [1]


def test_a_level_adds_to_the_plan_and_a_third_to_the_second():
    first, second, third = (forces(OURS, level=level) for level in (1, 2, 3))
    assert second[: len(first)] == first
    assert third[: len(second)] == second
    assert (len(second) - len(first), len(third) - len(second)) == (2, 3)
    assert len(forces(THEIRS, level=3)) == len(forces(THEIRS, level=2)) == 2


def test_who_is_told_stands_in_the_table():
    night = THEIRS.plan(FIGHT, 3, Situation(hour=NIGHT))
    assert night is not None
    assert night.tells == ("branch_leader",)
    assert [line.tells for line in THEIRS.levels] == [("approver",)]


BASE = '[[plan]]\ngrade = 3\nneeds = [{ forces = ["case_team"] }]\n'
NEEDS = 'needs = [{{ forces = ["case_team"] }}]'
LEVEL = '[[level]]\nnumber = {}\nname_zh = "级"\nname_en = "level"\n' + NEEDS + "\n"


@pytest.mark.parametrize(
    "more",
    [
        BASE,
        LEVEL.format(3),
        LEVEL.format(2) + LEVEL.format(2),
        BASE.replace("needs", 'hours = ["24:00", "05:00"]\nneeds'),
        BASE.replace("needs", 'place_kinds = ["home"]\nneeds'),
        BASE.replace("needs", 'tells = ["the mayor"]\nneeds'),
    ],
)
def test_a_table_that_cannot_be_meant_is_refused(more):
    assert read_table(RESPONSE_PLANS, BASE + LEVEL.format(2))
    with pytest.raises(RuleError):
        read_table(RESPONSE_PLANS, BASE + more)
