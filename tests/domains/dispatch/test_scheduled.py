"""What is to begin at a moment is kept, comes to the desk with a lead, and begins then."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from tests.builders.people import NOON, an_actor, sign_in
from tests.builders.people import an_appointment as appointed
from tests.builders.town import spot

from quanju.domains.dispatch.actions.scheduling import (
    Arranged,
    BeginsInThePast,
    begin_scheduled,
    change_scheduled,
    schedule_incident,
    withdraw_scheduled,
)
from quanju.domains.dispatch.jobs import begin_what_was_scheduled, raise_due_alerts
from quanju.domains.dispatch.models import Alert, Incident, ScheduledIncident
from quanju.domains.dispatch.queries.coverage import reached_calls
from quanju.domains.dispatch.queries.incidents import open_incidents
from quanju.domains.dispatch.queries.measures import COUNTED, measures
from quanju.domains.dispatch.queries.past_calls import past_calls
from quanju.domains.dispatch.queries.scheduled import due_scheduled
from quanju.domains.dispatch.quiet import DESK_SIGNS
from quanju.domains.dispatch.waiting import waiting_for
from quanju.domains.journal.models import Entry
from quanju.domains.kernel.clock import now
from quanju.domains.kernel.types import Refused
from quanju.domains.rulebook.reading import read_table

SECOND_BRANCH = Path(__file__).parents[2] / "branches" / "second_branch" / "rules"
pytestmark = pytest.mark.django_db
BEGINS = NOON + timedelta(hours=3)
LEAD = timedelta(minutes=15)
SECOND = timedelta(seconds=1)


def planned(*, begins_at=BEGINS, by=None, at=NOON, **more):
    lon, lat = spot(3, 2)
    facts = {"type_code": "fight", "text": "护送考生", "address": "考点", "lon": lon, "lat": lat}
    by = by or an_actor("dispatcher")
    return schedule_incident(what=Arranged(**facts | more, begins_at=begins_at), by=by, at=at)


def seen_by(actor, at):
    return [one.key for one in waiting_for(actor, at=at, until=at) if "scheduled" in one.key]


def test_it_comes_with_its_lead_and_begins_at_its_moment_once(town):
    desk = an_actor("dispatcher")
    row = planned(by=desk)
    assert begin_what_was_scheduled(BEGINS - LEAD - SECOND) == 0
    assert seen_by(desk, BEGINS - LEAD - SECOND) == []
    assert begin_what_was_scheduled(BEGINS - LEAD) == 1
    assert begin_what_was_scheduled(BEGINS - LEAD) == 0
    assert seen_by(desk, BEGINS - LEAD) == [f"dispatch.scheduled:{row.number}"]
    assert not Incident.objects.exists(), "nothing runs before"
    assert begin_what_was_scheduled(BEGINS - SECOND) == 0
    assert begin_what_was_scheduled(BEGINS) == 1
    assert begin_what_was_scheduled(BEGINS) == 0
    (begun,) = open_incidents(desk, at=BEGINS)
    assert (begun.created_at, begun.state) == (BEGINS, "new")
    assert begun.clock is not None
    assert begun.clock.started_at == BEGINS
    raise_due_alerts(BEGINS)
    assert not Alert.objects.exists()
    assert seen_by(desk, BEGINS) == []
    assert begin_scheduled(number=row.number, by=desk, at=BEGINS).number == begun.number
    events = Entry.objects.filter(subject=row.subject).order_by("number")
    told = ["incident_scheduled", "scheduled_due", "scheduled_begun"]
    assert [one.event for one in events] == [f"dispatch.{name}" for name in told]


def test_a_desk_begins_it_before_and_its_clocks_run_from_then(town):
    desk, early = an_actor("dispatcher"), BEGINS - timedelta(minutes=40)
    row = planned(by=desk)
    incident = begin_scheduled(number=row.number, by=desk, at=early)
    assert (incident.created_at, incident.channel) == (early, "scheduled")
    assert begin_what_was_scheduled(BEGINS) == 0
    with pytest.raises(Refused):
        withdraw_scheduled(number=row.number, reason="不办了", by=desk, at=BEGINS)


def test_no_measure_of_response_counts_it_and_each_says_so(town):
    desk, until = an_actor("dispatcher"), BEGINS + timedelta(hours=1)
    row = begin_scheduled(number=planned(by=desk).number, by=desk, at=BEGINS)
    for step, name in enumerate(("ordered_at", "acknowledged_at", "arrived_at", "fed_back_at"), 1):
        setattr(row, name, BEGINS + step * SECOND)
    row.save()
    found = {one.code: one for one in measures(from_at=NOON, until_at=until)}
    assert {code: one.n for code, one in found.items() if one.n} == {}
    assert found["RT-2"].arranged == found[f"RT-3/{row.ring or 0}"].arranged == 1
    assert sum(one.arranged for code, one in found.items() if code.startswith("RT-3/")) == 1
    assert not Incident.objects.filter(COUNTED["RT-3"] | COUNTED["RT-2"]).exists()
    assert len(past_calls(from_at=NOON, until_at=until)) == 0
    assert len(reached_calls(NOON, until, until).number) == 0


def test_changed_and_withdrawn_only_with_a_reason(town):
    desk = an_actor("dispatcher")
    row = planned(by=desk)
    begin_what_was_scheduled(BEGINS - LEAD)
    facts = {name: getattr(row, name) for name in ("type_code", "text", "address", "lon", "lat")}
    later = {
        "number": row.number,
        "what": Arranged(**facts, begins_at=BEGINS + timedelta(hours=2)),
    }
    with pytest.raises(Refused):
        change_scheduled(**later, reason=" ", by=desk, at=BEGINS - LEAD)
    change_scheduled(**later, reason="活动推迟", by=desk, at=BEGINS - LEAD)
    assert due_scheduled(desk, at=BEGINS) == []
    assert begin_what_was_scheduled(BEGINS) == 0
    with pytest.raises(Refused):
        withdraw_scheduled(number=row.number, reason="", by=desk, at=BEGINS)
    withdraw_scheduled(number=row.number, reason="活动取消", by=desk, at=BEGINS)
    assert begin_what_was_scheduled(BEGINS + timedelta(days=1)) == 0
    entry = Entry.objects.get(event="dispatch.scheduled_withdrawn")
    assert entry.justification == "活动取消"
    with pytest.raises(Refused):
        change_scheduled(**later, reason="再来", by=desk, at=BEGINS)


def test_only_ahead_within_the_days_of_the_table_by_a_desk_at_a_place(town):
    for wrong in (NOON, NOON - SECOND, NOON + timedelta(days=366) + SECOND):
        with pytest.raises(BeginsInThePast):
            planned(begins_at=wrong)
    planned(begins_at=NOON + SECOND)
    planned(begins_at=NOON + timedelta(days=366))
    for more in ({"lon": None, "lat": None}, {"type_code": "none"}):
        with pytest.raises(Refused):
            planned(**more)
    with pytest.raises(Refused):
        planned(by=an_actor("patrol_unit"))
    theirs = read_table(DESK_SIGNS, (SECOND_BRANCH / "dispatch.desk_signs.toml").read_text())
    assert (theirs.scheduled_lead_min, theirs.scheduled_within_days) == (40, 90)


def test_the_pages_keep_change_and_withdraw(town):
    client, at = Client(), now()
    sign_in(client, appointed("dispatcher", valid_from=at - timedelta(days=1)))
    lon, lat = spot(3, 2)
    sent = {"type_code": "fight", "address": "考点", "lon": lon, "lat": lat, "text": "护送"}
    past = client.post("/dispatch/scheduled/new", sent | {"begins_at": "2026-01-01T08:00"})
    assert past.status_code == 422
    assert "开始时间应在现在之后" in past.content.decode()
    assert "护送" in past.content.decode(), "nothing typed is lost"
    soon = (at + timedelta(minutes=5)).isoformat()
    assert client.post("/dispatch/scheduled/new", sent | {"begins_at": soon}).status_code == 302
    row = ScheduledIncident.objects.get()
    assert "考点" in client.get("/dispatch/scheduled").content.decode()
    part = client.get("/dispatch/scheduled", headers={"HX-Request": "true"}).content.decode()
    assert "考点" in part
    assert "<html" not in part, "drawn anew by the stream, it is the list alone"
    begin_what_was_scheduled(at)
    assert f"soon-{row.number}" in client.get("/dispatch/").content.decode()
    change = f"/dispatch/scheduled/{row.number}/change"
    assert client.get(change).status_code == 200
    assert client.post(change, sent | {"begins_at": soon}).status_code == 422
    moved = sent | {"begins_at": soon, "address": "北门", "reason": "改地点"}
    assert client.post(change, moved).status_code == 302
    begun = client.post(f"/dispatch/scheduled/{row.number}/begin")
    assert begun.status_code == 204
    assert Incident.objects.get().address == "北门"
    withdrawn = client.post(f"/dispatch/scheduled/{row.number}/withdraw", {"reason": "晚了"})
    assert withdrawn.status_code == 409
