"""Contingency plans: one step makes all of it; drills stand apart; a group ends when it is done."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from tests.builders.groups import MINUTE, an_opener, joined, on_duty, the_offices
from tests.builders.incidents import an_incident
from tests.builders.people import NOON, a_station, an_actor

from quanju.domains.coordination.actions import closing, items, plans, warnings
from quanju.domains.coordination.actions.carrying import SeatEmpty
from quanju.domains.coordination.actions.opening import check_opening
from quanju.domains.coordination.models import Group, Item, PlanRun, PublicWarning, RunStep
from quanju.domains.coordination.queries.archive import Wanted, archive_counts
from quanju.domains.coordination.queries.counts import group_counts
from quanju.domains.coordination.queries.plans import (
    nearest_points,
    plan_rules,
    plans_listed,
    run_of,
    runs_of,
)
from quanju.domains.coordination.waiting import waiting_for
from quanju.domains.journal.models import Entry
from quanju.domains.kernel.types import Denied, NotFound
from quanju.domains.kernel.workflow import NotInThisState
from quanju.domains.notices.models import Notice

pytestmark = pytest.mark.django_db
SAID = {"what": "河水超过警戒", "where_when": "北河大桥 12:00"}


def opened(by, plan="flood", at=NOON, **more):
    return plans.open_plan(plan=plan, by=by, at=at, **{**SAID, **more})


@pytest.fixture
def office():
    return the_offices() | {"analyst": on_duty("investigation_analyst")}


def test_one_step_makes_group_items_staging_checklist_and_the_draft_of_a_warning(office):
    view = opened(office["dispatcher"], responsible=a_station().pk)
    run = run_of(view.number, by=office["dispatcher"], at=NOON)
    row = plan_rules(NOON).plans["flood"]
    assert (len(run.steps), len(run.staging)) == (len(row.step), len(row.staging))
    assert Item.objects.count() == len(row.item) + len(row.staging)
    assert (run.warning.status, run.warning.headline) == ("draft", row.warning[0].headline)
    assert (view.status, view.is_urgent, run.rules) == ("active", True, "coordination.plans@0")
    assert {one.person_id for one in view.present} >= {one.person_id for one in office.values()}


def test_its_steps_and_items_are_due_as_the_plan_says(office):
    view = opened(office["dispatcher"])
    row = plan_rules(NOON).plans["flood"]
    steps = run_of(view.number, by=office["dispatcher"], at=NOON).steps
    assert [one.due_at for one in steps] == [
        NOON + timedelta(minutes=one.due_min) for one in row.step
    ]
    asked = list(Item.objects.order_by("place").values_list("due_at", flat=True))
    minutes = [one.due_min for one in (*row.item, *row.staging)]
    assert asked == [NOON + timedelta(minutes=one) for one in minutes]


def test_nothing_is_made_where_the_opening_is_refused(office):
    with pytest.raises(plans.UnknownPlan):
        opened(office["dispatcher"], plan="none")
    with pytest.raises(Denied):
        opened(an_opener())
    assert [one.objects.count() for one in (Group, PlanRun, PublicWarning)] == [0, 0, 0]


def test_a_fault_in_the_middle_leaves_nothing(office, monkeypatch):
    def broken(*_):
        raise SeatEmpty(seat="x", offices="y")

    monkeypatch.setattr(plans, "draft_warning", broken)
    before = Entry.objects.count()
    with pytest.raises(SeatEmpty):
        opened(office["dispatcher"])
    assert [one.objects.count() for one in (Group, Item, Notice)] == [0, 0, 0]
    assert Entry.objects.count() == before


@pytest.mark.usefixtures("town")
def test_from_an_incident_it_stands_at_the_nearest_points_and_in_its_thread(office):
    number = an_incident().number
    view = opened(office["dispatcher"], incident=number)
    run = run_of(view.number, by=office["dispatcher"], at=NOON)
    near = nearest_points(run.warning.lon, run.warning.lat, at=NOON)
    assert run.staging[0].point == near[0].number
    entry = Entry.objects.get(event="coordination.group_opened")
    assert f"incident:{number}" in entry.related


def test_a_drill_is_marked_and_stands_for_nothing_real(office):
    view = opened(office["dispatcher"], is_drill=True)
    run = run_of(view.number, by=office["dispatcher"], at=NOON)
    assert (view.is_drill, view.is_urgent, view.title[:3]) == (True, False, "演练：")
    assert run.warning.cap_status == "Exercise"
    assert "演练" in Notice.objects.filter(kind="coordination.called_in").first().body_zh
    with pytest.raises(plans.DrillIsNothingReal):
        opened(office["dispatcher"], is_drill=True, incident="20261123-0001")


def test_no_writer_can_make_a_drill_look_real(office):
    view = opened(office["dispatcher"], is_drill=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        Group.objects.filter(number=view.number).update(is_urgent=True)


def test_drills_are_counted_apart_everywhere(office):
    opened(office["dispatcher"], is_drill=True)
    opened(office["dispatcher"], plan="blizzard")
    day = timedelta(days=1)
    counts = group_counts(from_at=NOON - day, until_at=NOON + day, at=NOON)
    assert (counts.opened, counts.running, counts.drills) == (1, 1, 1)
    flood, blizzard = (
        next(one for one in plans_listed(office["dispatcher"], at=NOON) if one.code == code)
        for code in ("flood", "blizzard")
    )
    assert (flood.runs, flood.drills, flood.is_drill_due) == (0, 1, False)
    assert (blizzard.runs, blizzard.drills, blizzard.is_drill_due) == (1, 0, True)
    assert [one.is_drill for one in runs_of("flood", by=office["dispatcher"], at=NOON)] == [True]


def test_a_drill_is_due_again_after_the_days_of_the_table(office):
    opened(office["dispatcher"], is_drill=True)
    days = timedelta(days=plan_rules(NOON).drill_days)
    for moment, is_due in ((NOON + days - MINUTE, False), (NOON + days, True)):
        (flood,) = (
            one for one in plans_listed(office["dispatcher"], at=moment) if one.code == "flood"
        )
        assert flood.is_drill_due is is_due


def test_a_step_is_done_or_not_needed_with_the_reason(office):
    view = opened(office["dispatcher"])
    common = {"group": view.number, "by": office["dispatcher"], "at": NOON}
    plans.move_step(step=1, verb="tick", **common)
    with pytest.raises(Exception, match="the note"):
        plans.move_step(step=2, verb="skip", **common)
    plans.move_step(step=2, verb="skip", note="水位已退", **common)
    with pytest.raises(NotInThisState):
        plans.move_step(step=1, verb="tick", **common)
    steps = run_of(view.number, by=office["dispatcher"], at=NOON).steps
    assert [one.status for one in steps[:2]] == ["done", "skipped"]
    plans.move_step(step=1, verb="reopen", **common)
    assert run_of(view.number, by=office["dispatcher"], at=NOON).steps[0].status == "open"


def test_the_checklist_waits_for_who_leads_and_for_nobody_else(office):
    view = opened(office["dispatcher"])
    keys = {one.key for one in waiting_for(office["dispatcher"], at=NOON, until=NOON)}
    assert {f"coordination.steps:{view.pk}", f"coordination.warning:{view.number}"} <= keys
    keys = {one.key for one in waiting_for(office["legal"], at=NOON, until=NOON)}
    assert not any("steps" in key or "warning" in key for key in keys)


def test_who_is_no_member_sees_nothing_of_a_run(office):
    view = opened(office["dispatcher"])
    stranger = an_actor("case_officer")
    assert run_of(view.number, by=stranger, at=NOON) is None
    assert runs_of("flood", by=stranger, at=NOON) == []
    with pytest.raises(NotFound):
        plans.move_step(group=view.number, step=1, verb="tick", by=stranger, at=NOON)


def test_a_group_ends_when_its_plan_is_gone_through(office):
    view = opened(office["dispatcher"], is_drill=True)
    owner = next(one for one in office.values() if one.person_id == view.owner_id)
    joined(view, *(one for one in office.values() if one != office["dispatcher"]))
    closing_by = {"group": view.number, "outcome": "演练完成", "result": "", "rating": 4}
    check = {"group": view.number, "at": NOON}
    check_opening(by=office["legal"], **check)
    for item in Item.objects.order_by("place"):
        person = next(one for one in office.values() if one.person_id == item.owner_id)
        if item.status == "asked":
            items.accept_item(item=item.place, by=person, **check)
        items.finish_item(item=item.place, result="已办", by=person, **check)
        other = office["dispatcher"] if person != office["dispatcher"] else owner
        items.confirm_item(item=item.place, by=other, **check)
    with pytest.raises(closing.PlanNotFinished) as refused:
        closing.propose_close(by=owner, at=NOON, **closing_by)
    assert "whether the public is warned" in refused.value.text.en
    for step in RunStep.objects.all():
        plans.move_step(step=step.place, verb="tick", by=office["dispatcher"], **check)
    warnings.drop_warning(warning=view.number, why="演练", by=office["dispatcher"], at=NOON)
    closing.propose_close(by=owner, at=NOON, **closing_by)
    asked = plan_rules(NOON).drill_question
    done = closing.accept_close(
        answers={one.code: "yes" for one in asked},
        mechanisms={"classify": "清楚", "responsible": "清楚", "evaluate": "讲评完成"},
        words_said="集结晚五分钟，改清单第三步",
        by=office["legal"],
        **check,
    )
    assert done.status == "closed"
    counts = archive_counts(an_actor("archivist"), Wanted(), at=NOON)
    assert (counts.groups, counts.drills) == (0, 1)
