"""Who reported is asked how it went: by the table, once, never of a restricted matter (REC-15)."""

from datetime import date, timedelta

import pytest
from tests.builders.hall import receptionist
from tests.builders.people import NOON, an_actor
from tests.builders.reports import a_room, taken

from quanju.domains.kernel.types import Denied, NotFound
from quanju.domains.kernel.words import TextMissing
from quanju.domains.kernel.workflow import NotInThisState
from quanju.domains.reception.actions import follow_ups as verbs
from quanju.domains.reception.actions import reports
from quanju.domains.reception.actions.restricting import restrict_report
from quanju.domains.reception.models import FollowUp
from quanju.domains.reception.queries.follow_ups import follow_up, follow_ups
from quanju.domains.reception.queries.measures import measure
from quanju.domains.reception.waiting import waiting_for

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
FROM = NOON + 3 * DAY
"""A dispute that reception closed is asked about after three days, within four."""
SAID = {"reporter": "张三", "contact": "13800000000"}


@pytest.fixture
def window(db):
    return a_room()[1]


@pytest.fixture
def legal(db):
    return an_actor("legal_supervision")


def closed(by, *, kind="dispute", at=NOON, **said):
    view = taken(by, kind=kind, at=at, said=SAID | said)
    reports.give_receipt(report=view.number, address="https://example.org/x", language="zh-hans",
                         office="", by=by, at=at)  # fmt: skip
    reports.close_report(report=view.number, outcome="已劝和", by=by, at=at)
    return view.number


def asked(one, by, *, at=FROM, **more):
    said = {"how": "phone", "score": None, "said": "", "is_unhappy": False} | more
    verbs.note_answer(follow_up=one.pk, **said, by=by, at=at)


def waits(actor, at):
    found = waiting_for(actor, at=at, until=at + 30 * DAY)
    return [one.due_at for one in found if one.key.startswith("reception.follow_up")]


def test_the_table_says_who_is_asked_and_from_when(window):
    closed(window)
    one = FollowUp.objects.get()
    assert (one.occasion, one.by) == ("closed", "site")
    assert (one.asks_from, one.due_on) == (date(2026, 11, 26), date(2026, 11, 30))
    assert one.rules.startswith("reception.follow_up")
    closed(window, contact="")  # nobody to ring
    assert FollowUp.objects.count() == 1


def test_it_waits_from_its_day_at_the_site_that_has_the_matter(window):
    closed(window)
    assert waits(window, FROM - DAY) == []
    assert len(waits(window, FROM)) == 1
    assert waits(a_room("chengnan")[1], FROM) == []
    with pytest.raises(verbs.NotBeforeItsDay):
        asked(FollowUp.objects.get(), window, at=FROM - DAY)
    with pytest.raises(Denied):
        asked(FollowUp.objects.get(), receptionist())


def test_what_the_centre_asks_it_sees_though_the_report_lies_elsewhere(window):
    closed(window)
    FollowUp.objects.update(by="centre")
    centre, one = receptionist(), FollowUp.objects.get()
    assert len(waits(centre, FROM)) == 1
    assert follow_up(one.pk, by=centre, at=FROM).contact == SAID["contact"]
    with pytest.raises(Denied):
        asked(one, window)
    asked(one, centre, score=5)
    assert waits(centre, FROM) == []


def test_nobody_is_asked_of_a_restricted_matter(window):
    number = closed(window)
    view = taken(window, kind="dispute", said=SAID)
    reports.give_receipt(report=view.number, address="https://example.org/x", language="zh-hans",
                         office="", by=window, at=NOON)  # fmt: skip
    restrict_report(report=view.number, by=window, at=NOON)
    reports.close_report(report=view.number, outcome="已处理", by=window, at=NOON)
    assert [one.report.number for one in FollowUp.objects.all()] == [number]
    restrict_report(report=number, by=window, at=NOON)
    one = FollowUp.objects.get()
    assert one.status == "dropped"
    assert waits(window, FROM) == []
    with pytest.raises(NotFound):
        follow_up(one.pk, by=window, at=FROM)
    with pytest.raises(NotFound):
        asked(one, window)


@pytest.mark.parametrize(("score", "ticked", "status"), [
    (3, False, "reached"), (2, False, "unhappy"), (None, False, "reached"), (5, True, "unhappy"),
])  # fmt: skip
def test_a_low_score_or_what_the_officer_heard_is_unhappy(window, score, ticked, status):
    closed(window)
    asked(FollowUp.objects.get(), window, score=score, said="没人联系我", is_unhappy=ticked)
    assert FollowUp.objects.get().status == status


def test_an_unhappy_answer_waits_for_legal_supervision_until_somebody_else_settles_it(
    window, legal
):
    closed(window)
    one = FollowUp.objects.get()
    with pytest.raises(TextMissing):
        asked(one, window, score=1)
    assert waits(legal, FROM) == []
    asked(one, window, score=1, said="没人联系我")
    assert len(waits(legal, FROM)) == 1
    assert FollowUp.objects.get().settle_on == date(2026, 12, 3)  # five working days
    with pytest.raises(Denied):
        verbs.settle_follow_up(follow_up=one.pk, settled="已回电", by=window, at=FROM)
    with pytest.raises(TextMissing):
        verbs.settle_follow_up(follow_up=one.pk, settled=" ", by=legal, at=FROM)
    verbs.settle_follow_up(follow_up=one.pk, settled="派出所已上门说明", by=legal, at=FROM)
    assert waits(legal, FROM) == []
    (view,) = follow_ups(legal, state="settled", at=FROM, most=5)
    assert view.settled == "派出所已上门说明"


def test_satisfaction_is_asked_once_of_a_report(window):
    number = closed(window)
    first = FollowUp.objects.get()
    second = FollowUp.objects.create(
        report=first.report, occasion="case_closed", by="site", rules="x",
        asks_from=first.asks_from, due_on=first.due_on,
    )  # fmt: skip
    asked(first, window, score=4)
    assert not follow_up(second.pk, by=window, at=FROM).asks_score
    with pytest.raises(verbs.ScoreAskedAlready):
        asked(second, window, score=1, said="又问")
    asked(second, window)
    assert measure("SV-1", since=NOON, until=FROM + DAY).n == 1
    assert follow_ups(window, state="due", at=FROM, most=5) == []
    assert number


def test_after_the_tables_tries_it_is_given_up_and_one_who_declines_is_left_alone(window):
    closed(window)
    one = FollowUp.objects.get()
    for tries, status in ((1, "due"), (2, "due"), (3, "unreached")):
        verbs.note_not_reached(follow_up=one.pk, by=window, at=FROM)
        one.refresh_from_db()
        assert (one.tries, one.status) == (tries, status)
    with pytest.raises(NotInThisState):
        verbs.note_declined(follow_up=one.pk, by=window, at=FROM)
    closed(window)
    verbs.note_declined(follow_up=FollowUp.objects.latest("pk").pk, by=window, at=FROM)
    assert FollowUp.objects.latest("pk").status == "declined"


def test_the_measure_counts_what_was_tried_by_its_last_day(window):
    for late in (0, 4, 5):
        closed(window)
        verbs.note_not_reached(
            follow_up=FollowUp.objects.latest("pk").pk, by=window, at=FROM + late * DAY
        )
    closed(window)
    found = measure("RP-7", since=NOON, until=NOON + 20 * DAY)
    assert (found.n, found.value) == (4, 50)
    assert measure("RP-7", since=NOON, until=NOON + 2 * DAY).n == 0
