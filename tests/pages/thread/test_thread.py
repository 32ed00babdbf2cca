"""One matter, one thread: what each reader is told, in which order, in how many queries."""

import re
from datetime import timedelta

import pytest
from tests.builders.people import an_appointment, sign_in

from quanju.domains.dispatch.models import Incident
from quanju.domains.journal.actions.entries import record
from quanju.domains.journal.threads import thread_of
from quanju.domains.journal.types import Author, event_named
from quanju.domains.kernel.clock import now
from quanju.domains.kernel.transaction import write

pytestmark = pytest.mark.django_db
NUMBER = "20260101-0001"
DESK = Author(subject="person:900", role="dispatcher", organisation="hailar")
START = now().replace(hour=3, minute=0, second=0, microsecond=0) - timedelta(days=3)


def told(event, subject, *, related=(), minutes=0, by=DESK, at=None, **facts):
    moment = at or START + timedelta(minutes=minutes)
    with write():
        record(event_named(event), subject=subject, related=related, by=by, at=moment, facts=facts)


@pytest.fixture
def story():
    """A call, its incident, an order that was acknowledged late, a plan that is no part of it."""
    at = START
    Incident.objects.create(
        number=NUMBER,
        title="工具被盗",
        class_code="theft",
        type_code="theft",
        grade=3,
        address="建材城",
        lon=119.7,
        lat=49.2,
        channel="phone",
        state="closed",
        disposition_code="mediated",
        received_at=at,
        created_at=at,
        ordered_at=at + timedelta(seconds=40),
        acknowledged_at=at + timedelta(minutes=30),
        ended_at=at + timedelta(days=1),
    )
    incident, call = f"incident:{NUMBER}", "call:20260101-0007"
    told("dispatch.call_answered", call)
    told("dispatch.incident_created", incident, related=["zone:13"])
    told("dispatch.call_linked", call, related=[incident], minutes=1)
    told("dispatch.order_sent", incident, at=at + timedelta(seconds=40), related=["unit:P4"])
    told("dispatch.order_acknowledged", incident, minutes=30, unit="P4")
    told("patrol.shift_moved", "planned_shift:5", related=[incident], minutes=40)
    told("planning.plan_drafted", "plan:1", minutes=2)
    told("patrol.shift_moved", "planned_shift:5", minutes=50)
    told("journal.consulted", incident, minutes=3)
    told("dispatch.feedback_accepted", incident, at=at + timedelta(days=1))
    return incident


def events(subject):
    return [one.event for one in thread_of(subject).entries]


def test_any_number_of_a_matter_opens_the_same_chain_and_no_reading_is_a_step(story):
    chain = events(story)
    assert chain == events("call:20260101-0007")
    assert chain[0] == "dispatch.call_answered"
    assert chain[-1] == "dispatch.feedback_accepted"
    assert "journal.consulted" not in chain
    assert "planning.plan_drafted" not in chain


def test_what_is_only_mentioned_brings_its_entry_and_not_its_own_story(story):
    assert events(story).count("patrol.shift_moved") == 1
    assert events("planned_shift:5").count("patrol.shift_moved") == 2


def test_supervision_reads_the_incident_and_sees_of_the_rest_the_office_and_the_day(client, story):
    sign_in(client, an_appointment("legal_supervision"))
    page = client.get(f"/thread/{story}").content.decode()
    rows = re.findall(r'<article\s+class="thread-row[^>]*>(.*?)</article>', page, re.DOTALL)
    hidden = [row for row in rows if "受限" in row]
    # The shift and the call are other rooms' matter; neither verb, number nor moment is told.
    assert hidden
    assert all("演示分局" in row for row in hidden)
    assert not any(re.search(r"\d\d:\d\d|shift|call:", row) for row in hidden)
    assert f"里 {len(hidden)} 条受限" in page
    days = [row for row in rows if "受限" not in row]
    assert rows.index(hidden[0]) > rows.index(days[0])


def test_a_missed_clock_is_told_in_words_with_its_rule(client, story):
    sign_in(client, an_appointment("legal_supervision"))
    page = client.get(f"/thread/{story}").content.decode()
    assert re.search(r"签收 29:20 .*限\s.*✕ 超 \d+:\d\d", page, re.DOTALL)
    assert "警情等级 随附版" in page
    assert "✓ 按时" in page


@pytest.mark.parametrize(
    ("role", "subject", "status"),
    [
        ("legal_supervision", f"incident:{NUMBER}", 200),
        ("dispatcher", f"incident:{NUMBER}", 200),
        ("trip_coordinator", f"incident:{NUMBER}", 404),
        ("lawyer", f"incident:{NUMBER}", 404),
        ("dispatcher", "incident:20260101-9999", 404),
        ("dispatcher", "person:900", 404),
        ("dispatcher", "unit:P4", 404),
    ],
)
def test_a_thread_is_for_who_may_read_a_part_and_never_of_a_person(
    client, story, role, subject, status
):
    sign_in(client, an_appointment(role))
    assert client.get(f"/thread/{subject}").status_code == status


def test_a_long_thread_comes_in_windows_of_a_hundred(client, story, django_assert_max_num_queries):
    for n in range(130):
        told("dispatch.note_added", story, minutes=60 + n)
    sign_in(client, an_appointment("dispatcher"))
    with django_assert_max_num_queries(40):
        page = client.get(f"/thread/{story}").content.decode()
    assert page.count("data-item") == 100
    assert "data-here" in page
    rest = client.get(f"/thread/{story}?window=1").content.decode()
    assert rest.count("data-item") == len(events(story)) - 100


def test_below_the_first_day_a_band_says_that_the_axis_is_by_day(client, story):
    sign_in(client, an_appointment("dispatcher"))
    page = client.get(f"/thread/{story}").content.decode()
    assert page.count('class="thread-band"') == 1
    assert "以下按天，不按比例：第 2 天" in page
    band, last = page.index("thread-band"), page.index("办结", page.index("thread-band"))
    assert page.index("派警") < band < last


def test_an_incident_loaded_with_the_past_says_so_and_tells_what_its_row_states(client, story):
    number = "20250101-0003"
    past = Incident.objects.get(number=NUMBER)
    past.pk, past.number = None, number
    past.acknowledged_at = None
    past.save()
    told("dispatch.history_loaded", "incidents:history", incidents=1)
    sign_in(client, an_appointment("legal_supervision"))
    page = client.get(f"/thread/incident:{number}").content.decode()
    assert "这件警情没有逐条记录" in page
    assert re.search(r"记录第 \d+ 条", page)
    moments = page.partition("thread-moments")[2].partition("</table>")[0]
    rows = re.findall(r"<tr>(.*?)</tr>", moments, re.DOTALL)[1:]
    stated = {"接到来电", "立警", "派警", "办结"}
    for row in rows:
        label = re.findall(r"<td>(.*?)</td>", row, re.DOTALL)[1].strip()
        assert ("缺" in row) is (label not in stated), label
    assert "✓ 按时" in moments
    sign_in(client, an_appointment("lawyer"))
    assert client.get(f"/thread/incident:{number}").status_code == 404
