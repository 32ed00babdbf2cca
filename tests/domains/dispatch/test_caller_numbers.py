"""A caller's number: in clear while somebody may call back, masked after, each opening recorded."""

from datetime import timedelta

import pytest
from tests.builders.lines import System, after
from tests.builders.people import NOON, an_actor
from tests.builders.town import spot

from quanju.domains.dispatch.actions.lines import open_recording, see_caller, take_line
from quanju.domains.dispatch.actions.take_call import take_call
from quanju.domains.dispatch.queries.incidents import calls_of
from quanju.domains.dispatch.telephone import masked
from quanju.domains.journal.models import Entry
from quanju.domains.kernel.types import Denied, Refused

pytestmark = pytest.mark.django_db
NUMBER, HOURS = "13900001234", 24


@pytest.fixture
def desk(town):
    return an_actor("dispatcher")


@pytest.fixture
def call(desk):
    """A call about an incident, with a number and a recording."""
    System().tells("ringing", NOON, caller_number=NUMBER, recording="rec-7/1")
    taken = take_line(by=desk, at=after(5))
    assert taken.caller_number == NUMBER
    lon, lat = spot(3, 2)
    row = take_call(
        call=taken.number, type_code="fight", said="", lon=lon, lat=lat, by=desk, at=after(60)
    )
    (known,) = calls_of(row.number, actor=desk)
    return known


@pytest.mark.parametrize(
    ("number", "shown"),
    [(NUMBER, "139••••••34"), ("0470-123", "047•••23"), ("110", "•10"), ("", ""), ("1", "1")],
)
def test_a_mask_tells_two_calls_apart_and_no_more(number, shown):
    assert masked(number) == shown


def test_after_the_outcome_it_is_masked(call):
    assert call.caller_number == masked(NUMBER)


def test_opening_it_is_recorded_without_the_number(desk, call):
    assert see_caller(call=call.number, by=desk, at=after(70)) == NUMBER
    entry = Entry.objects.get(event="dispatch.caller_seen")
    assert entry.subject == call.subject
    assert NUMBER not in str(entry.facts)


@pytest.mark.parametrize(("late_s", "is_open"), [(0, True), (1, False)])
def test_it_is_opened_for_the_hours_of_the_table(desk, call, late_s, is_open):
    at = NOON + timedelta(hours=HOURS, seconds=late_s)
    if is_open:
        assert see_caller(call=call.number, by=desk, at=at) == NUMBER
        return
    with pytest.raises(Refused) as refusal:
        see_caller(call=call.number, by=desk, at=at)
    assert refusal.value.code == "NUMBER_MASKED"


@pytest.mark.parametrize("role", ["patrol_unit", "station_command", "legal_supervision"])
def test_nobody_else_opens_it(call, role):
    with pytest.raises(Denied):
        see_caller(call=call.number, by=an_actor(role), at=after(70))


def test_a_recording_is_played_by_the_recorder_and_each_opening_recorded(desk, call, settings):
    settings.RECORDER = "https://recorder.example/play/{recording}?from=quanju"
    address = open_recording(call=call.number, by=desk, at=after(70))
    assert address == "https://recorder.example/play/rec-7%2F1?from=quanju"
    assert Entry.objects.filter(event="dispatch.recording_opened").count() == 1


def test_without_a_recorder_nothing_is_opened(desk, call, settings):
    settings.RECORDER = ""
    with pytest.raises(Refused) as refusal:
        open_recording(call=call.number, by=desk, at=after(70))
    assert refusal.value.code == "NO_RECORDER"
    assert not Entry.objects.filter(event="dispatch.recording_opened").exists()
