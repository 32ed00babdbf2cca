"""What waits in reception: visitors to sort, without an owner, to call, and offers to answer."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from quanju.domains.kernel.days import local_day
from quanju.domains.kernel.types import Text
from quanju.domains.kernel.waiting import Waiting, WaitingVerb
from quanju.domains.people.types import Actor
from quanju.domains.reception.clocks import hall_rule, running
from quanju.domains.reception.models import Handover, Visit
from quanju.domains.reception.permissions import may_take_over
from quanju.domains.reception.types import LIMITS, RECEIVERS, SERVICES
from quanju.domains.reception.workflow import HANDOVER, HERE

HALL = Text("大厅", "the hall")
WHY = {
    "sort": Text("{since} 到达，还没有分类。", "Arrived {since} and is not sorted yet."),
    "owner": Text(
        "{since} 自助取号，还没有人接待。", "Took a ticket {since}; nobody met them yet."
    ),
    "wait": Text("{since} 起等候。", "Waits since {since}."),
}
OFFERED = Text(
    "请您接收；您接收之前仍由原责任人负责。",
    "You are asked to take it over; until you accept, the owner stays responsible.",
)
TITLE = Text("{number} 号来访", "Visitor {number}")


def waiting_for(actor: Actor, *, at: datetime, until: datetime) -> list[Waiting]:
    """Visitors of one's own site whose limits run, and what is offered to oneself."""
    if not may_take_over(actor):
        return []
    return [*_late_soon(actor, at), *_offered(actor, at)]


def _late_soon(actor: Actor, at: datetime) -> Iterator[Waiting]:
    rule = hall_rule(at)
    rows = Visit.objects.visible_to(actor).filter(
        day=local_day(at), status__in=("arrived", "waiting")
    )
    for row in rows.order_by("arrived_at", "pk"):
        for name, since, due_at in running(row, rule)[:1]:
            yield Waiting(
                key=f"reception.visit:{row.pk}",
                subject=row.subject,
                kind="report",
                number=row.number,
                title=TITLE.filled(number=row.number),
                place=SERVICES.get(row.service, ""),
                from_whom=HALL,
                why=WHY[name],
                since=since,
                due_at=due_at,
                toward=LIMITS[name],
                verbs=(
                    WaitingVerb(
                        name="reception.open_hall",
                        label=Text("到大厅办", "In the hall"),
                        opens=True,
                    ),
                ),
            )


def _offered(actor: Actor, at: datetime) -> Iterator[Waiting]:
    groups = [code for code, (_, roles) in RECEIVERS.items() if actor.role in roles]
    visits = Visit.objects.visible_to(actor).filter(status__in=HERE)
    rows = Handover.objects.filter(status="offered", to__in=groups, visit__in=visits)
    rows = rows.exclude(visit__owner=actor.person_id).select_related("visit")
    limit = timedelta(minutes=hall_rule(at).offer_min)
    for row in rows:
        if row.person_id is not None and row.person_id != actor.person_id:
            continue
        yield Waiting(
            key=f"reception.handover:{row.pk}",
            subject=row.visit.subject,
            kind="report",
            number=row.visit.number,
            title=TITLE.filled(number=row.visit.number),
            place=SERVICES.get(row.visit.service, ""),
            from_whom=HALL,
            why=OFFERED,
            since=row.offered_at,
            due_at=row.offered_at + limit,
            toward=HANDOVER.verb_labels["accept"],
            verbs=(
                WaitingVerb(
                    name="reception.accept_visit",
                    label=HANDOVER.verb_labels["accept"],
                    address=(row.visit_id, "accept"),
                ),
                WaitingVerb(
                    name="reception.decline_visit",
                    label=HANDOVER.verb_labels["decline"],
                    address=(row.visit_id, "decline"),
                    asks=Text("为什么不接收", "Why not"),
                    asks_as="why",
                ),
            ),
        )
