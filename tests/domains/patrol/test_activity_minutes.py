"""Minutes of the four activities, and the matrix with the traffic police."""

from datetime import timedelta

import pytest
from tests.builders.crews import a_unit, on_duty
from tests.builders.people import NOON, an_actor

from quanju.domains.duty.queries import tables
from quanju.domains.kernel.types import Denied
from quanju.domains.patrol import ports
from quanju.domains.patrol.actions import activities as activities_actions
from quanju.domains.patrol.actions import crews
from quanju.domains.patrol.queries import activities
from quanju.domains.rulebook.queries import read, written
from quanju.domains.rulebook.types import RuleError

MINUTE = timedelta(minutes=1)


@pytest.fixture
def unit(town):
    unit = a_unit()
    _, (member, _) = on_duty(unit)
    return unit, member


@pytest.fixture(autouse=True)
def _no_calls():
    with ports.job_spans.alone():
        yield


def minutes(until, by=None):
    found = activities.activity_minutes(since=NOON, until=until, by=by or an_actor("dispatcher"))
    return {view.call_sign: (total, kinds) for view, total, kinds in found}


def test_what_a_unit_sets_itself_to_is_counted(unit):
    one, member = unit
    for after, activity in ((10, "staging"), (40, "patrolling"), (60, "available")):
        at = NOON + after * MINUTE
        crews.set_activity(unit=one.pk, activity=activity, by=member, at=at)
    activities_actions.log_service(unit=one.pk, minutes=15, by=member, at=NOON + 30 * MINUTE)
    ports.job_spans.plug(
        "test", lambda pk, since, until: [(NOON + 50 * MINUTE, NOON + 55 * MINUTE)]
    )
    total, kinds = minutes(NOON + 90 * MINUTE)["巡-01"]
    assert total == 90
    assert kinds == {"response": 5, "service": 15, "staging": 15, "patrolling": 15}


def test_a_call_counts_within_the_shift_only(unit):
    one, member = unit
    crews.sign_off(unit=one.pk, by=member, at=NOON + 20 * MINUTE, confirmed=True)
    ports.job_spans.plug("test", lambda pk, since, until: [(NOON + 5 * MINUTE, NOON + 50 * MINUTE)])
    total, kinds = minutes(NOON + 90 * MINUTE)["巡-01"]
    assert (total, kinds["response"]) == (20, 15)


def test_leaders_read_minutes_by_force(unit):
    one, member = unit
    crews.set_activity(unit=one.pk, activity="staging", by=member, at=NOON)
    (force, n, total, kinds), *others = activities.force_minutes(
        since=NOON, until=NOON + 30 * MINUTE
    )
    assert (force, n, total, kinds["staging"]) == (one.force_type, 1, 30, 30)
    assert others == []
    assert minutes(NOON + MINUTE, by=an_actor("branch_leader")) == {}


def test_a_stretch_ends_with_the_shift(unit):
    one, member = unit
    crews.set_activity(unit=one.pk, activity="staging", by=member, at=NOON)
    crews.sign_off(unit=one.pk, by=member, at=NOON + 20 * MINUTE, confirmed=True)
    assert minutes(NOON + 90 * MINUTE)["巡-01"][1]["staging"] == 20


@pytest.mark.parametrize("claimed", [0, -5, 31, 481])
def test_service_lies_within_the_shift(unit, claimed):
    one, member = unit
    with pytest.raises(activities_actions.ServiceNotUsable):
        activities_actions.log_service(
            unit=one.pk, minutes=claimed, by=member, at=NOON + 30 * MINUTE
        )


def test_others_do_not_log_for_a_crew(unit):
    one, _ = unit
    with pytest.raises(Denied):
        activities_actions.log_service(
            unit=one.pk, minutes=5, by=an_actor("patrol_unit"), at=NOON + 30 * MINUTE
        )


@pytest.mark.usefixtures("unit")
def test_a_crew_sees_its_own_minutes_only():
    assert minutes(NOON + MINUTE, by=an_actor("patrol_unit")) == {}


@pytest.mark.django_db
def test_the_shipped_matrix_is_eleven_by_twenty_three_and_empty():
    matrix = tables.joint_duty(NOON)
    assert (len(matrix.rooms), len(matrix.slots), dict(matrix.cells)) == (11, 23, {})


NAME = {"zh": "一", "en": "one"}
PAIR = {"room": 1, "slot": 1, "zh": "一中队", "en": "First squad"}


@pytest.mark.parametrize(
    "pairs", [[PAIR, PAIR], [PAIR | {"slot": 2}], [PAIR | {"room": 0}], [PAIR | {"en": ""}], ["x"]]
)
def test_a_matrix_that_cannot_be_is_refused(pairs):
    with pytest.raises(RuleError):
        read("patrol.joint_duty", written({"rooms": [NAME], "slots": [NAME], "pairs": pairs}))


def test_a_pair_stands_in_its_cell():
    matrix = read("patrol.joint_duty", written({"rooms": [NAME], "slots": [NAME], "pairs": [PAIR]}))
    assert matrix.cells[1, 1].partner.zh == "一中队"
