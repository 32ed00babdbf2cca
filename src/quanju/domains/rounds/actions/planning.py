"""Verbs of the plan: plan a round, cancel it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from quanju.domains.duty.actions.planning import reason
from quanju.domains.duty.actions.shift_refusals import NoPostThen
from quanju.domains.duty.actions.wishes import check_span
from quanju.domains.duty.permissions import may_plan
from quanju.domains.geo.queries.checks import read_position
from quanju.domains.kernel import words
from quanju.domains.kernel.transaction import write
from quanju.domains.kernel.types import NotFound, Refused, Text
from quanju.domains.patrol.queries import zones
from quanju.domains.patrol.queries.units import unit_view
from quanju.domains.people.queries.actors import roles_held
from quanju.domains.people.queries.organisations import organisation as organisation_row
from quanju.domains.people.queries.organisations import station_of
from quanju.domains.people.types import Actor
from quanju.domains.rounds import events
from quanju.domains.rounds import queries as rounds_queries
from quanju.domains.rounds.actions.guards import (
    check_free,
    hold_carrier,
)
from quanju.domains.rounds.actions.holding import note
from quanju.domains.rounds.actions.walking import move_on
from quanju.domains.rounds.models import Checkpoint, PatrolRound
from quanju.domains.rounds.types import ROUND_MODES, CheckpointPlan, RoundView

MOST_CHECKPOINTS = 60
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
    if zone not in zones.zone_names(max(at, duty_from)):
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
        note(events.ROUND_PLANNED, row, by, at, **facts)
    return rounds_queries.round_view(row.pk)


def cancel_round(*, round: int, why: str, by: Actor, at: datetime) -> RoundView:
    """Take a planned round out of the plan, with a reason."""
    return move_on(round, "cancel", by, at, ended_at=at, cut_because=reason(why))


def _check_carrier(mode: str, unit: int | None, person: int | None, duty_from: datetime) -> None:
    if (mode == "video") != (person is not None) or (mode != "video") != (unit is not None):
        raise WrongCarrier()
    if unit is not None:
        unit_view(unit)
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
