"""An incident that another centre hands over as EIDO becomes one of ours, once."""

import pytest
from tests.builders.people import NOON, an_actor
from tests.builders.town import spot
from tests.domains.dispatch.test_eido import OURS, out

from quanju.domains.dispatch.actions.exchange import receive_eido
from quanju.domains.dispatch.eido import Facts
from quanju.domains.dispatch.models import Incident

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("town")]


def theirs(**more):
    facts = Facts(**{name: getattr(OURS, name) for name in Facts.__slots__} | more)
    return out(facts)


def received(content):
    return receive_eido(content=content, by=an_actor("dispatcher"), at=NOON)


def test_of_two_places_the_first_is_where_it_is():
    first, second = spot(3, 2), spot(5, 2)
    row = received(theirs(points=(first, second)))
    assert (row.lon, row.lat) == pytest.approx(first)
    assert row.type_code == "fight"


def test_without_a_place_it_is_taken_all_the_same():
    row = received(theirs(points=()))
    assert (row.lon, row.lat) == (None, None)


def test_the_same_document_twice_is_one_incident():
    assert received(theirs()).pk == received(theirs()).pk
    assert Incident.objects.count() == 1
