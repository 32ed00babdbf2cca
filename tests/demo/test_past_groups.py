"""The archive of the demo (story 14): 428 groups that have ended, 78 urgent, each with a result."""

from datetime import timedelta

import pytest
from tests.builders import town as towns
from tests.builders.people import NOON, a_station, an_actor

from quanju.demo.past_groups import load_groups_of_the_past
from quanju.domains.coordination.actions import history
from quanju.domains.coordination.models import Group
from quanju.domains.coordination.queries.archive import Wanted, archive_counts, archived_groups
from quanju.domains.coordination.queries.groups import group_rules
from quanju.domains.dispatch.actions.history import PastIncident
from quanju.domains.geo.queries.place_notes import what_tells_of_a_person
from quanju.domains.journal.models import Entry
from quanju.domains.people.types import SERVICE

pytestmark = pytest.mark.django_db
DAYS = 365


@pytest.fixture
def branch(town_folder):
    towns.load_all(town_folder, at=NOON - timedelta(days=DAYS))
    for role in ("station_command", "case_officer", "community_officer"):
        an_actor(role)
    for role in ("dispatcher", "legal_supervision"):
        an_actor(role)


def an_incident(number):
    at = NOON - timedelta(days=DAYS) + timedelta(hours=6) * number
    moments = dict.fromkeys(("received_at", "answered_at", "created_at", "ordered_at", "cleared_at", "acknowledged_at", "departed_at", "arrived_at", "fed_back_at"), at)  # fmt: skip
    codes = ("criminal", "public_order", "help", "dispute")
    return PastIncident(
        number=f"{at:%Y%m%d}-{number:04}", title="x", class_code=codes[number % 4], type_code="x",
        feedback_class_code="", feedback_type_code="", grade=3, address=f"胜利街 {number} 号",
        lon=119.7, lat=49.2, zone=1, ring=1, station_id=a_station().pk, unit_id=1,
        disposition_code="", case_report_no="", **moments,
    )  # fmt: skip


@pytest.fixture
def archive(branch):
    past = [an_incident(number) for number in range(1200)]
    load_groups_of_the_past(past, NOON, DAYS)
    return an_actor("archivist")


def test_428_groups_are_found_and_78_urgent_ones_each_with_its_outcome(archive):
    counts = archive_counts(archive, Wanted(), at=NOON)
    assert (counts.groups, counts.urgent, counts.with_result) == (428, 78, 78)
    urgent = archived_groups(archive, Wanted(is_urgent=True), at=NOON, most=500)
    assert len(urgent) == 78
    assert all(one.outcome for one in urgent)
    assert Entry.objects.filter(event="coordination.groups_taken_over").count() == 1
    titles = Group.objects.values_list("title", flat=True)
    assert [one for one in titles if what_tells_of_a_person(one, NOON)] == []
    assert set(Group.objects.values_list("kind", flat=True)) == set(group_rules(NOON).types)


def test_pages_of_the_archive_join_without_gap_or_double(archive):
    whole = archived_groups(archive, Wanted(), at=NOON, most=500)
    found, before = [], ""
    while page := archived_groups(archive, Wanted(), at=NOON, before=before, most=50):
        found += page
        before = page[-1].number
    assert found == whole


def test_the_past_comes_once(archive):
    with pytest.raises(history.GroupsAreThere):
        history.load_past_groups([], by=SERVICE, at=NOON)
