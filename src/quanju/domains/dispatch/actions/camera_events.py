"""What a person saw at a camera of a video round: told to the desk, or an incident at once."""

from datetime import datetime

from quanju.domains.dispatch.actions.alerts import raise_alert
from quanju.domains.dispatch.actions.incidents import create_incident
from quanju.domains.dispatch.models import Incident
from quanju.domains.kernel.transaction import write
from quanju.domains.kernel.types import NotFound, Refused, Text
from quanju.domains.people.types import Actor
from quanju.domains.rounds.actions.checkpoints import visit_checkpoint
from quanju.domains.rounds.queries import round_view
from quanju.domains.rounds.types import RoundView


class CameraHasNoPlace(Refused):
    """An incident happens somewhere; the timetable does not say where this camera stands."""

    code = "CAMERA_HAS_NO_PLACE"
    text = Text(
        "时间表里没有摄像机 {camera} 的位置，不能直接立警；请选“发现情况”急报指挥台",
        "The timetable does not say where camera {camera} stands, so no incident can be opened "
        "from it: choose “something is happening”, and the desk takes it on",
    )
    field = "type_code"


def report_camera_event(
    *, round: int, checkpoint: int, text: str, by: Actor, at: datetime
) -> RoundView:
    """Say what is to be seen at a camera; the desk is alerted and takes it on.

    Refuses who does not look through this round, and words that are missing.
    """
    with write():
        seen = visit_checkpoint(
            round=round, checkpoint=checkpoint, outcome="event", note=text, by=by, at=at
        )
        raise_alert("camera_event", seen.subject, None, by, at, since=at)
    return seen


def open_camera_incident(
    *, round: int, checkpoint: int, type_code: str, text: str, by: Actor, at: datetime
) -> Incident:
    """Say that something is happening at a camera and open the incident, in one write.

    Refuses who may not open incidents or does not look through this round, words that are missing,
    and a camera whose place is not known. It counts as found on patrol, not as a call.
    """
    with write():
        stops = {one.pk: one for one in round_view(round).checkpoints}
        stop = stops.get(checkpoint)
        if stop is None or not stop.camera:
            raise NotFound(subject=f"checkpoint:{checkpoint}")
        if stop.lon is None or stop.lat is None:
            raise CameraHasNoPlace(camera=stop.camera)
        incident = create_incident(
            type_code=type_code,
            text=text,
            lon=stop.lon,
            lat=stop.lat,
            address=stop.name.zh,
            channel="patrol",
            is_self_initiated=True,
            by=by,
            at=at,
        )
        visit_checkpoint(
            round=round,
            checkpoint=checkpoint,
            outcome="event",
            note=text,
            incident=incident.number,
            by=by,
            at=at,
        )
    return incident
