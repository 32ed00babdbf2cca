import pytest
from tests.builders.people import NOON, a_branch, a_station, an_actor

from quanju.domains.journal import queries as journal
from quanju.domains.kernel.roles import ROLES
from quanju.domains.kernel.types import Denied, NotFound, Refused
from quanju.domains.people.actions.organisations import (
    NotUnique,
    add_organisation,
    add_post,
    rename_organisation,
)
from quanju.domains.people.queries import organisations

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin():
    return an_actor("system_admin")


def add(by, **fields):
    good = {
        "code": "brigade-1",
        "kind": "brigade",
        "name_zh": "一大队",
        "name_en": "First brigade",
        "parent": a_branch().pk,
    }
    return add_organisation(**{**good, **fields}, by=by, at=NOON)


def test_an_organisation_is_added_under_its_parent(admin):
    row = add(admin)
    lines = organisations.tree(at=NOON)
    assert [(one.code, one.depth) for one in lines] == [("hailar", 0), ("brigade-1", 1)]
    assert journal.history_of(row.subject)[0].event == "people.organisation_added"


def test_there_is_one_branch_and_a_station_has_each_team_once(admin):
    station = a_station()
    for fields in (
        {"code": "b2", "kind": "branch", "parent": None},
        {"code": "t2", "kind": "case_team", "parent": station.pk},
        {"code": station.code},
    ):
        with pytest.raises(NotUnique):
            add(admin, **fields)


@pytest.mark.parametrize(
    ("field", "value"),
    [("code", "A B"), ("kind", "castle"), ("name_zh", ""), ("name_en", "x" * 161)],
)
def test_what_cannot_be_stored_is_refused_at_its_field(admin, field, value):
    with pytest.raises(Refused) as refused:
        add(admin, **{field: value})
    assert refused.value.field == field


def test_a_parent_must_exist(admin):
    with pytest.raises(NotFound):
        add(admin, parent=999)


def test_renaming_keeps_the_code(admin):
    row = add(admin)
    rename_organisation(organisation=row.pk, name_zh="特警", name_en="Special", by=admin, at=NOON)
    renamed = organisations.organisation(row.pk)
    assert (renamed.code, renamed.name_zh) == ("brigade-1", "特警")


@pytest.mark.parametrize("role", sorted(set(ROLES) - {"system_admin"}))
def test_only_an_administrator_changes_organisations_and_posts(role):
    by = an_actor(role)
    with pytest.raises(Denied):
        add(by)
    with pytest.raises(Denied):
        add_post(
            code="p",
            organisation=a_branch().pk,
            role="auditor",
            title_zh="审",
            title_en="a",
            requires_second_factor=True,
            by=by,
            at=NOON,
        )


def test_a_post_gives_one_role_in_one_organisation(admin):
    row = add_post(
        code="night",
        organisation=a_branch().pk,
        role="dispatcher",
        title_zh="夜班",
        title_en="Night desk",
        requires_second_factor=True,
        by=admin,
        at=NOON,
    )
    found = organisations.post(row.pk, at=NOON)
    assert (found.role, found.holders, found.requires_second_factor) == ("dispatcher", 0, True)
    with pytest.raises(NotUnique):
        add_post(
            code="night",
            organisation=a_branch().pk,
            role="auditor",
            title_zh="x",
            title_en="x",
            requires_second_factor=False,
            by=admin,
            at=NOON,
        )
    assert journal.history_of(row.subject)[0].kind == "permission_change"
