"""What a crew tells by radio, entered by the desk: steps on its job, its own state, its shift."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from quanju.domains.dispatch import events
from quanju.domains.dispatch.actions import steps
from quanju.domains.dispatch.actions.held import crew_subjects, note
from quanju.domains.dispatch.actions.jobs import held_job
from quanju.domains.dispatch.models import Alert, Assignment, Feedback, Incident, RadioEntry
from quanju.domains.dispatch.permissions import may_tell_by_radio
from quanju.domains.dispatch.radio import MAY_TAKE_TIME, RADIO, SAID, STEPS
from quanju.domains.dispatch.workflow import ASSIGNMENT, INCIDENT
from quanju.domains.journal.actions.entries import record
from quanju.domains.kernel.held import held
from quanju.domains.kernel.transaction import write
from quanju.domains.kernel.types import NotFound, Refused, Text
from quanju.domains.patrol.actions import crews
from quanju.domains.patrol.actions.holding import hold_units
from quanju.domains.patrol.queries.units import crews_of, usual_crew
from quanju.domains.patrol.types.standing import UnitView
from quanju.domains.people.types import Actor, station_subjects
from quanju.domains.rulebook.queries import in_force

VERBS: dict[str, Callable[..., Assignment]] = {
    "acknowledge": steps.acknowledge_order,
    "depart": steps.depart,
    "arrive": steps.arrive,
    "control": steps.control,
    "transport": steps.transport,
    "clear": steps.clear,
    "done": steps.done,
}
MOMENTS = {
    "acknowledge": "acknowledged_at",
    "depart": "departed_at",
    "arrive": "arrived_at",
    "control": "controlled_at",
    "clear": "cleared_at",
}
"""Moments that a job and its incident both have."""


class NotOnAJob(Refused):
    """A step is told of a unit that has no order."""

    code = "NOT_ON_A_JOB"
    text = Text("{unit} 现在没有出警指令", "{unit} has no order now")


class TooManyMinutes(Refused):
    """A break or stop that is longer than the branch's table has it, or none at all."""

    code = "TOO_MANY_MINUTES"
    text = Text("分钟数应为 1 到 {most}", "Minutes are from 1 to {most}")
    status = 422
    field = "minutes"


class TooLateToTakeBack(Refused):
    """What was told by radio is taken back within seconds, or corrected by what is told next."""

    code = "TOO_LATE_TO_TAKE_BACK"
    text = Text(
        "只能在 {most} 秒内撤回；现在请报实际的下一步",
        "It can be taken back within {most} s; enter what the crew does next instead",
    )


class ChangedSince(Refused):
    """Something else has happened since, so it cannot be as it was."""

    code = "CHANGED_SINCE"
    text = Text(
        "{unit} 此后已有变化，不能撤回", "{unit} has changed since; it cannot be taken back"
    )


def tell_by_radio(
    *,
    unit: int,
    does: str,
    incident: str = "",
    minutes: int | None = None,
    confirmed: bool = False,
    by: Actor,
    at: datetime,
) -> RadioEntry:
    """Enter what a crew told by radio; the entries and the measures say that it was by radio.

    Refuses: others than the desk (the command room for its own station), and whatever the verb
    itself refuses. `incident` names the job where it is known. Signing on takes the usual crew.
    """
    if does not in SAID:
        raise NotFound(subject=f"radio word {does[:20]}")
    with write():
        view = hold_units([unit])[unit]
        may_tell_by_radio(by, view.station_id).or_refuse()
        if does in STEPS:
            job, before = _step(view, does, incident, by, at)
        else:
            job, before = None, _own(view, does, minutes, confirmed, by, at)
        return RadioEntry.objects.create(
            unit_id=unit,
            job=job,
            does=does,
            minutes=minutes if does in MAY_TAKE_TIME else None,
            entered_by_id=_person(by),
            entered_at=at,
            before=before,
        )


def _person(by: Actor) -> int:
    """Who enters it: the service holds no such right, so there is somebody."""
    assert by.person_id is not None
    return by.person_id


def _step(
    view: UnitView, does: str, incident: str, by: Actor, at: datetime
) -> tuple[Assignment, dict[str, Any]]:
    active = Assignment.objects.active().filter(unit=view.pk).first()
    if active is None and not incident:
        raise NotOnAJob(unit=view.call_sign)
    job = None if incident else active
    _, row, found = held_job(view.pk, incident, job.pk if job else None)
    before = {"job": _kept(found, does), "incident": _kept(row, does)}
    told = VERBS[does](incident=row.number, unit=view.pk, job=found.pk, by=by, at=at)
    return told, before


def _kept(row: Assignment | Incident, does: str) -> dict[str, Any]:
    """The fields that a step changes, as they are before it."""
    moments = [MOMENTS[does]] if does in MOMENTS else []
    if isinstance(row, Assignment):
        moments.append("last_status_at")
    known = {name: getattr(row, name) for name in moments}
    return {"state": row.state, **{n: v.isoformat() if v else None for n, v in known.items()}}


def _own(
    view: UnitView, does: str, minutes: int | None, confirmed: bool, by: Actor, at: datetime
) -> dict[str, Any]:
    """A unit's own state or shift, by patrol's own verbs."""
    if does == "sign_on":
        crews.sign_on(unit=view.pk, crew=list(usual_crew(view.pk)), by=by, at=at)
    elif does == "sign_off":
        riding = crews_of([view.pk])[view.pk]
        crews.sign_off(unit=view.pk, by=by, at=at, confirmed=confirmed)
        return {"crew": list(riding)}
    else:
        until = _until(does, minutes, at)
        crews.set_activity(
            unit=view.pk, activity=does, by=by, at=at, confirmed=confirmed, until=until
        )
    last = view.status_until_at
    return {"status": view.status, "until": last.isoformat() if last else None}


def _until(does: str, minutes: int | None, at: datetime) -> datetime | None:
    if minutes is None or does not in MAY_TAKE_TIME:
        return None
    most = in_force(RADIO, at=at).content.most_min
    if not 1 <= minutes <= most:
        raise TooManyMinutes(most=most)
    return at + timedelta(minutes=minutes)


def take_back(*, entry: int, by: Actor, at: datetime) -> RadioEntry:
    """Undo a slip of some seconds ago: everything is as it was, and both entries stay.

    Refuses: others than who may tell, later than the table allows, and what has changed since.
    """
    limit_s = in_force(RADIO, at=at).content.undo_s
    with write():
        known = RadioEntry.objects.filter(pk=entry).first()
        view = hold_units([known.unit_id])[known.unit_id] if known else None
        row = held(RadioEntry.objects.select_related("unit"), f"radio_entry:{entry}", pk=entry)
        assert view is not None
        may_tell_by_radio(by, view.station_id).or_refuse()
        if at - row.entered_at > timedelta(seconds=limit_s):
            raise TooLateToTakeBack(most=f"{limit_s:g}")
        if row.taken_back_at is not None:
            raise ChangedSince(unit=view.call_sign)
        row.taken_back_at = at
        row.save(update_fields=["taken_back_at"])
        facts: dict[str, Any] = {
            "unit": view.call_sign,
            "does": str(row.does),
            "told_at": row.entered_at.isoformat(),
        }
        crew = crew_subjects(row.unit_id)
        if row.job_id is not None:
            matter = _restore_job(row, view)
            subjects = [view.subject, *crew]
            note(events.RADIO_TAKEN_BACK, matter, by, at, related=subjects, **facts)
            return row
        related = [*crew, *station_subjects(view.station_id)]
        _restore_unit(row, view, by, at)
        record(
            events.RADIO_TAKEN_BACK,
            subject=view.subject,
            by=by,
            at=at,
            related=related,
            facts=facts,
        )
    return row


def _restore_job(entry: RadioEntry, view: UnitView) -> Incident:
    _, row, job = held_job(view.pk, "", entry.job_id)
    was = entry.before["job"]
    moment = MOMENTS.get(entry.does)
    busy = Assignment.objects.active().filter(unit=view.pk).exclude(pk=job.pk).exists()
    is_as_told = job.state == ASSIGNMENT.after(was["state"], entry.does)
    if moment and getattr(job, moment) != entry.entered_at:
        is_as_told = False
    if busy or not is_as_told:
        raise ChangedSince(unit=view.call_sign)
    for name, value in was.items():
        setattr(job, name, _moment(value) if name.endswith("_at") else value)
    if entry.does == "done":
        job.released_at, job.release_code = None, ""
    job.radio_steps = [one for one in job.radio_steps if one != entry.does]
    job.has_radio_steps = bool(job.radio_steps)
    job.save()
    _restore_incident(entry, row, view)
    _raise_again(entry, row, job)
    return row


def _moment(value: str | None) -> datetime | None:
    return datetime.fromisoformat(value) if value else None


def _restore_incident(entry: RadioEntry, row: Incident, view: UnitView) -> None:
    """The incident is as it was, but for what other units have done meanwhile."""
    was, moment = entry.before["incident"], MOMENTS.get(entry.does)
    if moment is None:
        return
    others = row.assignments.exclude(pk=entry.job_id or 0)
    theirs = [at for at in others.values_list(moment, flat=True) if at]
    if getattr(row, moment) == entry.entered_at:
        setattr(row, moment, _moment(was[moment]) or min(theirs, default=None))
    is_moved = was["state"] != row.state and INCIDENT.allows(was["state"], entry.does)
    if is_moved and INCIDENT.after(was["state"], entry.does) == row.state:
        if entry.does == "clear":
            _refuse_if_told(entry, row, view)
            row.state = was["state"]
        elif not theirs:
            row.state = was["state"]
    row.save()


def _refuse_if_told(entry: RadioEntry, row: Incident, view: UnitView) -> None:
    if Feedback.objects.filter(incident=row, given_at__gte=entry.entered_at).exists():
        raise ChangedSince(unit=view.call_sign)


def _raise_again(entry: RadioEntry, row: Incident, job: Assignment) -> None:
    """Alerts that the entry ended stand again: nobody has seen to their cause."""
    about = [f"assignment:{job.pk}", job.unit.subject, row.subject]
    ended = Alert.objects.filter(closed_at=entry.entered_at, incident=row, subject__in=about)
    ended.update(closed_at=None)


def _restore_unit(entry: RadioEntry, view: UnitView, by: Actor, at: datetime) -> None:
    states = {"sign_on": "available", "sign_off": "off_duty"}
    if view.status != states.get(entry.does, entry.does):
        raise ChangedSince(unit=view.call_sign)
    unit, was = entry.unit_id, entry.before
    if entry.does == "sign_on":
        crews.sign_off(unit=unit, by=by, at=at, confirmed=True)
    elif entry.does == "sign_off":
        crews.sign_on(unit=unit, crew=was["crew"], by=by, at=at)
    else:
        until = _moment(was["until"])
        crews.set_activity(
            unit=unit, activity=was["status"], by=by, at=at, confirmed=True, until=until
        )
