"""Inspection plans: nobody chooses a sample, anybody draws it again, what is wrong is a finding."""

import hashlib
from collections import Counter
from datetime import timedelta

import pytest
from django.db import IntegrityError
from tests.builders.people import NOON, an_actor
from tests.builders.reports import a_room, taken
from tests.waiting import waits

from quanju.domains.journal.models import Entry
from quanju.domains.kernel.days import local_day
from quanju.domains.kernel.transaction import write
from quanju.domains.kernel.types import Denied, NotFound
from quanju.domains.kernel.words import TextMissing
from quanju.domains.kernel.workflow import NotInThisState
from quanju.domains.supervision import waiting
from quanju.domains.supervision.actions import inspection_plans as plans
from quanju.domains.supervision.actions import inspections as acts
from quanju.domains.supervision.models import Finding, InspectedMatter, Inspection
from quanju.domains.supervision.queries.inspections import (
    inspection_view,
    inspections,
    told_inspection,
)
from quanju.domains.supervision.types.inspections import digest_of, drawn

DAY = timedelta(days=1)
YESTERDAY = local_day(NOON) - DAY
NUMBERS = [f"20261101-{n:04}" for n in range(1, 41)]


@pytest.fixture
def legal():
    return an_actor("legal_supervision")


@pytest.fixture
def reports():
    desk = a_room()[1]
    return [taken(desk, kind="help", at=NOON - DAY).number for _ in range(5)]


def planned(by, *, size=2, since=YESTERDAY, until=YESTERDAY, at=NOON, **more):
    said = {"kind": "online", "aim": "回执是否当场出具", **more}
    return plans.plan_inspection(since_on=since, until_on=until, size=size, by=by, at=at, **said)


def running(by, **more):
    view = planned(by, **more)
    return acts.draw_sample(inspection=view.number, by=by, at=NOON)


def looked(view, number, by, result="good", remarks=""):
    return acts.inspect_matter(
        inspection=view.number,
        matter=number,
        method="papers",
        result=result,
        remarks=remarks,
        by=by,
        at=NOON,
    )


def test_a_sample_worked_by_hand():
    marks = {one: hashlib.sha256(f"ab|{one}".encode()).hexdigest() for one in NUMBERS}
    by_hand = tuple(sorted(NUMBERS, key=marks.__getitem__)[:3])
    assert drawn(NUMBERS, seed="ab", size=3) == by_hand
    assert drawn(reversed(NUMBERS), seed="ab", size=3) == by_hand
    assert drawn(NUMBERS, seed="ab", size=5)[:3] == by_hand
    assert drawn(NUMBERS, seed="ac", size=3) != by_hand
    assert drawn(NUMBERS[:2], seed="ab", size=3) == drawn(NUMBERS[:2], seed="ab", size=2)


def test_every_matter_has_the_same_chance():
    seen = Counter(one for n in range(2000) for one in drawn(NUMBERS, seed=str(n), size=10))
    # 500 each on average, standard deviation 19.4: five of them either way.
    assert len(seen) == 40
    assert 403 < min(seen.values()) <= max(seen.values()) < 597


@pytest.mark.django_db
def test_the_seed_is_the_hash_of_the_entry_that_fixed_the_population(legal, reports):
    view = planned(legal)
    assert (view.status, view.count, view.seed, view.matters) == ("planned", 5, "", ())
    assert view.digest == digest_of(reports)
    fixed = Entry.objects.get(event="supervision.inspection_planned")
    assert fixed.facts["digest"] == view.digest
    view = acts.draw_sample(inspection=view.number, by=legal, at=NOON)
    assert (view.status, view.seed, view.entry) == ("running", fixed.hash, fixed.number)
    assert tuple(one.number for one in view.matters) == drawn(reports, seed=fixed.hash, size=2)
    assert view.is_drawn_again_the_same


@pytest.mark.django_db
def test_a_sample_is_drawn_once(legal, reports):
    view = running(legal)
    with pytest.raises(NotInThisState):
        acts.draw_sample(inspection=view.number, by=legal, at=NOON)
    assert InspectedMatter.objects.count() == 2


@pytest.mark.django_db
def test_a_matter_that_was_put_in_by_hand_is_told(legal, reports):
    view = running(legal)
    beside = next(one for one in reports if one not in {m.number for m in view.matters})
    with write():
        row = InspectedMatter.objects.order_by("place").first()
        row.number = beside
        row.save()
    assert not told_inspection(view.number).is_drawn_again_the_same


@pytest.mark.django_db
def test_days_sites_and_kinds_say_what_is_drawn_from(legal, reports):
    other = a_room("linhe")[1]
    there = taken(other, kind="dispute", at=NOON - 2 * DAY).number
    today = taken(other, kind="help", at=NOON).number
    whole = planned(legal, since=YESTERDAY - DAY)
    assert whole.count == 6
    assert today not in told_inspection(whole.number).population
    site = other.organisation
    assert planned(legal, since=YESTERDAY - DAY, places=[site]).count == 1
    assert planned(legal, since=YESTERDAY - DAY, kinds=["dispute"]).population == (there,)


@pytest.mark.django_db
def test_what_cannot_be_drawn_from_is_told_at_its_field(legal, reports):
    today = local_day(NOON)
    wrong = (
        ({"until": today}, plans.NotYetOver, "until_on"),
        ({"since": YESTERDAY, "until": YESTERDAY - DAY}, plans.DaysTheOtherWay, "until_on"),
        (
            {"since": YESTERDAY - 9 * DAY, "until": YESTERDAY - 9 * DAY},
            plans.NothingToDraw,
            "since_on",
        ),
        ({"size": 0}, plans.TooManyToDraw, "size"),
        ({"size": 61}, plans.TooManyToDraw, "size"),
        ({"aim": " "}, TextMissing, "aim"),
    )
    for said, refusal, field in wrong:
        with pytest.raises(refusal) as told:
            planned(legal, **said)
        assert told.value.field == field
    for said in ({"kind": "secret"}, {"places": ["nowhere"]}, {"kinds": ["magic"]}):
        with pytest.raises(NotFound):
            planned(legal, **said)
    assert planned(legal, size=60).drawn_size == 5
    assert Inspection.objects.count() == 1


@pytest.mark.django_db
def test_what_is_wrong_becomes_a_finding_at_the_unit_and_stays(legal, reports):
    view = running(legal)
    first, second = (one.number for one in view.matters)
    with pytest.raises(TextMissing):
        looked(view, first, legal, "bad")
    view = looked(view, first, legal, "bad", "没有当场出回执")
    finding = Finding.objects.get()
    assert (finding.report_number, finding.level, finding.status) == (first, 3, "notified")
    assert (view.looked, view.bad, view.left) == (1, 1, 1)
    assert view.matters[0].finding == finding.number
    with pytest.raises(acts.LookedAtAlready):
        looked(view, first, legal)
    with pytest.raises(acts.StillToLookAt):
        acts.close_inspection(inspection=view.number, conclusion="完", by=legal, at=NOON)
    assert told_inspection(view.number).status == "running"
    with pytest.raises(NotFound):
        looked(view, "20260101-0001", legal)
    looked(view, second, legal, "not_possible", "案卷在检察院")
    view = acts.close_inspection(inspection=view.number, conclusion="一半有问题", by=legal, at=NOON)
    assert (view.status, view.share_bad, view.conclusion) == ("closed", "50.0", "一半有问题")
    with pytest.raises(NotInThisState):
        acts.cancel_inspection(inspection=view.number, why="不查了", by=legal, at=NOON)


@pytest.mark.django_db
def test_a_stopped_plan_stays_on_the_list_with_its_reason(legal, reports):
    view = running(legal)
    acts.cancel_inspection(inspection=view.number, why="范围写错", by=legal, at=NOON)
    (kept,) = inspections(legal, state="cancelled", most=9)
    assert kept.conclusion == "范围写错"
    assert len(told_inspection(view.number).matters) == 2
    assert inspections(legal, state="open", most=9) == []
    assert inspections(legal, kind="special", most=9) == []
    assert [one.pk for one in inspections(legal, kind="online", most=9)] == [kept.pk]


@pytest.mark.django_db
def test_who_is_looked_at_neither_plans_nor_reads(legal, reports):
    view = planned(legal)
    desk, leader = an_actor("reception_officer"), an_actor("branch_leader")
    with pytest.raises(Denied):
        planned(desk)
    with pytest.raises(Denied):
        acts.draw_sample(inspection=view.number, by=leader, at=NOON)
    with pytest.raises(NotFound):
        inspection_view(view.number, by=desk)
    assert inspection_view(view.number, by=leader).number == view.number
    assert inspections(desk, most=9) == []


@pytest.mark.django_db
def test_it_waits_for_legal_supervision_step_by_step(legal, reports):
    view = planned(legal)
    keys = []

    def waiting_now():
        (one,) = [
            w for w in waiting.waiting_for(legal, at=NOON, until=NOON) if "inspection" in w.key
        ]
        keys.append(one.key.rpartition(":")[2])
        return one

    assert waiting_now().due_at == view.due_at
    view = acts.draw_sample(inspection=view.number, by=legal, at=NOON)
    waiting_now()
    for one in view.matters:
        looked(view, one.number, legal)
    waiting_now()
    acts.close_inspection(inspection=view.number, conclusion="没有问题", by=legal, at=NOON)
    assert keys == ["planned", "running", "done"]
    assert waits(waiting, legal, NOON) == []
    assert waits(waiting, an_actor("branch_leader"), NOON) == []


@pytest.mark.django_db
def test_the_database_knows_that_a_bad_matter_has_its_finding(legal, reports):
    view = running(legal)
    row = InspectedMatter.objects.filter(inspection__number=view.number).first()
    row.result, row.method, row.remarks = "bad", "papers", "缺"
    row.looked_by_id, row.looked_at = legal.person_id, NOON
    with pytest.raises(IntegrityError), write():
        row.save()
