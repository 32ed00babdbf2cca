"""Notes on places: by two people, with a last day, never about a person."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from tests.builders.people import NOON, an_actor, decide
from tests.builders.town import spot

from quanju.domains.approvals.types import acts
from quanju.domains.geo.actions.place_notes import end_place_note, propose_place_note
from quanju.domains.geo.models import PlaceNote
from quanju.domains.geo.queries.place_notes import place_notes_listed, place_notes_near
from quanju.domains.journal.models import Entry
from quanju.domains.kernel.types import Refused

pytestmark = pytest.mark.django_db
TODAY = NOON.date()
DAY = timedelta(days=1)


def a_proposal(by=None, where=(3, 2), **more):
    lon, lat = spot(*where)
    facts = {
        "kind": "hazard",
        "about": "building",
        "place": "胜利街 8 号楼",
        "text": "东侧楼梯断了，走西门",
        "until_on": TODAY + 30 * DAY,
    } | more
    by = by or an_actor("dispatcher")
    return propose_place_note(lon=lon, lat=lat, by=by, at=NOON, **facts)


def in_force(**more):
    view = a_proposal(**more)
    decide(view.subject, by=an_actor("dispatcher"), at=NOON)
    return PlaceNote.objects.get(pk=view.content["note"])


def near(where, at=NOON, **more):
    return [one.text for one in place_notes_near([spot(*where)], at, **more)]


def test_a_note_is_shown_once_another_has_approved_it(town):
    view = a_proposal()
    assert near((3, 2)) == []
    decide(view.subject, by=an_actor("branch_leader"), at=NOON)
    assert near((3, 2)) == ["东侧楼梯断了，走西门"]
    assert Entry.objects.filter(event="geo.place_note_set", subject=view.subject).count() == 1


def test_the_proposer_is_no_second_person(town):
    by = an_actor("dispatcher")
    view = a_proposal(by)
    with pytest.raises(Refused):
        decide(view.subject, by=by, at=NOON)
    assert near((3, 2)) == []


@pytest.mark.parametrize("verb", ["refuse", "withdraw", "expire"])
def test_what_is_not_approved_is_set_aside(town, verb):
    by = an_actor("dispatcher")
    view = a_proposal(by)
    decide(
        view.subject,
        verb,
        by=by if verb == "withdraw" else an_actor("dispatcher"),
        at=NOON + 40 * DAY if verb == "expire" else NOON,
    )
    assert place_notes_listed(NOON) == []
    assert PlaceNote.objects.get().ended_at is not None


@pytest.mark.parametrize(
    ("where", "is_shown"), [((3.19, 2), True), ((3.21, 2), False)], ids=["95 m", "105 m"]
)
def test_it_is_shown_as_near_as_the_table_says(town, where, is_shown):
    in_force()
    assert bool(near(where)) is is_shown


def test_around_a_rough_place_it_is_shown_as_far_as_that_reaches(town):
    in_force()
    assert near((4, 2)) == []
    assert near((4, 2), within_m=400) == ["东侧楼梯断了，走西门"]


def test_hazards_stand_first(town):
    in_force(kind="entrance", text="走北门", where=(3, 2))
    in_force(where=(3.1, 2))
    assert near((3, 2)) == ["东侧楼梯断了，走西门", "走北门"]


def test_it_is_over_after_its_last_day(town):
    row = in_force(until_on=TODAY + DAY)
    assert near((3, 2), row.valid_until - timedelta(seconds=1))
    assert near((3, 2), row.valid_until) == []


@pytest.mark.parametrize(("days", "is_taken"), [(0, False), (1, True), (366, True), (367, False)])
def test_its_last_day_lies_within_the_days_of_the_table(town, days, is_taken):
    if is_taken:
        a_proposal(until_on=TODAY + days * DAY)
        return
    with pytest.raises(Refused) as refused:
        a_proposal(until_on=TODAY + days * DAY)
    assert (refused.value.code, refused.value.field) == ("NOTE_END_NOT_USABLE", "until_on")


@pytest.mark.parametrize(
    "text",
    [
        "门卫王先生有钥匙",
        "找李女士开门",
        "钥匙在13812345678",
        "打 138-1234-5678 拿钥匙",
        "物业 0470-8123456",
        "110101199003071234 住这里",
        "常有蒙E12345 停在门口",
        "三楼住户有前科",
        "二单元有精神病人",
        "Ask Mr. Brown for the key",
        "the tenant is a suspect",
        "门卫名叫张三",
    ],
)
def test_what_tells_of_a_person_is_refused_with_the_rules_words(town, text):
    with pytest.raises(Refused) as refused:
        a_proposal(text=text)
    assert (refused.value.code, refused.value.field) == ("NOTE_TELLS_OF_A_PERSON", "text")
    assert str(refused.value.text).startswith("“")
    assert not PlaceNote.objects.exists()


def test_so_is_the_name_of_the_place(town):
    with pytest.raises(Refused) as refused:
        a_proposal(place="王先生家")
    assert refused.value.field == "place"


@pytest.mark.parametrize(
    "text",
    [
        "钥匙在消防控制室，编号 12",
        "地下二层信号差，3 号入口进",
        "桥限高 2.5 米，消防车绕行",
        "residential block: use the north gate",
        "门禁密码在指挥台",
    ],
)
def test_what_tells_of_the_place_is_taken(town, text):
    assert a_proposal(text=text).content["note"]


def test_what_is_wrong_is_ended_by_one_and_at_once(town):
    row = in_force()
    end_place_note(note=row.pk, by=an_actor("station_command"), at=NOON)
    assert near((3, 2)) == []
    with pytest.raises(Refused):
        end_place_note(note=row.pk, by=an_actor("station_command"), at=NOON)


def test_ending_one_that_waits_ends_its_proposal(town):
    view = a_proposal()
    end_place_note(note=view.content["note"], by=an_actor("dispatcher"), at=NOON)
    with pytest.raises(Refused):
        decide(view.subject, by=an_actor("dispatcher"), at=NOON)


@pytest.mark.parametrize("role", ["patrol_unit", "case_officer", "resident", "auditor"])
def test_other_roles_propose_none(town, role):
    with pytest.raises(Refused):
        a_proposal(an_actor(role))


@pytest.mark.parametrize(
    ("field", "value"), [("kind", "person"), ("about", "home"), ("kind", ""), ("about", "")]
)
def test_a_kind_that_is_none_is_refused(town, field, value):
    with pytest.raises(Refused) as refused:
        a_proposal(**{field: value})
    assert refused.value.code == "NOTE_KIND_UNKNOWN"


@pytest.mark.parametrize(
    "wrong", [{"kind": "person"}, {"about": "home"}, {"valid_until": NOON - DAY}]
)
def test_the_database_knows_its_kinds_and_that_it_ends(town, wrong):
    view = a_proposal()
    with pytest.raises(IntegrityError), transaction.atomic():
        PlaceNote.objects.filter(pk=view.content["note"]).update(**wrong)


def test_the_act_is_one_for_two():
    assert "geo.set_place_note" in {act.name for act in acts()}
