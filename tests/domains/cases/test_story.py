"""Units that lead and help (ICC-13), and from the report to the arrest and the return (ICC-05)."""

from datetime import timedelta

import pytest
from tests.builders.cases import accepted, an_officer, decide_on, under_review
from tests.builders.people import NOON, a_branch, an_actor

from quanju.domains.cases.actions import story as acts
from quanju.domains.cases.actions.property import move_property
from quanju.domains.cases.queries.cases import case_view, told_case
from quanju.domains.cases.queries.property import property_of
from quanju.domains.cases.queries.story import story_of, units_of
from quanju.domains.journal.models import Entry
from quanju.domains.kernel.types import Denied, NotFound
from quanju.domains.kernel.words import TextMissing

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def officer():
    return an_officer()


@pytest.fixture
def other():
    """Another office with a case officer."""
    branch = a_branch()
    an_officer(organisation=branch)
    return branch.code


def test_a_case_has_one_lead_and_units_that_help_for_a_while(officer, other):
    view = accepted(officer)
    acts.add_helper(case=view.number, office=other, why="调监控", by=officer, at=NOON)
    units = units_of(view)
    assert units.lead.pk == view.office.pk
    (one,) = units.helpers
    assert (one.is_open, one.why) == (True, "调监控")
    with pytest.raises(acts.HelpsAlready):
        acts.add_helper(case=view.number, office=other, why="再来", by=officer, at=NOON)
    with pytest.raises(acts.LeadsAlready):
        acts.add_helper(case=view.number, office=view.office.code, why="x", by=officer, at=NOON)
    later = NOON + MINUTE
    acts.end_helper(case=view.number, helper=one.pk, why="查完", by=officer, at=later)
    with pytest.raises(acts.EndedAlready):
        acts.end_helper(case=view.number, helper=one.pk, why="查完", by=officer, at=later)
    acts.add_helper(case=view.number, office=other, why="又有新线索", by=officer, at=later)
    assert [one.is_open for one in units_of(view).helpers] == [False, True]
    entries = Entry.objects.filter(event__startswith="cases.helper_").order_by("number")
    assert [one.event for one in entries] == [
        "cases.helper_added",
        "cases.helper_ended",
        "cases.helper_added",
    ]
    assert "调监控" not in str([one.facts for one in entries])


def test_officer_and_own_command_room_choose_who_helps_and_nobody_else(officer, other):
    view = accepted(officer)
    said = {"case": view.number, "office": other, "at": NOON}
    acts.add_helper(**said, why="室里派", by=an_actor("station_command"))
    (one,) = units_of(case_view(view.number, by=an_actor("station_command"))).helpers
    assert one.why == ""
    with pytest.raises(Denied):
        acts.add_helper(**said, why="x", by=an_actor("legal_supervision"))
    with pytest.raises(NotFound):
        acts.add_helper(**said, why="x", by=an_officer(name="somebody-else"))
    with pytest.raises(TextMissing):
        acts.add_helper(**said, why=" ", by=officer)
    with pytest.raises(NotFound):
        acts.add_helper(**{**said, "office": "nowhere"}, why="x", by=officer)


def test_from_the_report_to_the_arrest_to_what_went_back(officer):
    view = under_review(officer, things=("电动车",))
    decide_on(view, "file", officer=officer, at=NOON + 30 * MINUTE)
    caught = {"case": view.number, "source": "处警反馈单", "by": officer}
    acts.note_caught(caught_at=NOON + 51 * MINUTE, at=NOON + 60 * MINUTE, **caught)
    (thing,) = property_of(view.number)
    back = {"from_place": "officer", "to_place": "returned", "receiver": "失主", "proof": "清单"}
    move_property(
        case=view.number, item=thing.pk, count=1, **back, by=officer, at=NOON + 90 * MINUTE
    )
    told = story_of(told_case(view.number), at=NOON + 90 * MINUTE)
    assert [(one.kind, one.after // MINUTE) for one in told.milestones] == [
        ("reported", 0),
        ("filed", 30),
        ("caught", 51),
        ("returned", 90),
    ]
    assert (told.things, told.returned, told.share_returned) == (2, 1, 50)
    assert [one.source for one in told.milestones][2] == "处警反馈单"


def test_a_moment_lies_between_the_report_and_now_and_a_wrong_one_is_withdrawn(officer):
    view = accepted(officer)
    said = {"case": view.number, "source": "反馈单", "by": officer, "at": NOON + 9 * MINUTE}
    for wrong in (NOON - MINUTE, NOON + 10 * MINUTE):
        with pytest.raises(acts.NotInItsTime):
            acts.note_caught(caught_at=wrong, **said)
    acts.note_caught(caught_at=NOON, **said)
    told = story_of(told_case(view.number), at=NOON)
    (one,) = [one for one in told.milestones if one.kind == "caught"]
    gone = {"case": view.number, "moment": one.pk, "why": "记错", "by": officer, "at": NOON}
    acts.withdraw_caught(**gone)
    with pytest.raises(acts.EndedAlready):
        acts.withdraw_caught(**gone)
    told = story_of(told_case(view.number), at=NOON)
    assert [one.kind for one in told.milestones] == ["reported"]
    assert told.share_returned is None


def test_who_reads_headers_reads_no_story(officer):
    view = accepted(officer)
    room = case_view(view.number, by=an_actor("station_command"))
    assert story_of(room, at=NOON) is None
    with pytest.raises(Denied):
        acts.note_caught(
            case=view.number,
            caught_at=NOON,
            source="x",
            by=an_actor("station_command"),
            at=NOON,
        )
