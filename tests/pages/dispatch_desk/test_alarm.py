"""On the panel: the next level with its units and whom it tells, and who has come nearer."""

import re

import pytest
from tests.builders.crews import a_unit, on_duty
from tests.builders.incidents import an_incident, an_order

from quanju.domains.dispatch.models import Assignment, Incident
from quanju.domains.kernel.clock import now

pytestmark = pytest.mark.django_db
KEY = "0123456789abcdef"


def fields(page, action):
    """What the form of that address holds, by name."""
    form = page.split(f"/{action}")[-1].split("</form>")[0]
    found = {}
    for name, value in re.findall(r'name="(\w+)"\s+value="([^"]*)"', form):
        found.setdefault(name, []).append(value)
    return found


def test_the_button_names_who_goes_and_they_go(desk, unit):
    row = an_incident(at=now(), grade=3, grade_reason="测试")
    page = desk.get(f"/dispatch/panel/{row.number}").content.decode()
    assert "升为加强响应" in page
    assert "告知" in page
    sent = fields(page, "raise_alarm")
    assert sent["unit"] == [str(unit.pk)]
    address = f"/dispatch/incidents/{row.number}/raise_alarm"
    for _ in range(2):  # pressed twice is once
        assert desk.post(address, {**sent, "idempotency_key": KEY}).status_code == 204
    row = Incident.objects.get()
    assert (row.alarm_level, Assignment.objects.count()) == (2, 1)
    page = desk.get(f"/dispatch/panel/{row.number}").content.decode()
    assert "升为全力响应" in page
    back = {"reason": "误升", "idempotency_key": KEY[::-1]}
    assert desk.post(f"/dispatch/incidents/{row.number}/lower_alarm", back).status_code == 204
    assert Incident.objects.get().alarm_level == 1


def test_who_came_nearer_is_offered_and_enter_never_takes_it(desk):
    at = now()
    far, _ = on_duty(a_unit("P3"), where=(14, 2), at=at)
    row = an_incident(at=at, grade=3, grade_reason="测试")
    an_order(row, far.pk, at=at)
    near, _ = on_duty(a_unit("P7"), where=(3, 3), at=at)
    page = desk.get(f"/dispatch/incidents/{row.number}/nearer").content.decode()
    assert "P7 现在比 P3 近" in page
    assert "Enter" not in page
    sent = {**fields(page, "exchange_unit"), "idempotency_key": KEY}
    assert desk.post(f"/dispatch/incidents/{row.number}/exchange_unit", sent).status_code == 204
    assert Assignment.objects.active().get().unit_id == near.pk
    assert "改派" not in desk.get(f"/dispatch/incidents/{row.number}/nearer").content.decode()
