"""What the desk hears and sees: what is new, quiet until the shift ends, on the phone or not."""

from datetime import timedelta

import pytest
from tests.builders.incidents import an_incident, an_order

from quanju.domains.dispatch.jobs import raise_due_alerts
from quanju.domains.dispatch.models import Alert, Assignment
from quanju.domains.kernel.clock import now
from quanju.domains.patrol.actions.emergency import panic, see_help

pytestmark = pytest.mark.django_db
KEY = "0123456789abcdef"


@pytest.fixture
def late(desk, unit):
    """P3 has had an order for an hour."""
    at = now() - timedelta(hours=1)
    row = an_incident(by=desk.me, at=at)
    an_order(row, unit.pk, by=desk.me, at=at)
    return row


def test_each_alert_has_the_sound_of_its_kind(desk, late):
    raise_due_alerts(now())
    text = desk.get("/dispatch/alerts").content.decode()
    kinds = {alert.kind: alert.pk for alert in Alert.objects.all()}
    assert f'data-sound="order alert-{kinds["not_acknowledged"]}"' in text


def test_a_call_for_help_sounds_until_the_desk_has_seen_it(desk, unit):
    an_incident(by=desk.me, at=now())
    panic(unit=unit.pk, by=desk.me, at=now())
    assert 'data-sound="help ' in desk.get("/dispatch/alerts").content.decode()
    see_help(unit=unit.pk, by=desk.me, at=now())
    assert 'data-sound="help ' not in desk.get("/dispatch/alerts").content.decode()


def test_a_new_incident_sounds_and_one_that_was_sent_to_does_not(desk, unit, late):
    row = an_incident(by=desk.me, where=(4, 2), at=now())
    text = desk.get("/dispatch/queue").content.decode()
    assert text.count("data-sound=") == 1
    assert f'data-sound="call {row.number}"' in text


def test_quiet_is_kept_by_the_server_and_let_go_again(desk, unit):
    text = desk.post("/dispatch/quiet", {"idempotency_key": KEY, "quiet": "yes"}).content.decode()
    assert "data-quiet-until" in text
    assert "data-quiet-until" in desk.get("/dispatch/").content.decode()
    desk.post("/dispatch/quiet", {"idempotency_key": KEY + "b"})
    assert "data-quiet-until" not in desk.get("/dispatch/").content.decode()


def panel(desk, row):
    return desk.get(f"/dispatch/panel/{row.number}").content.decode()


def test_an_order_not_on_the_phone_says_radio_once_its_seconds_are_over(desk, unit, late):
    mark = panel(desk, late).split("data-shows-at")[1].split("</b>")[0]
    assert "hidden" not in mark
    Assignment.objects.update(assigned_at=now())
    mark = panel(desk, late).split("data-shows-at")[1].split("</b>")[0]
    assert "hidden" in mark


def test_an_order_on_the_phone_says_since_when(desk, unit, late):
    Assignment.objects.update(shown_at=now())
    text = panel(desk, late)
    assert "手机已显示" in text
    assert "data-shows-at" not in text
