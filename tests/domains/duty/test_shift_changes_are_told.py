"""Whose shift was changed is told: who comes, who goes, and where it stands now."""

from datetime import timedelta

import pytest
from tests.builders import town as towns
from tests.builders.duty import a_shift
from tests.builders.people import NOON, an_actor

from quanju.domains.duty.actions import deciding, planning, relocation
from quanju.domains.notices.models import Notice

pytestmark = pytest.mark.django_db


@pytest.fixture
def shift(db):
    towns.load_zones(at=NOON - timedelta(days=1))
    towns.load_staging_points(at=NOON - timedelta(days=1))
    planner, stays, goes = an_actor("dispatcher"), an_actor("patrol_unit"), an_actor("patrol_unit")
    view = a_shift([stays, goes], by=planner, headcount=3)
    return {"shift": view.pk, "by": planner, "at": NOON}, stays, goes


def told():
    return [(n.person_id, n.body_en.partition(": ")[2]) for n in Notice.objects.order_by("pk")]


def test_who_comes_and_who_goes_are_told_and_who_stays_is_not(shift):
    it, stays, goes = shift
    comes = an_actor("patrol_unit")
    planning.change_members(people=[stays.person_id, comes.person_id], **it)
    assert told() == [
        (comes.person_id, "you are on it. See your calendar."),
        (goes.person_id, "you are no longer on it. See your calendar."),
    ]


def test_all_are_told_where_it_stands_now(shift):
    it, stays, goes = shift
    relocation.relocate_shift(zone=4, **it)
    words = "moved to zone 4. See your calendar."
    assert told() == [(stays.person_id, words), (goes.person_id, words)]


@pytest.mark.parametrize(
    ("verb", "words"),
    [(deciding.cancel_shift, "cancelled"), (deciding.excuse_shift, "excused")],
)
def test_all_are_told_that_it_falls_out(shift, verb, words):
    it, stays, goes = shift
    verb(why="雨", **it)
    assert [one for one, _ in told()] == [stays.person_id, goes.person_id]
    assert told()[0][1].startswith(words)
    assert Notice.objects.first().title_zh == "班次有变动：11-23"


def test_a_shift_that_stands_as_planned_is_no_news(shift):
    deciding.confirm_shift(**shift[0])
    assert told() == []
