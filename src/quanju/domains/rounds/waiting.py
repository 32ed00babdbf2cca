"""What waits in rounds: those to set out on."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from quanju.domains.duty.permissions import STAND
from quanju.domains.duty.queries.tables import duty_rule
from quanju.domains.kernel.types import Text
from quanju.domains.kernel.waiting import Waiting, WaitingVerb
from quanju.domains.people.types import Actor
from quanju.domains.rounds.models import PatrolRound
from quanju.domains.rounds.types import ROUND_MODES
from quanju.domains.rounds.workflow import ROUND

ROSTER = Text("勤务排班", "duty plan")
SET_OUT = Text(
    "这一巡排在 {from_at}，还没有开始。",
    "This round is planned for {from_at} and has not begun.",
)


def waiting_for(actor: Actor, *, at: datetime, until: datetime) -> list[Waiting]:
    """Rounds of the crew one rides with, or one's own at the cameras."""
    if actor.role not in STAND or actor.person_id is None:
        return []
    return list(_own_rounds(actor, at))


def _own_rounds(actor: Actor, at: datetime) -> Iterator[Waiting]:
    """Rounds to set out on: of the crew one rides with, or one's own at the cameras."""
    begins = at + timedelta(minutes=duty_rule(at).early_min)
    rows = PatrolRound.objects.filter(
        status="planned", duty_from__lte=begins, duty_until__gt=at
    ).select_related("unit")
    mine = rows.filter(person=actor.person_id) | rows.filter(
        unit__crew__person=actor.person_id, unit__crew__left_at=None
    )
    for row in mine.distinct():
        yield Waiting(
            key=f"rounds.round:{row.pk}",
            subject=row.subject,
            kind="task",
            number=str(row.pk),
            title=Text("{zone} 区{mode}", "Zone {zone}: {mode}").filled(
                zone=row.zone, mode=ROUND_MODES[row.mode]
            ),
            place=row.unit.call_sign if row.unit else "",
            from_whom=ROSTER,
            why=SET_OUT,
            facts={"from_at": row.duty_from},
            since=row.duty_from - timedelta(minutes=duty_rule(at).early_min),
            due_at=row.duty_from,
            toward=ROUND.verb_labels["start"],
            verbs=(
                WaitingVerb(
                    name="rounds.start_round",
                    label=ROUND.verb_labels["start"],
                    address=(row.pk, "start"),
                ),
            ),
        )
