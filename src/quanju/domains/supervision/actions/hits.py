"""What a person says of a hit: nothing wrong, with the reason."""

from datetime import datetime

from quanju.domains.journal.actions.entries import record
from quanju.domains.kernel import words
from quanju.domains.kernel.held import held
from quanju.domains.kernel.transaction import write
from quanju.domains.kernel.types import Text
from quanju.domains.people.types import Actor, station_subjects
from quanju.domains.supervision import events
from quanju.domains.supervision.models import RuleHit
from quanju.domains.supervision.permissions import may_decide_hits
from quanju.domains.supervision.queries.hits import told_hit
from quanju.domains.supervision.types.checks import HitView
from quanju.domains.supervision.workflow import HIT

REASON, LONGEST = Text("理由", "the reason"), 2000


def dismiss_hit(*, hit: int, why: str, by: Actor, at: datetime) -> HitView:
    """A person has looked: there is nothing wrong, and this is why."""
    may_decide_hits(by).or_refuse()
    reason = words.lines(why, REASON, longest=LONGEST, field="why")
    with write():
        row = held_hit(hit, by)
        decide_on(row, "dismiss", reason, by, at)
        record(
            events.HIT_DISMISSED,
            subject=row.subject,
            by=by,
            at=at,
            purpose="supervise",
            related=[f"report:{row.number}", *station_subjects(row.station_id)],
            facts={"check": row.check_code},
        )
    return told_hit(hit)


def held_hit(hit: int, by: Actor) -> RuleHit:
    """The hit, locked, for who reads it."""
    return held(RuleHit.objects.visible_to(by), f"hit:{hit}", pk=hit)


def decide_on(row: RuleHit, verb: str, reason: str, by: Actor, at: datetime) -> None:
    """Move it on and keep who did; refuses what somebody has decided already."""
    row.status = HIT.after(row.status, verb)
    row.reason, row.decided_by_id, row.decided_at = reason, by.person_id, at
    row.save()
