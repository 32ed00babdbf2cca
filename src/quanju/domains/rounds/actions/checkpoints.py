"""Verbs at a checkpoint: pass it, or leave it out."""

from datetime import datetime
from typing import Any

from quanju.domains.duty.actions.planning import reason
from quanju.domains.kernel import words
from quanju.domains.kernel.held import held
from quanju.domains.kernel.transaction import write
from quanju.domains.kernel.types import Refused, Text
from quanju.domains.patrol.types.standing import PositionReport
from quanju.domains.people.types import Actor
from quanju.domains.rounds import events, queries
from quanju.domains.rounds.actions.guards import (
    metres_from,
)
from quanju.domains.rounds.actions.holding import held_round, note
from quanju.domains.rounds.models import Checkpoint, PatrolRound
from quanju.domains.rounds.types import VIEW_OUTCOMES, RoundView
from quanju.domains.rounds.workflow import CHECKPOINT

LARGEST_NOTE = 300


class RoundNotUnderWay(Refused):
    """Checkpoints are passed while a round is under way."""

    code = "ROUND_NOT_UNDER_WAY"
    text = Text("巡逻没有在进行（{state}）", "The round is not under way ({state})")


class OutcomeMissing(Refused):
    """Whoever looked at a camera says how it was."""

    code = "OUTCOME_MISSING"
    text = Text(
        "视频轮巡须选择结果：正常、设备故障或发现情况；发现情况须写明所见与处置",
        "Say how it was: nothing to note, camera faulty, or something is happening, with what "
        "was seen and done",
    )
    status = 422
    field = "outcome"


def visit_checkpoint(
    *,
    round: int,
    checkpoint: int,
    outcome: str = "",
    note: str = "",
    incident: str = "",
    position: PositionReport | None = None,
    by: Actor,
    at: datetime,
) -> RoundView:
    """Pass a place, or look at a camera and say how it was.

    How far the unit was from the place is kept beside the crew's word, if its position is young.
    “Something is happening” is urgent news: the desk takes a call from it, or `incident` names
    what was opened at once. No picture is kept.
    """
    seen = words.line(
        note, Text("所见", "what was seen"), longest=LARGEST_NOTE, needed=False, field="note"
    )
    with write():
        row = held_round(round, by)
        stop = _open_stop(row, checkpoint, "visit", at)
        if row.mode == "video":
            if outcome not in VIEW_OUTCOMES or (outcome == "event" and not seen):
                raise OutcomeMissing()
            stop.outcome, stop.incident = outcome, incident[:16]
        stop.note, stop.metres = seen, metres_from(stop, row, position, at)
        _close(row, stop, "visit", by, at)
    return queries.round_view(round)


def skip_checkpoint(*, round: int, checkpoint: int, why: str, by: Actor, at: datetime) -> RoundView:
    """Leave a place out, with a reason."""
    with write():
        row = held_round(round, by)
        stop = _open_stop(row, checkpoint, "skip", at)
        stop.note = reason(why)
        _close(row, stop, "skip", by, at)
    return queries.round_view(round)


def _open_stop(row: PatrolRound, checkpoint: int, verb: str, at: datetime) -> Checkpoint:
    if not row.was_under_way(at):
        raise RoundNotUnderWay(state=row.status_label)
    stop = held(Checkpoint, f"checkpoint:{checkpoint}", round=row, pk=checkpoint)
    CHECKPOINT.after(stop.status, verb)
    return stop


def _close(row: PatrolRound, stop: Checkpoint, verb: str, by: Actor, at: datetime) -> None:
    stop.status, stop.done_at = CHECKPOINT.after(stop.status, verb), at
    stop.save()
    facts: dict[str, Any] = {
        "position": stop.position,
        "after": stop.status,
        "outcome": stop.outcome,
        "metres": stop.metres,
    }
    note(events.CHECKPOINT_DONE, row, by, at, **facts)
    if stop.outcome == "event":
        note(events.CAMERA_EVENT_SEEN, row, by, at, urgent=True, camera=stop.camera, **facts)
