"""What waits in planning: suggestions to be decided. Plans to approve wait in approvals."""

from collections.abc import Iterator
from datetime import datetime

from quanju.domains.kernel.types import Text
from quanju.domains.kernel.waiting import Waiting, WaitingVerb
from quanju.domains.patrol.types.standing import FORCE_TYPES
from quanju.domains.people.types import Actor
from quanju.domains.planning.models import Suggestion
from quanju.domains.planning.permissions import may_decide_suggestion

PLANNERS = Text("勤务规划", "planning")
BEGINS = Text("班次开始", "the shift begins")
ACCEPT, REJECT = Text("采纳", "Accept"), Text("不采纳", "Reject")
WHY = Text("不采纳的理由", "Why it is rejected")
MOVE = Text(
    "按过去的警情，这一班放到 {to} 区更有用。由人决定；{due} 班次开始后建议过时。",
    "By past calls this shift is of more use in zone {to}. A person decides, before {due}.",
)


def waiting_for(actor: Actor, *, at: datetime, until: datetime) -> list[Waiting]:
    """Everything of planning that waits for this actor."""
    found: list[Waiting] = []
    if may_decide_suggestion(actor):
        found += _suggestions(at, until)
    return found


def _suggestions(at: datetime, until: datetime) -> Iterator[Waiting]:
    rows = Suggestion.objects.filter(status="offered", duty_from__gt=at, duty_from__lte=until)
    fields = ("pk", "zone_from", "zone_to", "shift__force_type", "week_on", "offered_at")
    for pk, zone, to, force, week_on, offered_at, begins in rows.values_list(*fields, "duty_from"):
        yield Waiting(
            key=f"planning.suggestion:{pk}",
            subject=f"suggestion:{pk}",
            kind="approval",
            number=str(pk),
            title=Text("{zone} 区 → {to} 区：{force}", "Zone {zone} → {to}: {force}").filled(
                zone=zone, to=to, force=FORCE_TYPES[force]
            ),
            place=Text(f"{week_on:%m-%d} 起的一周", f"week of {week_on:%m-%d}"),
            from_whom=PLANNERS,
            why=MOVE,
            facts={"to": to},
            since=offered_at,
            due_at=begins,
            toward=BEGINS,
            verbs=(
                WaitingVerb(
                    name="planning.accept_suggestion",
                    label=ACCEPT,
                    address=(pk,),
                    form=(("week", week_on.isoformat()),),
                ),
                WaitingVerb(
                    name="planning.reject_suggestion",
                    label=REJECT,
                    address=(pk,),
                    form=(("week", week_on.isoformat()),),
                    asks=WHY,
                    asks_as="why",
                ),
            ),
        )
