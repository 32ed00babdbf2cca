"""Opening a group: types, facts, seats that are duties, one group an incident and type."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from tests.builders.groups import (
    FACTS,
    HOUR,
    a_group,
    an_opener,
    joined,
    on_duty,
    the_offices,
)
from tests.builders.incidents import an_incident
from tests.builders.people import NOON, a_branch, a_station, an_actor, decide

from quanju.domains.coordination.actions import opening
from quanju.domains.coordination.actions.carrying import GroupRunsAlready, SeatEmpty
from quanju.domains.coordination.models import Group, Member
from quanju.domains.coordination.queries.groups import drafts_of, group_view
from quanju.domains.coordination.types import STANDARD_TYPES
from quanju.domains.journal.models import Entry
from quanju.domains.kernel.types import Denied, NotFound
from quanju.domains.notices.models import Notice
from quanju.domains.people.models import Duty

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


def seats(view):
    return {one.seat: one.person_id for one in view.present}


def test_the_seats_are_called_as_the_roster_stands_now():
    office, opener = the_offices(), an_opener()
    on_duty("station_command", name="elsewhere", organisation=a_branch())
    view = a_group(opener)
    assert seats(view) == {
        "initiator": opener.person_id,
        "responsible": office["station"].person_id,
        "command": office["dispatcher"].person_id,
        "supervision": office["legal"].person_id,
    }
    assert (view.status, view.owner_id) == ("opened", office["station"].person_id)
    assert [one.role for one in view.present] == ["lead", "owner", "duty_command", "observer"]


def test_who_is_called_is_told_and_their_answer_has_a_moment():
    office = the_offices()
    view = a_group(an_opener())
    assert set(Notice.objects.values_list("person", flat=True)) == {
        one.person_id for one in office.values()
    }
    view = joined(view, office["station"], at=NOON + SECOND)
    answered = view.member(office["station"].person_id)
    assert (answered.status, answered.joined_at) == ("joined", NOON + SECOND)
    assert answered.told.told_at == NOON


def test_nobody_on_duty_is_said_at_once_with_the_next_best():
    the_offices()
    archivist = on_duty("archivist")
    Duty.objects.filter(post__role="legal_supervision").update(ended_at=NOON)
    view = a_group(an_opener())
    supervision = next(one for one in view.present if one.seat == "supervision")
    assert (supervision.person_id, supervision.is_next_best) == (archivist.person_id, True)


def test_off_duty_is_called_where_nobody_at_all_is_on():
    off = an_actor("legal_supervision")
    on_duty("dispatcher"), on_duty("station_command")
    view = a_group(an_opener())
    supervision = next(one for one in view.present if one.seat == "supervision")
    assert (supervision.person_id, supervision.is_duty) == (off.person_id, False)


def test_a_seat_nobody_can_fill_is_refused_by_name():
    on_duty("dispatcher"), on_duty("station_command")
    with pytest.raises(SeatEmpty, match="Supervision and archive"):
        a_group(an_opener())
    assert not Group.objects.exists()


@pytest.mark.parametrize("fact", FACTS)
def test_a_missing_fact_is_refused_at_its_field(fact):
    the_offices()
    with pytest.raises(opening.FactMissing) as refused:
        a_group(an_opener(), facts={**FACTS, fact: " "})
    assert refused.value.field == f"fact_{fact}"


def test_an_urgent_type_opens_at_once_and_waits_for_its_check():
    view = a_group(an_opener(), kind="urgent_incident", facts={})
    assert view.status == "opened"
    assert view.check_due_at == NOON + 2 * HOUR
    assert [one.en for one in view.empty_seats] == [
        "Responsible department",
        "Duty command",
        "Supervision and archive",
    ]
    assert view.owner_id == view.opener_id  # somebody answers for it in any case


def test_the_check_wants_all_facts_and_seats_and_another_person():
    opener = an_opener()
    view = a_group(opener, kind="urgent_incident", facts={})
    office = the_offices()
    common = {"group": view.number, "at": NOON + HOUR}
    with pytest.raises(opening.CheckedByAnother):
        opening.check_opening(by=opener, **common)
    opening.complete_opening(facts={"what": "有人打架"}, by=opener, **common)
    with pytest.raises(opening.NotComplete, match="Closing condition"):
        opening.check_opening(by=office["dispatcher"], **common)
    opening.complete_opening(facts=FACTS, by=opener, **common)
    done = opening.check_opening(by=office["dispatcher"], **common)
    assert (done.checked_at, done.needs_check) == (NOON + HOUR, False)
    with pytest.raises(opening.NothingToCheck):
        opening.check_opening(by=office["dispatcher"], **common)


@pytest.mark.parametrize(
    "title",
    ["王先生丢失钱包", "13900001234 报警", "蒙E12345 肇事", "150102199001011234", "叫李四的人"],
)
def test_a_title_that_points_to_somebody_is_refused(title):
    the_offices()
    with pytest.raises(opening.TitleNamesSomebody):
        a_group(an_opener(), title=title)


def test_only_the_catalogue_opens_a_group():
    with pytest.raises(opening.UnknownType):
        a_group(an_opener(), kind="chat")


@pytest.mark.parametrize("kind", STANDARD_TYPES)
def test_each_of_the_nine_types_opens(kind):
    the_offices()
    assert a_group(an_opener(), kind=kind).status == "opened"


def test_who_may_not_open_is_told_who_may():
    with pytest.raises(Denied, match="DENY_ROLE"):
        a_group(an_actor("auditor"))


def test_an_incident_has_one_group_of_a_type(town):
    desk = on_duty("dispatcher")
    incident = an_incident(by=desk)
    first = a_group(desk, kind="urgent_incident", incident=incident.number)
    with pytest.raises(GroupRunsAlready, match=first.number):
        a_group(desk, kind="urgent_incident", incident=incident.number)
    with pytest.raises(NotFound):
        a_group(an_actor("case_officer"), incident="20260101-0001")


def test_a_restricted_group_waits_for_the_duty_command_and_is_not_told_of_the_incident(town):
    office, opener = the_offices(), on_duty("dispatcher")
    incident = an_incident(by=opener)
    view = a_group(
        opener, kind="urgent_incident", classification="restricted", incident=incident.number
    )
    assert view.status == "draft"
    assert [one.number for one in drafts_of(opener, at=NOON)] == [view.number]
    decide(view.subject, by=office["dispatcher"], at=NOON + HOUR)
    opened = group_view(view.number, by=office["dispatcher"], at=NOON + HOUR)
    assert opened.status == "opened"
    told = Entry.objects.about(incident.subject).filter(event__startswith="coordination.")
    assert not told.exists()


def test_what_the_duty_command_refuses_is_rejected():
    the_offices()
    view = a_group(an_opener(), classification="restricted")
    decide(view.subject, "refuse", by=an_actor("dispatcher"), at=NOON + HOUR)
    assert Group.objects.get().status == "rejected"
    assert not Member.objects.present(NOON + HOUR).exists()


def test_entries_tell_numbers_and_never_a_word():
    view = a_group()
    for entry in Entry.objects.filter(event__startswith="coordination."):
        assert entry.purpose == "coordinate"
        assert view.title not in entry.facts_json
        assert FACTS["what"] not in entry.facts_json


@pytest.mark.parametrize(
    "wrong",
    [{"status": "asleep"}, {"opened_at": None}, {"classification": "secret"}],
    ids=str,
)
def test_the_database_refuses_what_no_group_is(wrong):
    view = a_group()
    with pytest.raises(IntegrityError), transaction.atomic():
        Group.objects.filter(pk=view.pk).update(**wrong)


def test_nobody_checks_what_they_opened_whoever_writes():
    view = a_group()
    with pytest.raises(IntegrityError), transaction.atomic():
        Group.objects.filter(pk=view.pk).update(checked_by=view.opener_id)


def test_the_responsible_unit_is_never_missing():
    view = a_group(responsible=None)
    assert view.responsible == a_station().name
