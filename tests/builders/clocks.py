"""Clocks and officers for the tests of deadlines."""

from datetime import date, datetime, timedelta

from tests.builders.people import an_actor

from quanju.domains.deadlines import queries
from quanju.domains.deadlines.actions import clocks as actions
from quanju.domains.deadlines.rules import shipped_tables
from quanju.domains.people.types import Actor

ZONE = shipped_tables()[1].zone
DAY = timedelta(days=1)
SUBJECT = "case:20260105-0001"


def at(text: str) -> datetime:
    """`2026-01-05T09:30` by the local clock; a bare day is its 09:00."""
    moment = datetime.fromisoformat(text if "T" in text else f"{text}T09:00")
    return moment.replace(tzinfo=ZONE)


def an_officer() -> Actor:
    return an_actor("case_officer")


def a_clock(number="A2", start="2026-01-05", subject=SUBJECT, by=None):
    """A clock on a case; from a bare day unless a time is given."""
    begin = at(start) if "T" in start else date.fromisoformat(start)
    return actions.start_clock(
        subject=subject, number=number, start=begin, by=by or an_officer(), at=at(start)
    )


def seen(clock, on="2026-01-06"):
    return queries.clock_view(clock.id, at=at(on))
