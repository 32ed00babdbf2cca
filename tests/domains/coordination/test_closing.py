"""How a group ends: nothing open, an outcome, another who reviews, 436, the group's score."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from tests.builders.groups import (
    DAY,
    FACTS,
    HOUR,
    MINUTE,
    a_group,
    an_opener,
    joined,
    the_offices,
)
from tests.builders.people import NOON

from quanju.domains.coordination.actions import asking, closing, items, messages, opening
from quanju.domains.coordination.models import Group, Review
from quanju.domains.coordination.queries.review import end_of, review_rules
from quanju.domains.coordination.scoring import scored
from quanju.domains.coordination.waiting import waiting_for
from quanju.domains.coordination.workflow import GROUP
from quanju.domains.kernel.types import Denied
from quanju.domains.kernel.words import TextMissing
from quanju.domains.kernel.workflow import NotInThisState

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)
LATER = NOON + HOUR
YES = dict.fromkeys(
    ("closed_loop", "confidential", "archive_standard", "clear_duty", "serves_work", "incentive"),
    "yes",
)
FILLED = {"classify": "类型合适", "responsible": "责任明确", "evaluate": "化解成功"}


@pytest.fixture
def office():
    return the_offices()


@pytest.fixture
def view(office):
    return joined(a_group(an_opener()), office["station"], office["legal"], office["dispatcher"])


def propose(view, office, at=LATER, **more):
    said = {"outcome": "双方签字", "result": "", "rating": 4, **more}
    return closing.propose_close(group=view.number, by=office["station"], at=at, **said)


def accept(view, by, at=LATER, **more):
    said = {"answers": YES, "mechanisms": FILLED, "words_said": "", **more}
    return closing.accept_close(group=view.number, by=by, at=at, **said)


def an_item(view, office, n=1, at=NOON, due=HOUR, confirmed=True):
    """Asked by the dispatcher of the station, done a minute later."""
    common = {"group": view.number, "item": n, "at": at + MINUTE}
    asking.ask_item(
        group=view.number,
        title=f"事 {n}",
        owner=office["station"].person_id,
        due_at=at + due,
        by=office["dispatcher"],
        at=at,
    )
    items.accept_item(by=office["station"], **common)
    items.finish_item(result="办了", by=office["station"], **common)
    if confirmed:
        items.confirm_item(by=office["dispatcher"], **common)


def test_closing_is_refused_with_the_list_of_what_is_open(view, office):
    an_item(view, office, confirmed=False)
    with pytest.raises(closing.ItemsOpen, match="1 事 1"):
        propose(view, office)


def test_the_outcome_and_the_rating_are_needed(view, office):
    with pytest.raises(TextMissing):
        propose(view, office, outcome=" ")
    for rating in (None, 0, 6):
        with pytest.raises(closing.RatingNotUsable):
            propose(view, office, rating=rating)
    assert propose(view, office, rating=5).status == "closing_review"


def test_an_urgent_group_tells_the_result_and_was_checked(office):
    urgent = joined(a_group(an_opener(), kind="urgent_incident", facts=FACTS), office["station"])
    with pytest.raises(closing.OpeningNotChecked):
        propose(urgent, office, result="已处置")
    opening.check_opening(group=urgent.number, by=office["dispatcher"], at=LATER)
    with pytest.raises(TextMissing):
        propose(urgent, office)
    assert propose(urgent, office, result="已处置").result == "已处置"


def test_only_the_owner_proposes_and_only_another_reviews(view, office):
    with pytest.raises(Denied):
        closing.propose_close(
            group=view.number, outcome="好", result="", rating=5, by=office["dispatcher"], at=LATER
        )
    propose(view, office)
    for role in ("station", "dispatcher"):
        with pytest.raises(Denied):
            accept(view, office[role])
    assert accept(view, office["legal"]).status == "closed"


@pytest.mark.parametrize("code", YES)
def test_each_of_the_six_requirements_is_answered(view, office, code):
    propose(view, office)
    with pytest.raises(closing.NotAnswered) as refused:
        accept(view, office["legal"], answers={**YES, code: ""})
    assert refused.value.field == f"answer_{code}"


@pytest.mark.parametrize("code", FILLED)
def test_each_of_the_three_mechanisms_is_filled(view, office, code):
    propose(view, office)
    with pytest.raises(closing.NotAnswered):
        accept(view, office["legal"], mechanisms={**FILLED, code: " "})


def test_what_is_returned_goes_on_with_the_reason(view, office):
    propose(view, office)
    back = closing.return_close(group=view.number, why="少视频", by=office["legal"], at=LATER)
    assert back.status == "active"
    ((_, _, why),) = end_of(view.number, by=office["legal"], at=LATER).returned
    assert why == "少视频"


def test_four_stages_are_signed_by_the_archive(view, office):
    propose(view, office)
    accept(view, office["legal"])
    with pytest.raises(Denied):
        closing.archive_group(group=view.number, by=office["station"], at=LATER)
    done = closing.archive_group(group=view.number, by=office["legal"], at=LATER)
    assert done.status == "archived"
    stages = end_of(view.number, by=office["legal"], at=LATER).stages
    assert all(at for _, _, _, at in stages)
    with pytest.raises(NotInThisState):
        closing.archive_group(group=view.number, by=office["legal"], at=LATER)


@pytest.mark.parametrize(
    ("after", "expected"),
    [(7 * DAY, 1.0), (7 * DAY + SECOND, 0.5), (14 * DAY, 0.5), (14 * DAY + SECOND, 0.0)],
)
def test_the_archive_counts_by_its_day(view, office, after, expected):
    for n in (1, 2, 3):
        an_item(view, office, n)
    propose(view, office)
    accept(view, office["legal"])
    closing.archive_group(group=view.number, by=office["legal"], at=LATER + after)
    score = end_of(view.number, by=office["legal"], at=LATER + after).score
    parts = {one.code: one.share for one in score.parts}
    assert parts["archive"] == expected
    assert parts["closed_loop"] == parts["timeliness"] == parts["record"] == 1
    assert score.whole == pytest.approx(100 * (0.3 + 0.2 + 0.15 + 0.15 + 0.1 * expected + 0.08))


def test_fewer_items_than_three_give_no_score(view, office):
    for n in (1, 2):
        an_item(view, office, n)
    propose(view, office)
    accept(view, office["legal"])
    closing.archive_group(group=view.number, by=office["legal"], at=LATER)
    assert end_of(view.number, by=office["legal"], at=LATER).score.whole is None


def test_the_formula_by_hand_and_a_part_without_anything():
    weights = review_rules(NOON).weights.model_dump()
    counts = {
        "closed_loop": (2, 4),
        "timeliness": (1, 2),
        "participation": (3, 4),
        "record": (6, 6),
        "archive": (1, 1),
        "usefulness": (4, 5),
    }
    whole = scored(counts, weights, items=4, least_items=3).whole
    assert whole == pytest.approx(100 * (0.15 + 0.10 + 0.1125 + 0.15 + 0.10 + 0.08))
    without = scored({**counts, "timeliness": (0, 0)}, weights, items=4, least_items=3)
    assert without.whole == pytest.approx(100 * (0.15 + 0.1125 + 0.15 + 0.10 + 0.08) / 0.8)


# --- silence ----------------------------------------------------------------------------------


def test_thirty_days_of_silence_ask_the_owner_and_sixty_open_the_review(view, office):
    def state(after):
        closing.end_silence(NOON + after)
        return Group.objects.get().status

    assert state(30 * DAY - SECOND) == "opened"
    assert state(30 * DAY) == "idle"
    late = NOON + 30 * DAY
    (one,) = [w for w in waiting_for(office["station"], at=late, until=late) if "idle" in w.key]
    assert one.verbs[0].name == "coordination.open_room"
    assert state(60 * DAY - SECOND) == "idle"
    assert state(60 * DAY) == "closing_review"
    with pytest.raises(closing.OutcomeMissing):
        accept(view, office["legal"], at=NOON + 61 * DAY)
    assert closing.return_close(
        group=view.number, why="请写结果", by=office["legal"], at=NOON + 61 * DAY
    ).is_at_work


def test_a_word_or_the_owner_wakes_an_idle_group(view, office):
    Group.objects.update(status="idle")
    common = {"group": view.number, "by": office["station"], "at": LATER}
    assert closing.wake_group(**common).status == "active"
    Group.objects.update(status="idle")
    messages.send_message(text="还在办", **common)
    assert Group.objects.get().status == "active"


VERBS = {
    "propose_close": propose,
    "accept": lambda view, office: accept(view, office["legal"]),
    "return": lambda view, office: closing.return_close(
        group=view.number, why="再办", by=office["legal"], at=LATER
    ),
    "archive": lambda view, office: closing.archive_group(
        group=view.number, by=office["legal"], at=LATER
    ),
    "wake": lambda view, office: closing.wake_group(
        group=view.number, by=office["station"], at=LATER
    ),
}


@pytest.mark.parametrize(
    ("state", "verb", "after"), [cell for cell in GROUP.cells() if cell[1] in VERBS]
)
def test_every_cell_of_the_table(view, office, state, verb, after):
    into = view.pk if state == "merged" else None
    said = {"outcome": "好", "result": "好", "closed_at": NOON}
    if state == "deleted":
        two = {"deleted_by": "person:1", "deletion_proposed_by": "person:2", "deleted_at": NOON}
        said = {"outcome": "", "result": "", "title": "", "closed_at": NOON, **two}
    Group.objects.update(status=state, merged_into=into, **said)
    if after is None:
        with pytest.raises(NotInThisState):
            VERBS[verb](view, office)
    else:
        assert VERBS[verb](view, office).status == after


def test_the_database_refuses_an_ending_without_its_words(view, office):
    for wrong in ({"status": "closed"}, {"rating": 6}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Group.objects.update(**wrong)
    owner = office["station"].person_id
    with pytest.raises(IntegrityError), transaction.atomic():
        Review.objects.create(
            group_id=view.pk, owner_id=owner, reviewer_id=owner, reviewed_at=NOON, is_accepted=True
        )


def test_what_waits_for_the_seat_of_supervision(view, office):
    def keys():
        found = waiting_for(office["legal"], at=LATER, until=LATER + HOUR)
        kept = [one for one in found if not one.key.startswith("coordination.week")]
        return [one.key.partition(":")[0] for one in kept]

    propose(view, office)
    assert keys() == ["coordination.review"]
    accept(view, office["legal"])
    assert keys() == ["coordination.archive"]
    closing.archive_group(group=view.number, by=office["legal"], at=LATER)
    assert keys() == []
