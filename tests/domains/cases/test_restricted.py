"""A restricted report's case: its office reads a header until its officer has accepted it."""

import pytest
from tests.builders.cases import an_officer, decided, registered
from tests.builders.people import NOON, an_actor

from quanju.domains.cases.actions import registering
from quanju.domains.cases.queries.cases import case_view, cases, parties_of, told_case
from quanju.domains.cases.queries.property import property_shown
from quanju.domains.documents.queries.papers import papers_on

pytestmark = pytest.mark.django_db


def test_the_office_reads_a_header_and_its_officer_the_whole():
    officer, colleague = an_officer(), an_officer()
    view = registered(is_restricted=True, things=["手机"])
    assert view.is_restricted
    for one in (officer, colleague):
        seen = case_view(view.number, by=one)
        assert (seen.is_header, seen.title) == (True, "")
        assert parties_of(view.number, by=one) == []
        assert property_shown(seen) == []
    registering.accept_case(case=view.number, officer=officer.person_id, by=officer, at=NOON)
    seen = case_view(view.number, by=officer)
    assert (seen.is_header, seen.title) == (False, "电瓶被盗")
    assert [one.name for one in parties_of(view.number, by=officer)] == ["刘女士"]
    assert papers_on(view.subject, by=officer, at=NOON)
    assert cases(colleague, most=5) == []
    legal = an_actor("legal_supervision")
    assert case_view(view.number, by=legal).title == "电瓶被盗"


def test_an_open_case_is_read_whole_by_its_office():
    officer = an_officer()
    assert not case_view(registered().number, by=officer).is_header


def test_a_converted_case_stays_restricted():
    officer = an_officer()
    view = decided(officer, "convert", is_restricted=True)
    assert told_case(view.converted_to).is_restricted
