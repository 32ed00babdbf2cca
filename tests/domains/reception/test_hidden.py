"""Who complains about the police is hidden from the station's own people (REC-11)."""

import pytest
from tests.builders.hall import at_the_room, greeted, lobby
from tests.builders.people import NOON, an_actor

from quanju.domains.kernel.types import NotFound
from quanju.domains.reception.actions import calling
from quanju.domains.reception.queries.visits import visit_view, visits_of_today

pytestmark = pytest.mark.django_db


def test_at_a_station_the_complainants_visit_is_not_there_any_more():
    officer = at_the_room()
    view = greeted(officer, service="complaint")
    assert visits_of_today(officer, at=NOON) == []
    with pytest.raises(NotFound):
        visit_view(view.pk, by=officer, at=NOON)
    with pytest.raises(NotFound):
        calling.end_visit(visit=view.pk, by=officer, at=NOON)


def test_legal_supervision_sees_it_and_nothing_else():
    officer, legal = at_the_room(), an_actor("legal_supervision")
    view = greeted(officer, service="complaint")
    greeted(officer, service="report")
    assert [one.pk for one in visits_of_today(legal, at=NOON)] == [view.pk]


def test_the_centre_sees_the_number_that_it_gave():
    officer = lobby()
    view = greeted(officer, service="complaint")
    assert visit_view(view.pk, by=officer, at=NOON).number == view.number


@pytest.mark.parametrize("role", ["station_command", "branch_leader", "dispatcher", "auditor"])
def test_who_reads_numbers_reads_no_visit(role):
    greeted(service="report")
    assert visits_of_today(an_actor(role), at=NOON) == []
