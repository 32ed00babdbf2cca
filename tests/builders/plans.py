"""A year of calls in the invented town, and studies of it."""

from datetime import timedelta

from tests.builders.people import NOON
from tests.builders.town import spot

from quanju.domains.dispatch.models import Incident
from quanju.domains.planning.actions.studies import ask_study, run_study, take_next_study

HOT = ((2, 2), (6, 5), (7, 1), (1, 6))
"""Where the calls of the town come from, as many from each."""


def past_calls(count=200, *, days=60, at=NOON, where=HOT, **more):
    """Calls evenly over the days before, each answered and done; nothing of it is a person."""
    rows, before = [], Incident.objects.count()
    for number in range(count):
        lon, lat = spot(*where[number % len(where)])
        called = at - timedelta(days=days) * (1 - number / count)
        rows.append(
            Incident(
                number=f"2026{before + number:04}-{number:04}",
                title="演示",
                class_code="public_order",
                type_code="fight",
                grade=1 + number % 3,
                address="演示",
                lon=lon,
                lat=lat,
                channel="phone",
                state="closed",
                disposition_code="mediated",
                received_at=called,
                created_at=called,
                ordered_at=called + timedelta(seconds=40),
                departed_at=called + timedelta(seconds=90),
                arrived_at=called + timedelta(seconds=200),
                cleared_at=called + timedelta(seconds=1400),
                **more,
            )
        )
    Incident.objects.bulk_create(rows)


def a_done(kind, options, *, by, at=NOON):
    """A study asked and computed."""
    asked = ask_study(kind=kind, title=kind, options=options, by=by, at=at)
    assert take_next_study(at=at) == asked.pk
    return run_study(study=asked.pk)
