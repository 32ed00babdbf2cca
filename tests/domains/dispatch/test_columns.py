"""Columns say what the rows say, to the microsecond."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from django.db.models import F
from tests.builders.incidents import an_incident
from tests.builders.people import an_actor

from quanju.domains.dispatch.models import Incident
from quanju.domains.dispatch.queries import columns as reading

pytestmark = pytest.mark.django_db

MOMENTS = [
    datetime(2026, 11, 23, 4, 0, tzinfo=UTC),
    datetime(2026, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC),
    datetime(2028, 2, 29, 12, 0, 0, 1, tzinfo=UTC),
    datetime(1969, 12, 31, 23, 59, 59, 500_000, tzinfo=UTC),
    None,
]


@pytest.fixture
def rows(town):
    desk = an_actor("dispatcher")
    for index, moment in enumerate(MOMENTS):
        made = an_incident(by=desk)
        known = {"arrived_at": moment, "ring": index or None, "is_restricted": index % 2 == 0}
        Incident.objects.filter(pk=made.pk).update(**known)
    return Incident.objects.order_by("pk")


def read(rows):
    return reading.columns(
        rows,
        moments=["arrived_at"],
        numbers={"pk": F("pk"), "ring": F("ring"), "restricted": F("is_restricted")},
    )


@pytest.mark.parametrize("at_once", [2, 20_000])
def test_columns_say_what_the_rows_say(rows, monkeypatch, at_once):
    monkeypatch.setattr(reading, "AT_ONCE", at_once)

    moments, numbers = read(rows)

    order = np.argsort(numbers["pk"])
    known = [m.replace(tzinfo=None) if m else None for m in MOMENTS]
    assert moments["arrived_at"][order].tolist() == known
    assert numbers["ring"][order].tolist() == [0, 1, 2, 3, 4]
    assert numbers["restricted"][order].tolist() == [1, 0, 1, 0, 1]


def test_of_nothing_there_are_empty_columns(rows):
    moments, numbers = read(rows.filter(created_at__lt=MOMENTS[0] - timedelta(days=9)))
    assert moments["arrived_at"].dtype == "datetime64[us]"
    assert (len(moments["arrived_at"]), len(numbers["ring"])) == (0, 0)
