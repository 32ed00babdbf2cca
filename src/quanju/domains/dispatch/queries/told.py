"""What a thread asks of dispatch: which incidents one may see, which clocks were kept."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from quanju.domains.dispatch.clocks import ARRIVAL, TOWARD, clock_rules
from quanju.domains.dispatch.models import Incident
from quanju.domains.dispatch.types import Clock
from quanju.domains.kernel.types import Text
from quanju.domains.people.types import Actor
from quanju.engine.clocks.deadline import span_of

# Each clock with the moments that start and stop it, and the event that stops it.
CLOCKS = (
    ("order", "created_at", "ordered_at", "dispatch.order_sent"),
    ("acknowledge", "ordered_at", "acknowledged_at", "dispatch.order_acknowledged"),
    ("ring", "ordered_at", "arrived_at", "dispatch.unit_arrived"),
    ("caller", "received_at", "arrived_at", ""),
    ("feedback", "cleared_at", "fed_back_at", "dispatch.feedback_given"),
)


@dataclass(frozen=True, slots=True)
class ToldClock:
    """A clock of an incident, met, missed or running; its rule's version stands in its steps."""

    incident: str
    clock: Clock
    stopped_by: str
    rules: str

    def is_over(self, at: datetime) -> bool:
        return self.clock.is_overdue(at)


# The moments that stand on an incident itself, in the order in which they come.
MOMENTS = (
    ("received_at", Text("接到来电", "call received")),
    ("answered_at", Text("接听", "call answered")),
    ("created_at", Text("立警", "incident created")),
    ("ordered_at", Text("派警", "order sent")),
    ("acknowledged_at", Text("签收", "acknowledged")),
    ("departed_at", Text("出发", "departed")),
    ("arrived_at", Text("到场", "arrived")),
    ("cleared_at", Text("处置完毕", "cleared")),
    ("fed_back_at", Text("反馈", "feedback given")),
    ("ended_at", Text("办结", "closed")),
)
STOPS = {
    "order": "ordered_at",
    "acknowledge": "acknowledged_at",
    "ring": "arrived_at",
    "feedback": "fed_back_at",
}
"""Which moment stops which clock."""


@dataclass(frozen=True, slots=True)
class ToldMoment:
    """A moment that an incident's own row tells; one that is missing stays missing."""

    label: Text
    at: datetime | None
    clock: ToldClock | None = None


def moments_told(number: str, clocks: Collection[ToldClock]) -> list[ToldMoment]:
    """What the row of an incident tells that no entry does: it was loaded with the past."""
    names = [name for name, _ in MOMENTS]
    row = Incident.objects.filter(number=number).values(*names).first()
    if row is None:
        return []
    mine = {STOPS.get(one.clock.name): one for one in clocks if one.incident == number}
    return [ToldMoment(label, row[name], mine.get(name)) for name, label in MOMENTS]


def incidents_seen(numbers: Collection[str], actor: Actor, *, at: datetime) -> frozenset[str]:
    """Those of these incidents that this reader may see."""
    rows = Incident.objects.visible_to(actor, at).filter(number__in=numbers)
    return frozenset(rows.values_list("number", flat=True))


def incident_heads(numbers: Collection[str]) -> list[tuple[str, str, int, str, datetime | None]]:
    """Number, title, grade, address and end of these incidents."""
    rows = Incident.objects.filter(number__in=numbers).order_by("created_at")
    return list(rows.values_list("number", "title", "grade", "address", "ended_at"))


def clocks_told(numbers: Collection[str]) -> list[ToldClock]:
    """The clocks of these incidents by the rules in force when each was entered."""
    found = []
    for row in Incident.objects.filter(number__in=numbers).order_by("created_at"):
        rules = clock_rules(row.created_at)
        for name, start, stop, event in CLOCKS:
            since = getattr(row, start)
            if since is None or (row.ended_at and getattr(row, stop) is None):
                continue
            rule = (
                rules.arrival(name, row.ring, row.zone, row.grade)
                if name in ARRIVAL
                else rules.rule(name, row.grade)
            )
            due = since + span_of(rule) if rule else None
            clock = Clock(name, TOWARD[name], since, due, getattr(row, stop), rule)
            table = rules.grades_table if name in ("acknowledge", "ring") else rules.clocks_table
            found.append(ToldClock(row.number, clock, event, table))
    return found
