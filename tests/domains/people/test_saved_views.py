"""A view of a list is a name for its conditions, and its owner's alone."""

import pytest
from tests.builders.people import NOON, an_actor

from quanju.domains.journal import queries as journal
from quanju.domains.kernel.types import NotFound, Refused
from quanju.domains.people.actions import saved_views as actions
from quanju.domains.people.actions.saved_views import LONGEST_CONDITIONS, LONGEST_NAME, MOST
from quanju.domains.people.queries import saved_views as queries

pytestmark = pytest.mark.django_db
LIST = "/dispatch/incidents"


@pytest.fixture
def owner():
    return an_actor("dispatcher", name="owner")


def keep(by, name="一级", asked="grade=1", path=LIST):
    actions.save_view(path=path, asked=asked, name=name, by=by, at=NOON)


def test_a_view_is_kept_under_its_name_and_recorded(owner):
    keep(owner)
    (view,) = queries.saved_views(path=LIST, by=owner)
    assert (view.name, view.asked) == ("一级", "grade=1")
    (entry,) = journal.search(event="people.view_saved")
    assert entry.facts == {"list": LIST, "name": "一级"}


def test_the_same_name_on_one_list_is_replaced_and_on_another_stands_beside_it(owner):
    keep(owner)
    keep(owner, asked="grade=2")
    keep(owner, path="/papers/")
    assert [(v.path, v.asked) for v in queries.saved_views(by=owner)] == [
        (LIST, "grade=2"),
        ("/papers/", "grade=1"),
    ]


def test_another_person_neither_sees_it_nor_removes_it(owner):
    keep(owner)
    other = an_actor("dispatcher", name="other")
    assert queries.saved_views(path=LIST, by=other) == []
    (view,) = queries.saved_views(path=LIST, by=owner)
    with pytest.raises(NotFound):
        actions.forget_view(view=view.pk, by=other, at=NOON)
    actions.forget_view(view=view.pk, by=owner, at=NOON)
    assert queries.saved_views(by=owner) == []


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ({"asked": ""}, "VIEW_SAYS_NOTHING"),
        ({"name": " "}, "TEXT_MISSING"),
        ({"name": "长" * (LONGEST_NAME + 1)}, "TEXT_TOO_LONG"),
        ({"asked": "q" * (LONGEST_CONDITIONS + 1)}, "VIEW_TOO_LONG"),
    ],
)
def test_what_is_no_view_is_refused(owner, words, code):
    with pytest.raises(Refused) as refused:
        keep(owner, **words)
    assert refused.value.code == code


def test_the_longest_name_and_conditions_are_kept(owner):
    keep(owner, name="长" * LONGEST_NAME, asked="q" * LONGEST_CONDITIONS)
    assert len(queries.saved_views(by=owner)) == 1


def test_a_list_holds_twenty_views_of_one_person(owner):
    for n in range(MOST):
        keep(owner, name=f"v{n}")
    with pytest.raises(Refused, match="TOO_MANY_VIEWS"):
        keep(owner, name="one more")
    keep(owner, name="v0", asked="grade=3")
    assert len(queries.saved_views(by=owner)) == MOST
