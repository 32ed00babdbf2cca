"""Verbs of rounds: plan, start, pause, resume, pass a checkpoint, complete, cut short, cancel."""

from datetime import datetime
from typing import Any

from quanju.domains.duty.actions.planning import reason
from quanju.domains.duty.permissions import may_plan
from quanju.domains.kernel import words
from quanju.domains.kernel.transaction import write
from quanju.domains.kernel.types import Refused, Text
from quanju.domains.patrol.actions.holding import set_patrolling
from quanju.domains.people.queries.organisations import station_of
from quanju.domains.people.types import Actor
from quanju.domains.rounds import events, queries
from quanju.domains.rounds.actions.guards import (
    check_may_set_out,
)
from quanju.domains.rounds.actions.holding import held_round, note
from quanju.domains.rounds.models import Checkpoint
from quanju.domains.rounds.types import RoundView
from quanju.domains.rounds.workflow import ROUND


class CheckpointsLeft(Refused):
    """Every checkpoint is passed or skipped with a reason before a round is complete."""

    code = "CHECKPOINTS_LEFT"
    text = Text(
        "还有 {count} 个巡逻点没有巡到或跳过", "{count} checkpoints are neither passed nor skipped"
    )


def start_round(*, round: int, by: Actor, at: datetime) -> RoundView:
    """Set out; the unit is on patrol from now on. Refuses while it is on a call, and while another
    round of the unit is under way."""
    return move_on(round, "start", by, at, started_at=at)


def pause_round(*, round: int, by: Actor, at: datetime) -> RoundView:
    """Stop for a call."""
    return move_on(round, "pause", by, at, paused_at=at)


def resume_round(*, round: int, by: Actor, at: datetime) -> RoundView:
    """Go on after a call. Refuses while the unit is still on one."""
    return move_on(round, "resume", by, at, paused_at=None)


def complete_round(*, round: int, findings: str = "", by: Actor, at: datetime) -> RoundView:
    """End it with its findings. Refuses while checkpoints are left."""
    what = Text("发现情况", "the findings")
    found = words.lines(findings, what, longest=4000, needed=False, field="findings")
    return move_on(round, "complete", by, at, ended_at=at, findings=found)


def cut_round_short(*, round: int, why: str, by: Actor, at: datetime) -> RoundView:
    """End it before all is passed, with a reason; what is left is skipped for it."""
    return move_on(round, "cut_short", by, at, ended_at=at, cut_because=reason(why))


def move_on(round: int, verb: str, by: Actor, at: datetime, **changes: Any) -> RoundView:
    """Carry a round from one state to the next, as its table allows."""
    with write():
        row = held_round(round, by)
        if verb == "cancel":
            may_plan(by, station_id=station_of(row.organisation)).or_refuse()
        # A phone without signal tells the end of a round after a call has paused it.
        is_told_late = verb == "complete" and row.was_under_way(at)
        state = ROUND.after("started" if is_told_late else row.status, verb)
        left = Checkpoint.objects.filter(round=row, status="due")
        if verb == "complete" and (count := left.count()):
            raise CheckpointsLeft(count=count)
        if verb in ("start", "resume"):
            check_may_set_out(row)
        if verb in ("cut_short", "cancel"):
            left.update(status="skipped", done_at=at, note=changes["cut_because"])
        before, row.status = row.status, state
        for name, value in changes.items():
            setattr(row, name, value)
        row.save()
        if state == "started" and row.unit_id is not None:
            set_patrolling(row.unit_id, by=by, at=at, round=row.pk)
        note(events.ROUND_MOVED, row, by, at, before=before, after=state)
    return queries.round_view(round)
