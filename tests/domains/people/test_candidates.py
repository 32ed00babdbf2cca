"""Who may be chosen for a duty: staff in a post now, of one's own house, and never a resident."""

import pytest
from tests.builders.people import NOON, a_station, actor_in, an_appointment

from quanju.domains.people.models import Person
from quanju.domains.people.queries.candidates import candidates, colleagues_of

pytestmark = pytest.mark.django_db


def names(found):
    return {one.username for one in found}


@pytest.fixture
def house():
    an_appointment("case_officer", name="own")
    an_appointment("case_officer", name="other", organisation=a_station("other"))
    an_appointment("volunteer", name="volunteer")
    an_appointment("resident", name="resident")
    an_appointment("case_officer", name="closed")
    Person.objects.filter(username="closed").update(is_active=False)
    an_appointment("case_officer", name="gone", valid_until=NOON)


def test_the_whole_branch_is_offered_without_residents_closed_accounts_and_ended_posts(house):
    assert names(candidates(at=NOON)) == {"own", "other", "volunteer"}


def test_some_roles_alone_or_all_but_some(house):
    assert names(candidates(roles=["volunteer"], at=NOON)) == {"volunteer"}
    assert names(candidates(but_roles=["volunteer"], at=NOON)) == {"own", "other"}
    assert names(candidates(roles=["resident"], at=NOON)) == set()


def test_a_station_offers_its_own_people_with_those_of_its_parts(house):
    own = an_appointment("station_command", name="room")
    assert names(colleagues_of(actor_in(own), at=NOON)) == {"own", "room"}


def test_who_holds_two_posts_is_offered_once_and_asked_for_in_one_question(
    house, django_assert_num_queries
):
    twice = an_appointment("archivist", name="twice")
    other = an_appointment("auditor", name="holder")
    other.person = twice.person
    other.save()
    with django_assert_num_queries(1):
        found = candidates(at=NOON)
    assert [one.username for one in found].count("twice") == 1
