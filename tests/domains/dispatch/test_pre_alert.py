"""A crew told ahead while its call is taken: never an order, gone with the call."""

from datetime import timedelta

import pytest
from tests.builders.incidents import a_crew_at, an_incident, an_order
from tests.builders.people import NOON, an_actor
from tests.builders.town import spot

from quanju.domains.dispatch import jobs
from quanju.domains.dispatch.actions import pre_alerting
from quanju.domains.dispatch.actions.take_call import settle_call, take_call
from quanju.domains.dispatch.models import Assignment, PreAlert
from quanju.domains.dispatch.queries import pre_alerts
from quanju.domains.dispatch.queries.places import exactly
from quanju.domains.dispatch.quiet import DESK_SIGNS
from quanju.domains.kernel.types import Refused
from quanju.domains.rulebook.queries import in_force

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


@pytest.fixture
def crew(town):
    return a_crew_at("P3")


@pytest.fixture
def desk():
    return an_actor("dispatcher")


def told(crew, desk, *, at=NOON, **more):
    facts = {"type_code": "fight", "grade": 2, "address": "中央大街"} | more
    return pre_alerting.pre_alert(unit=crew[0].pk, **facts, by=desk, at=at)


def test_it_is_no_order_and_its_receipt_is_seen(crew, desk):
    made = told(crew, desk)
    for n in (3, 9):
        pre_alerting.show_pre_alert(
            told=made.pk, unit=crew[0].pk, by=crew[1][0], at=NOON + n * SECOND
        )
    ahead = pre_alerts.told_ahead_by(desk, at=NOON + 10 * SECOND)
    assert (ahead.call_sign, ahead.shown_at) == ("P3", NOON + 3 * SECOND)
    assert pre_alerts.told_ahead_to(crew[0].pk, at=NOON).address == "中央大街"
    assert not Assignment.objects.exists()
    with pytest.raises(Refused):
        pre_alerting.show_pre_alert(told=made.pk, unit=crew[0].pk, by=desk, at=NOON)


@pytest.mark.parametrize("how", ["dropped", "settled", "entered", "run out"])
def test_it_goes_with_the_call(crew, desk, how):
    made = told(crew, desk)
    at = NOON + 30 * SECOND
    if how == "dropped":
        assert pre_alerting.withdraw_pre_alert(by=desk, at=at)
        assert not pre_alerting.withdraw_pre_alert(by=desk, at=at)
    elif how == "settled":
        settle_call(ending="inform", topic="law", by=desk, at=at)
    elif how == "entered":
        lon, lat = spot(3, 2)
        take_call(type_code="fight", said="两人打架", lon=lon, lat=lat, by=desk, at=at)
    else:
        at = NOON + in_force(DESK_SIGNS, at=NOON).content.pre_alert_s * SECOND
        assert pre_alerts.told_ahead_to(crew[0].pk, at=at - SECOND) is not None
        assert jobs.end_pre_alerts(at - SECOND) == 0
        assert [jobs.end_pre_alerts(at) for _ in range(2)] == [1, 0]
    assert pre_alerts.told_ahead_to(crew[0].pk, at=at) is None
    assert PreAlert.objects.get(pk=made.pk).ended_at == at


def test_a_desk_tells_one_crew_and_a_crew_is_told_by_one_desk(crew, desk):
    other = a_crew_at("P4")
    first = told(crew, desk)
    told(other, desk)
    first.refresh_from_db()
    assert first.ended_at == NOON
    with pytest.raises(pre_alerting.CrewNotFree):
        told(other, an_actor("dispatcher"))


def test_who_is_at_work_is_not_told_and_a_restricted_place_is_not_named(crew, desk):
    made = told(crew, desk, type_code="family_violence")
    assert made.address == ""
    assert str(pre_alerts.told_ahead_to(crew[0].pk, at=NOON).kind) == "限制知悉"
    an_order(an_incident(), crew[0].pk)
    with pytest.raises(pre_alerting.CrewNotFree):
        told(crew, desk)


def test_the_table_switches_it_off(crew, desk, monkeypatch):
    place = exactly(spot(3, 2))
    assert [c.call_sign for c in pre_alerts.may_tell_ahead("fight", 2, place, at=NOON)] == ["P3"]
    off = in_force(DESK_SIGNS, at=NOON).content.model_copy(update={"pre_alert_s": 0})
    real = in_force
    for module in (pre_alerts, pre_alerting):
        monkeypatch.setattr(
            module,
            "in_force",
            lambda kind, at: (
                type("InForce", (), {"content": off}) if kind is DESK_SIGNS else real(kind, at=at)
            ),
        )
    assert pre_alerts.may_tell_ahead("fight", 2, place, at=NOON) == []
    with pytest.raises(pre_alerting.PreAlertOff):
        told(crew, desk)


@pytest.mark.parametrize("role", ["station_command", "patrol_unit", "branch_leader"])
def test_only_who_takes_calls_tells_ahead(crew, role):
    with pytest.raises(Refused):
        told(crew, an_actor(role))
