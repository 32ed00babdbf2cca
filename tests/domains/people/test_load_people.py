import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.builders.people import NOON

from quanju.domains.journal import queries as journal
from quanju.domains.people.actions.loading import (
    RowNotUsable,
    load_organisations,
    load_people,
    load_posts,
)
from quanju.domains.people.models import Appointment, Organisation, Person, Post
from quanju.domains.people.queries import organisations as organisations_queries
from quanju.domains.people.queries.actors import actor_of
from quanju.domains.people.types import SERVICE

pytestmark = pytest.mark.django_db
ORGANISATIONS = [
    {
        "code": "room",
        "kind": "command_room",
        "name_zh": "室",
        "name_en": "Room",
        "parent_code": "st",
    },
    {"code": "st", "kind": "station", "name_zh": "所", "name_en": "Station", "parent_code": "br"},
    {"code": "br", "kind": "branch", "name_zh": "分局", "name_en": "Branch", "parent_code": ""},
]
POSTS = [
    {
        "code": "duty",
        "organisation_code": "room",
        "role": "station_command",
        "title_zh": "值班",
        "title_en": "Duty",
        "requires_second_factor": "false",
    },
    {
        "code": "audit",
        "organisation_code": "br",
        "role": "auditor",
        "title_zh": "审计",
        "title_en": "Auditor",
        "requires_second_factor": "true",
    },
]
ACCOUNT = {"username": "zhang", "display_name": "演示-张", "badge_no": "7", "post_code": "duty"}


def load(organisations=ORGANISATIONS, posts=POSTS, accounts=(ACCOUNT,)):
    load_organisations(organisations, by=SERVICE, at=NOON)
    load_posts(posts, by=SERVICE, at=NOON)
    return load_people(list(accounts), by=SERVICE, at=NOON)


def changed(rows, index, **fields):
    return [{**row, **fields} if i == index else row for i, row in enumerate(rows)]


def test_a_child_may_stand_above_its_parent():
    load()
    assert Organisation.objects.get(code="room").parent.parent.code == "br"
    assert organisations_queries.branch().code == "br"


def test_accounts_come_without_password_in_their_posts():
    assert load() == 1
    person = Person.objects.get()
    assert not person.has_usable_password()
    assert actor_of(person, at=NOON).role == "station_command"
    assert Post.objects.get(code="audit").requires_second_factor


def test_a_person_with_two_posts_has_two_rows():
    assert load(accounts=[ACCOUNT, {**ACCOUNT, "post_code": "audit"}]) == 1
    assert Appointment.objects.count() == 2


def test_each_load_is_one_entry_with_its_number_and_hash():
    load()
    entries = journal.search(subject="people:load")
    assert [e.event for e in entries] == [
        "people.people_loaded",
        "people.posts_loaded",
        "people.organisations_loaded",
    ]
    assert entries[0].facts["rows"] == 1
    assert len(entries[0].facts["sha256"]) == 64
    assert "张" not in str(list(journal.exported_rows()))


def test_six_hundred_accounts_are_not_asked_for_one_by_one():
    accounts = [
        {"username": f"p{i}", "display_name": f"演示{i}", "badge_no": str(i), "post_code": "duty"}
        for i in range(600)
    ]
    with CaptureQueriesContext(connection) as questions:
        assert load(accounts=accounts) == 600
    assert len(questions) < 100


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"organisations": changed(ORGANISATIONS, 1, kind="castle")}, "organisations line 3"),
        ({"organisations": changed(ORGANISATIONS, 1, parent_code="none")}, "there is no 'none'"),
        ({"organisations": changed(ORGANISATIONS, 2, parent_code="room")}, "circle"),
        ({"organisations": changed(ORGANISATIONS, 2, parent_code="br")}, "circle"),
        ({"organisations": [*ORGANISATIONS, ORGANISATIONS[0]]}, "stands there twice"),
        ({"organisations": changed(ORGANISATIONS, 0, lat="95")}, "±90"),
        ({"organisations": changed(ORGANISATIONS, 0, lon="nan")}, "±180"),
        ({"organisations": changed(ORGANISATIONS, 0, lon="east")}, "±180"),
        ({"organisations": changed(ORGANISATIONS, 0, name_zh="名" * 101)}, "at most 100"),
        ({"posts": changed(POSTS, 0, role="king")}, "posts line 2"),
        ({"posts": changed(POSTS, 0, organisation_code="none")}, "there is no 'none'"),
        ({"posts": changed(POSTS, 0, requires_second_factor="perhaps")}, "true or false"),
        ({"accounts": [{**ACCOUNT, "post_code": "none"}]}, "accounts line 2"),
        ({"accounts": [{**ACCOUNT, "username": "Zhang San"}]}, "small letters"),
        ({"accounts": [ACCOUNT, {**ACCOUNT, "display_name": "x"}]}, "two names"),
        ({"accounts": [{"username": "x"}]}, "missing column"),
    ],
)
def test_a_wrong_row_is_named_with_its_line(wrong, says):
    with pytest.raises(RowNotUsable, match=says):
        load(**wrong)


@pytest.mark.django_db(transaction=True)
def test_nothing_of_a_wrong_table_is_stored():
    with pytest.raises(RowNotUsable):
        load_organisations(changed(ORGANISATIONS, 2, parent_code="room"), by=SERVICE, at=NOON)
    assert not Organisation.objects.exists()
    assert journal.head_number() == 0
