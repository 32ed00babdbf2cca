"""Verbs of rounds: plan, start, pause, resume, pass a checkpoint, complete, cut short, cancel."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from quanju.domains.geo.queries import read_position
from quanju.domains.journal.actions import record
from quanju.domains.kernel import words
from quanju.domains.kernel.transaction import write
from quanju.domains.kernel.types import NotFound, Refused, Text
from quanju.domains.patrol import events, queries
from quanju.domains.patrol.actions.planning import check_span, reason
from quanju.domains.patrol.actions.round_guards import (
    check_free,
    check_may_set_out,
    hold_carrier,
    metres_from,
    set_patrolling,
)
from quanju.domains.patrol.actions.shift_refusals import NoPostThen
from quanju.domains.patrol.models import Checkpoint, CrewMember, PatrolRound, Unit
from quanju.domains.patrol.permissions import may_go_round, may_plan
from quanju.domains.patrol.types import (
    ROUND_MODES,
    VIEW_OUTCOMES,
    CheckpointPlan,
    PositionReport,
    RoundView,
)
from quanju.domains.patrol.workflow import CHECKPOINT, ROUND
from quanju.domains.people.queries import organisation as organisation_row
from quanju.domains.people.queries import roles_held, station_of
from quanju.domains.people.types import Actor

MOST_CHECKPOINTS = 60
LARGEST_NOTE = 300
STOP = Text("巡逻点名称", "the name of a stop")


class NoCheckpoints(Refused):
    """A round without places is none."""

    code = "NO_CHECKPOINTS"
    text = Text(
        "巡逻须有 1 到 {most} 个巡逻点，现有 {count} 个",
        "A round has 1 to {most} checkpoints; {count} given",
    )
    status = 422
    field = "checkpoints"


class CheckpointOutsideRound(Refused):
    """A checkpoint is due outside the hours of its round."""

    code = "CHECKPOINT_OUTSIDE_ROUND"
    text = Text("“{name}”的时刻不在巡逻时段内", "“{name}” is due outside the hours of the round")
    status = 422
    field = "checkpoints"


class CameraMissing(Refused):
    """A video round is a list of cameras; the other rounds are places."""

    code = "CAMERA_MISSING"
    text = Text(
        "视频轮巡的每一项须写摄像机编号", "Every line of a video round names a listed camera"
    )
    status = 422
    field = "checkpoints"


class WrongCarrier(Refused):
    """A crew rides or walks; a person looks at cameras."""

    code = "WRONG_CARRIER"
    text = Text(
        "车巡、步巡须指定警力；视频轮巡须指定值守人员",
        "Rounds by car or on foot name a unit; a video round names a person",
    )
    status = 422
    field = "unit"


class CheckpointsLeft(Refused):
    """Every checkpoint is passed or skipped with a reason before a round is complete."""

    code = "CHECKPOINTS_LEFT"
    text = Text(
        "还有 {count} 个巡逻点没有巡到或跳过", "{count} checkpoints are neither passed nor skipped"
    )


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


def plan_round(
    *,
    mode: str,
    zone: int,
    organisation: int,
    duty_from: datetime,
    duty_until: datetime,
    checkpoints: Sequence[CheckpointPlan],
    unit: int | None = None,
    person: int | None = None,
    by: Actor,
    at: datetime,
) -> RoundView:
    """Plan a round by car, on foot, or through cameras, with its places in order of time.

    A route proposed by an engine comes through here as well: as `CheckpointPlan`s. Refuses a unit
    or person that has another round then.
    """
    if mode not in ROUND_MODES:
        raise NotFound(subject=f"mode {mode[:20]!r}")
    owner = organisation_row(organisation)
    may_plan(by, station_id=station_of(owner)).or_refuse()
    check_span(duty_from, duty_until, at)
    if zone not in queries.zone_names(max(at, duty_from)):
        raise NotFound(subject=f"zone:{zone}")
    _check_carrier(mode, unit, person, duty_from)
    stops = _checked(mode, checkpoints, duty_from, duty_until)
    with write():
        hold_carrier(unit, person)
        check_free(unit, person, duty_from, duty_until)
        row = PatrolRound.objects.create(
            mode=mode,
            zone=zone,
            organisation=owner,
            unit_id=unit,
            person_id=person,
            duty_from=duty_from,
            duty_until=duty_until,
        )
        Checkpoint.objects.bulk_create(_row(row, n, stop) for n, stop in enumerate(stops, 1))
        facts: dict[str, Any] = {
            "mode": mode,
            "checkpoints": len(stops),
            "from": duty_from.isoformat(),
        }
        _note(events.ROUND_PLANNED, row, by, at, **facts)
    return queries.round_view(row.pk)


def start_round(*, round: int, by: Actor, at: datetime) -> RoundView:
    """Set out; the unit is on patrol from now on. Refuses while it is on a call, and while another
    round of the unit is under way."""
    return _move(round, "start", by, at, started_at=at)


def pause_round(*, round: int, by: Actor, at: datetime) -> RoundView:
    """Stop for a call."""
    return _move(round, "pause", by, at, paused_at=at)


def resume_round(*, round: int, by: Actor, at: datetime) -> RoundView:
    """Go on after a call. Refuses while the unit is still on one."""
    return _move(round, "resume", by, at, paused_at=None)


def complete_round(*, round: int, findings: str = "", by: Actor, at: datetime) -> RoundView:
    """End it with its findings. Refuses while checkpoints are left."""
    what = Text("发现情况", "the findings")
    found = words.lines(findings, what, longest=4000, needed=False, field="findings")
    return _move(round, "complete", by, at, ended_at=at, findings=found)


def cut_round_short(*, round: int, why: str, by: Actor, at: datetime) -> RoundView:
    """End it before all is passed, with a reason; what is left is skipped for it."""
    return _move(round, "cut_short", by, at, ended_at=at, cut_because=reason(why))


def cancel_round(*, round: int, why: str, by: Actor, at: datetime) -> RoundView:
    """Take a planned round out of the plan, with a reason."""
    return _move(round, "cancel", by, at, ended_at=at, cut_because=reason(why))


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
        row = _held(round, by)
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
        row = _held(round, by)
        stop = _open_stop(row, checkpoint, "skip", at)
        stop.note = reason(why)
        _close(row, stop, "skip", by, at)
    return queries.round_view(round)


def _check_carrier(mode: str, unit: int | None, person: int | None, duty_from: datetime) -> None:
    if (mode == "video") != (person is not None) or (mode != "video") != (unit is not None):
        raise WrongCarrier()
    if unit is not None and not Unit.objects.filter(pk=unit).exists():
        raise NotFound(subject=f"unit {unit}")
    if person is not None and person not in roles_held([person], at=duty_from):
        raise NoPostThen(people=str(person))


def _checked(
    mode: str, checkpoints: Sequence[CheckpointPlan], duty_from: datetime, duty_until: datetime
) -> list[CheckpointPlan]:
    if not 1 <= len(checkpoints) <= MOST_CHECKPOINTS:
        raise NoCheckpoints(count=len(checkpoints), most=MOST_CHECKPOINTS)
    for stop in checkpoints:
        if not duty_from <= stop.due_at <= duty_until:
            raise CheckpointOutsideRound(name=stop.name)
        if mode == "video" and not stop.camera.strip():
            raise CameraMissing()
    return sorted(checkpoints, key=lambda stop: stop.due_at)


def _row(row: PatrolRound, number: int, stop: CheckpointPlan) -> Checkpoint:
    lon, lat = stop.lon, stop.lat
    if lon is not None and lat is not None:
        lon, lat = read_position(lon, lat, "WGS-84")
    return Checkpoint(
        round=row,
        position=number,
        name_zh=words.line(stop.name.zh, STOP, longest=60),
        name_en=words.line(stop.name.en, STOP, longest=80, needed=False),
        camera=words.line(stop.camera, Text("摄像头编号", "the camera"), longest=40, needed=False),
        lon=lon,
        lat=lat,
        due_at=stop.due_at,
        stay_min=min(max(stop.stay_min, 0), 600),
    )


def _held(round: int, by: Actor) -> PatrolRound:
    # The unit first, as those do who send it to a call and pause its round by that.
    hold_carrier(PatrolRound.objects.filter(pk=round).values_list("unit", flat=True).first(), None)
    row = (
        PatrolRound.objects.select_for_update(of=("self",))
        .select_related("organisation__parent__parent")
        .filter(pk=round)
        .first()
    )
    if row is None:
        raise NotFound(subject=f"round:{round}")
    crew = {row.person_id} if row.person_id else set()
    if row.unit_id is not None:
        present = CrewMember.objects.present().filter(unit=row.unit_id)
        crew = set(present.values_list("person_id", flat=True)) | set(
            queries.roster_of(row.unit_id)
        )
    may_go_round(by, crew=frozenset(crew), station_id=station_of(row.organisation)).or_refuse()
    return row


def _move(round: int, verb: str, by: Actor, at: datetime, **changes: Any) -> RoundView:
    with write():
        row = _held(round, by)
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
        if state == "started":
            set_patrolling(row, by, at)
        _note(events.ROUND_MOVED, row, by, at, before=before, after=state)
    return queries.round_view(round)


def _open_stop(row: PatrolRound, checkpoint: int, verb: str, at: datetime) -> Checkpoint:
    if not row.was_under_way(at):
        raise RoundNotUnderWay(state=row.status_label)
    stop = Checkpoint.objects.select_for_update().filter(round=row, pk=checkpoint).first()
    if stop is None:
        raise NotFound(subject=f"checkpoint:{checkpoint}")
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
    _note(events.CHECKPOINT_DONE, row, by, at, **facts)
    if stop.outcome == "event":
        _note(events.CAMERA_EVENT_SEEN, row, by, at, urgent=True, camera=stop.camera, **facts)


def _note(
    event: events.Event,
    row: PatrolRound,
    by: Actor,
    at: datetime,
    *,
    urgent: bool = False,
    **facts: Any,
) -> None:
    related = [f"zone:{row.zone}"]
    if row.unit_id is not None and row.unit is not None:
        related.append(row.unit.subject)
    record(event, subject=row.subject, by=by, at=at, facts=facts, related=related, urgent=urgent)
