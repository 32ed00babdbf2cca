"""Members: called in with a reason, out at once, guests until midnight, always one owner."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from tests.builders.groups import DAY, HOUR, a_group, an_opener, joined, the_offices
from tests.builders.people import NOON, a_station, an_actor, decide

from quanju.domains.coordination.actions import members
from quanju.domains.coordination.actions.holding import IsInAlready
from quanju.domains.coordination.models import Member
from quanju.domains.coordination.queries.groups import group_view, own_groups
from quanju.domains.coordination.queries.members import followed
from quanju.domains.kernel.types import Denied, NotFound
from quanju.domains.kernel.workflow import NotInThisState

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)
TODAY = date(2026, 11, 23)
MIDNIGHT = datetime(2026, 11, 23, 16, tzinfo=UTC)


@pytest.fixture
def office():
    return the_offices()


@pytest.fixture
def opener():
    return an_opener()


@pytest.fixture
def view(office, opener):
    return joined(a_group(opener), office["station"])


def out(view, person, by, at=NOON, why="不再需要"):
    member = view.member(person.person_id).pk
    return members.remove_member(group=view.number, member=member, why=why, by=by, at=at)


def test_who_is_no_member_finds_no_group(view):
    for role in ("dispatcher", "branch_leader", "auditor", "base_control_officer"):
        with pytest.raises(NotFound):
            group_view(view.number, by=an_actor(role), at=NOON)


def test_removal_ends_access_at_the_next_request(view, office, opener):
    legal = office["legal"]
    assert group_view(view.number, by=legal, at=NOON)
    out(view, legal, opener)
    with pytest.raises(NotFound):
        group_view(view.number, by=legal, at=NOON)
    assert own_groups(legal, at=NOON) == []
    assert followed(legal, at=NOON) == {}


def test_only_leads_take_out_and_never_the_owner(view, office, opener):
    with pytest.raises(Denied):
        out(view, opener, office["legal"])
    with pytest.raises(members.OwnerStays):
        out(view, office["station"], opener)
    with pytest.raises(members.OwnerStays):
        members.leave_group(group=view.number, why="下班", by=office["station"], at=NOON)


def test_one_joins_once(view, office):
    with pytest.raises(NotInThisState):
        members.join_group(group=view.number, by=office["station"], at=NOON)


def test_who_does_not_come_says_why(view, office):
    members.leave_group(group=view.number, why="正在处警", by=office["legal"], at=NOON)
    gone = Member.objects.get(person=office["legal"].person_id)
    assert (gone.status, gone.why) == ("left", "正在处警")


def test_a_called_member_shows_the_reason(view, opener):
    analyst = an_actor("investigation_analyst")
    call = {"group": view.number, "person": analyst.person_id, "role": "support", "at": NOON}
    after = members.call_in(why="查车辆轨迹", by=opener, **call)
    assert after.member(analyst.person_id).why == "查车辆轨迹"
    with pytest.raises(IsInAlready):
        members.call_in(why="再叫", by=opener, **call)


def test_who_left_may_be_called_again(view, office, opener):
    out(view, office["legal"], opener)
    person = office["legal"].person_id
    members.call_in(
        group=view.number, person=person, role="observer", why="回来", by=opener, at=NOON
    )
    assert group_view(view.number, by=office["legal"], at=NOON)


def test_the_owner_hands_over_and_stays_as_a_lead(view, office, opener):
    to = view.member(opener.person_id).pk
    with pytest.raises(Denied):
        members.hand_over_group(group=view.number, member=to, by=opener, at=NOON)
    after = members.hand_over_group(group=view.number, member=to, by=office["station"], at=NOON)
    assert after.owner_id == opener.person_id
    assert [one.role for one in after.present].count("owner") == 1


# --- guests -----------------------------------------------------------------------------------


def a_guest(view, owner, *, until_on=TODAY, at=NOON):
    guest = an_actor("outside_liaison")
    members.propose_guest(
        group=view.number,
        person=guest.person_id,
        purpose="查交通监控",
        until_on=until_on,
        by=owner,
        at=at,
    )
    return guest


def test_a_guest_comes_in_by_two_people_and_sees_this_group_only(view, office):
    other = a_group(an_opener(), title="另一件事")
    guest = a_guest(view, office["station"])
    with pytest.raises(NotFound):
        group_view(view.number, by=guest, at=NOON)
    decide(view.subject, by=office["dispatcher"], at=NOON)
    inside = group_view(view.number, by=guest, at=NOON).member(guest.person_id)
    assert (inside.is_guest, inside.why, inside.until) == (True, "查交通监控", MIDNIGHT)
    with pytest.raises(NotFound):
        group_view(other.number, by=guest, at=NOON)


def test_a_guest_is_out_at_midnight_without_any_job(view, office):
    guest = a_guest(view, office["station"])
    decide(view.subject, by=office["dispatcher"], at=NOON)
    assert group_view(view.number, by=guest, at=MIDNIGHT - SECOND)
    with pytest.raises(NotFound):
        group_view(view.number, by=guest, at=MIDNIGHT)
    assert members.expire_members(MIDNIGHT) == 1
    assert members.expire_members(MIDNIGHT) == 0


@pytest.mark.parametrize("until_on", [None, TODAY - DAY, TODAY + 31 * DAY])
def test_a_guest_needs_a_last_day_in_time(view, office, until_on):
    with pytest.raises(members.GuestEndNotUsable):
        a_guest(view, office["station"], until_on=until_on)


def test_thirty_days_are_still_in_time(view, office):
    assert a_guest(view, office["station"], until_on=TODAY + 30 * DAY)


def test_an_outsider_is_not_called_in_as_if_of_the_branch(view, opener):
    guest = an_actor("outside_liaison")
    with pytest.raises(members.OutsidersAreGuests):
        members.call_in(
            group=view.number, person=guest.person_id, role="support", why="来", by=opener, at=NOON
        )


@pytest.mark.parametrize(
    "wrong",
    [{"is_guest": True}, {"role": "friend"}, {"status": "joined", "joined_at": None}],
    ids=str,
)
def test_the_database_refuses_what_no_member_is(view, wrong):
    row = Member.objects.filter(status="invited").first()
    with pytest.raises(IntegrityError), transaction.atomic():
        Member.objects.filter(pk=row.pk).update(**wrong)


def test_a_station_officer_is_called_as_of_now_not_of_the_form(office, opener):
    """The roster changes between the form and the press: the press decides."""
    view = a_group(opener, at=NOON + HOUR, responsible=a_station().pk)
    assert view.member(office["station"].person_id)
