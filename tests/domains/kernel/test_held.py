"""A row that a verb changes is locked or refused; numbers have no gaps."""

from datetime import UTC, date, datetime

import pytest
from django.db import transaction
from tests.builders.people import NOON, a_branch

from quanju.domains.dispatch.models import DayCounter
from quanju.domains.documents.models import PaperCounter
from quanju.domains.kernel.days import local_day, midnight
from quanju.domains.kernel.held import held
from quanju.domains.kernel.numbers import count_on, next_after, of_day
from quanju.domains.kernel.types import NotFound
from quanju.domains.people.models import Organisation

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 23)


def test_a_row_is_given_and_one_that_is_not_there_is_named():
    row = a_branch()
    with transaction.atomic():
        assert held(Organisation, "organisation:x", pk=row.pk) == row
        rows = Organisation.objects.select_related("parent").filter(kind="nothing")
        with pytest.raises(NotFound, match="organisation:x"):
            held(rows, "organisation:x", pk=row.pk)


def test_numbers_are_counted_by_kind_and_day():
    counted = [
        count_on(DayCounter, kind=kind, day=day)
        for kind, day in [
            ("call", DAY),
            ("call", DAY),
            ("incident", DAY),
            ("call", date(2027, 1, 1)),
        ]
    ]
    assert counted == [1, 2, 1, 1]
    assert of_day(DAY, counted[1]) == "20261123-0002"


def test_a_number_is_given_back_by_a_write_that_fails():
    key = {"kind": "receipt", "year": 2026, "office": a_branch().pk}
    assert count_on(PaperCounter, **key) == 1
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        count_on(PaperCounter, **key)
        raise ZeroDivisionError
    assert count_on(PaperCounter, **key) == 2


def test_the_next_version_follows_the_highest_of_its_own():
    kinds = DayCounter.objects.filter(kind="call")
    assert next_after(kinds, "last") == 1
    DayCounter.objects.create(kind="call", day=DAY, last=41)
    DayCounter.objects.create(kind="incident", day=DAY, last=99)
    assert next_after(kinds, "last") == 42


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2026, 11, 22, 15, 59, 59, tzinfo=UTC), date(2026, 11, 22)),
        (datetime(2026, 11, 22, 16, 0, 0, tzinfo=UTC), DAY),
    ],
)
def test_a_day_begins_at_midnight_of_the_branch(moment, day):
    assert local_day(moment) == midnight(moment).date() == day
    assert local_day(NOON) == midnight(NOON).date()
