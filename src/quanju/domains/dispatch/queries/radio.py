"""What the desk's one line may mean now, and what was entered by it."""

from datetime import datetime, timedelta

from quanju.domains.dispatch.models import Assignment, RadioEntry
from quanju.domains.dispatch.radio import RADIO, Heard, OnRadio, label_of, may_be_told, understood
from quanju.domains.dispatch.types.radio import RadioEntryView
from quanju.domains.dispatch.workflow import ASSIGNMENT
from quanju.domains.kernel.types import Text
from quanju.domains.patrol.queries import cover
from quanju.domains.patrol.queries import units as units_queries
from quanju.domains.people.types import Actor
from quanju.domains.rulebook.queries import in_force

SHOWN = 3


def on_radio(actor: Actor) -> list[OnRadio]:
    """Every unit the reader may see, on duty or not, and what may be told of it now."""
    jobs = {job.unit_id: job for job in Assignment.objects.active().select_related("incident")}
    found = []
    for unit in units_queries.units_visible_to(actor):
        job = jobs.get(unit.pk)
        is_working = job is not None and unit.status != "emergency"
        found.append(
            OnRadio(
                unit_id=unit.pk,
                call_sign=unit.call_sign,
                status=unit.status,
                state=ASSIGNMENT.state_labels[job.state]
                if job and is_working
                else unit.status_label,
                job=job.pk if job else None,
                incident=job.incident.number if job else "",
                may=may_be_told(unit.status, job.state if job else None),
            )
        )
    return found


def heard(text: str, actor: Actor, *, at: datetime) -> Heard:
    """What a line of text means now."""
    return understood(text, in_force(RADIO, at=at).content, on_radio(actor))


def warning_of(meant: Heard, *, at: datetime) -> Text | None:
    """What the one command would leave behind: a zone without a unit, said before it is sent."""
    one = meant.ready
    if one is None or one.is_confirmed or one.does not in ("break", "out_of_service", "sign_off"):
        return None
    zone = cover.zone_emptied_by(one.unit.unit_id, at)
    if zone is None:
        return None
    return Text(
        f"{zone.zh}将没有可用警力；末尾加“!”仍执行",
        f"{zone.en} would be without an available unit; end with “!” to do it all the same",
    )


def crew_of(meant: Heard) -> tuple[str, ...]:
    """Who would sign on, by name."""
    one = meant.ready
    if one is None or one.does != "sign_on":
        return ()
    return tuple(units_queries.usual_crew(one.unit.unit_id).values())


def may_be_taken_back(actor: Actor, *, at: datetime) -> list[RadioEntryView]:
    """What the reader has entered in the last seconds, the newest first."""
    span = timedelta(seconds=in_force(RADIO, at=at).content.undo_s)
    rows = RadioEntry.objects.filter(
        entered_by=actor.person_id, entered_at__gte=at - span, taken_back_at=None
    )
    rows = rows.select_related("unit").order_by("-entered_at", "-pk")[:SHOWN]
    return [
        RadioEntryView(
            pk=row.pk,
            call_sign=row.unit.call_sign,
            what=label_of(row.does),
            entered_at=row.entered_at,
            until_at=row.entered_at + span,
        )
        for row in rows
    ]
