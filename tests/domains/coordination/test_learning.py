"""Learning: figures with their n, lessons that become changes by two, the weekly look."""

import pytest
from tests.builders.groups import (
    DAY,
    HOUR,
    MINUTE,
    a_group,
    an_opener,
    joined,
    the_offices,
)
from tests.builders.people import NOON, an_actor, decide

from quanju.domains.coordination.actions import lessons, plans
from quanju.domains.coordination.actions.asking import ask_item
from quanju.domains.coordination.actions.items import accept_item, finish_item
from quanju.domains.coordination.actions.messages import send_message
from quanju.domains.coordination.models import Group
from quanju.domains.coordination.queries.groups import group_rules
from quanju.domains.coordination.queries.learning import figures_of, lessons_of, versions_of
from quanju.domains.coordination.queries.weekly import open_groups_found, week_of
from quanju.domains.coordination.waiting import waiting_for
from quanju.domains.kernel.transaction import write
from quanju.domains.kernel.types import Denied
from quanju.domains.people.models import Appointment

pytestmark = pytest.mark.django_db
KIND = "dispute_mediation"


@pytest.fixture
def office():
    return the_offices()


@pytest.fixture
def ending(office):
    """A group in its closing review."""
    view = joined(a_group(an_opener()), office["station"], office["legal"])
    with write():
        Group.objects.filter(pk=view.pk).update(status="closing_review")
    return view


def noted(view, by, said="应答时限太长", about="clocks"):
    return lessons.note_lesson(group=view.number, about=about, said=said, by=by, at=NOON)


def of_all(at=NOON + DAY, **more):
    return figures_of(from_at=NOON - DAY, until_at=NOON + DAY, at=at, **more)


def test_figures_say_how_soon_somebody_else_replied_and_what_was_done_in_time(office):
    opener = an_opener()
    view = joined(a_group(opener), office["station"])
    send_message(group=view.number, text="我先说", by=opener, at=NOON + MINUTE)
    send_message(group=view.number, text="收到", by=office["station"], at=NOON + 3 * MINUTE)
    for late in (False, True):
        item = ask_item(
            group=view.number,
            title="办一件事",
            owner=office["station"].person_id,
            due_at=NOON + HOUR,
            by=opener,
            at=NOON,
        )
        common = {"group": view.number, "item": item.place, "by": office["station"]}
        accept_item(at=NOON, **common)
        finish_item(result="办完", at=NOON + HOUR + (MINUTE if late else -MINUTE), **common)
    found = of_all()
    assert (found.to_reply_s.value, found.to_reply_s.n) == (180, 1)
    assert (found.in_time.value, found.in_time.n) == (50, 2)
    assert (found.to_group_s.value, found.to_group_s.n) == (None, 0)


def test_drills_are_in_no_figure(office):
    plans.open_plan(
        plan="blizzard",
        what="演练",
        where_when="国道",
        is_drill=True,
        by=office["dispatcher"],
        at=NOON,
    )
    assert of_all().groups == 0


def test_a_lesson_is_noted_at_the_review_by_who_leads_or_reviews(office, ending):
    noted(ending, office["legal"])
    (one,) = lessons_of(by=office["legal"], at=NOON, kind=KIND)
    assert (one.state, one.said, one.group) == ("noted", "应答时限太长", ending.number)
    running = a_group(an_opener(), kind="base_task")
    with pytest.raises(lessons.NotEndingYet):
        noted(running, office["legal"])


def test_a_lesson_names_nobody(office, ending):
    with pytest.raises(lessons.LessonNamesSomebody):
        noted(ending, office["legal"], "请找王先生")


def test_it_becomes_a_change_that_a_second_person_approves(office, ending):
    lesson = noted(ending, office["legal"])
    before = group_rules(NOON).types[KIND].answer_min
    common = {"lesson": lesson.pk, "by": office["legal"], "at": NOON}
    lessons.propose_change(answer_min=before / 2, **common)
    (one,) = lessons_of(by=office["legal"], at=NOON)
    assert (one.state, group_rules(NOON).types[KIND].answer_min) == ("proposed", before)
    decide(f"rule:{one.rule}", by=an_actor("branch_leader"), at=NOON + MINUTE)
    (one,) = lessons_of(by=office["legal"], at=NOON + HOUR)
    assert one.state == "taken"
    assert group_rules(NOON + HOUR).types[KIND].answer_min == before / 2
    with pytest.raises(lessons.LessonSettled):
        lessons.propose_change(answer_min=7, **common)


def test_a_change_may_add_a_seat_and_an_item_and_keeps_the_tables_remarks(office, ending):
    lesson = noted(ending, office["legal"], "叫基础管控，多一项回访", "seats")
    item = {"pack": "mediation", "title_zh": "七天后回访", "seat": "base", "due_min": 10080.0}
    lessons.propose_change(lesson=lesson.pk, seat="base", item=item, by=office["legal"], at=NOON)
    (one,) = lessons_of(by=office["legal"], at=NOON)
    decide(f"rule:{one.rule}", by=an_actor("branch_leader"), at=NOON)
    rules = group_rules(NOON + MINUTE)
    assert "base" in rules.types[KIND].called
    assert rules.packs["mediation"].item[-1].title.zh == "七天后回访"


def test_a_change_that_changes_nothing_is_refused(office, ending):
    lesson = noted(ending, office["legal"])
    same = group_rules(NOON).types[KIND].answer_min
    with pytest.raises(lessons.NoChange):
        lessons.propose_change(lesson=lesson.pk, answer_min=same, by=office["legal"], at=NOON)
    with pytest.raises(Denied):
        lessons.propose_change(lesson=lesson.pk, answer_min=1, by=office["station"], at=NOON)
    lessons.set_lesson_aside(lesson=lesson.pk, why="已有规定", by=office["legal"], at=NOON)
    (one,) = lessons_of(by=office["legal"], at=NOON)
    assert (one.state, one.why) == ("set_aside", "已有规定")


def test_before_and_after_stand_with_their_n(office, ending):
    lesson = noted(ending, office["legal"])
    lessons.propose_change(lesson=lesson.pk, answer_min=5, by=office["legal"], at=NOON + HOUR)
    (one,) = lessons_of(by=office["legal"], at=NOON + HOUR)
    decide(f"rule:{one.rule}", by=an_actor("branch_leader"), at=NOON + HOUR)
    a_group(an_opener(), at=NOON + 2 * HOUR, title="第二个群")
    versions = versions_of(KIND, by=office["legal"], at=NOON + DAY)
    assert versions[0].reference == one.rule
    assert versions[0].figures.groups == 1
    assert versions[0].reason == "应答时限太长"


def test_the_weekly_look_finds_what_stands_out_and_waits_until_somebody_has_looked(office):
    view = a_group(an_opener())
    base = an_actor("base_control_officer")
    late = NOON + 40 * DAY
    with write():
        Group.objects.filter(pk=view.pk).update(status="idle")
    found = open_groups_found(base, at=late)
    assert [one.checks for one in found.found] == [("idle",)]
    keys = {one.key for one in waiting_for(base, at=late, until=late)}
    assert f"coordination.week:{week_of(late):%Y-%m-%d}" in keys
    lessons.check_week(said="已问负责人", by=base, at=late)
    assert waiting_for(base, at=late, until=late) == []
    assert open_groups_found(base, at=late).words == "已问负责人"
    with pytest.raises(lessons.WeekChecked):
        lessons.check_week(said="", by=base, at=late)
    with pytest.raises(Denied):
        lessons.check_week(said="", by=an_actor("branch_leader"), at=late)


def test_whose_post_has_ended_should_be_out_after_a_day(office):
    a_group(an_opener())
    base = an_actor("base_control_officer")
    gone = Appointment.objects.filter(person=office["legal"].person_id)
    gone.update(valid_until=NOON)
    for after, checks in ((DAY - MINUTE, []), (DAY, [("expired",)])):
        at = NOON + after
        assert [one.checks for one in open_groups_found(base, at=at).found] == checks
