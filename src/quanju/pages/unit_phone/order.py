"""What the crew's phone shows: the unit, its order, the next step."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from quanju.domains.dispatch.permissions import may_act_on_order, may_read_incidents
from quanju.domains.dispatch.queries import tables as tables_queries
from quanju.domains.dispatch.queries.board import job_of, jobs_since
from quanju.domains.dispatch.queries.incidents import (
    calls_of,
    feedbacks_of,
    incident_named,
    notes_of,
    read_incident,
)
from quanju.domains.dispatch.queries.messages import messages_for
from quanju.domains.dispatch.queries.pre_alerts import told_ahead_to
from quanju.domains.dispatch.queries.services import requests_of
from quanju.domains.dispatch.queries.tables import incident_types
from quanju.domains.dispatch.types import AssignmentView, IncidentView
from quanju.domains.geo.queries.place_notes import place_notes_near
from quanju.domains.kernel.roles import COMMAND, CREW
from quanju.domains.kernel.types import NotFound, Refused, Text
from quanju.domains.notices.queries import is_woken, push_key
from quanju.domains.patrol.permissions import may_act_for, may_carry_phone
from quanju.domains.patrol.queries import help, presence, tables, units
from quanju.domains.patrol.types.standing import ACTIVITIES, UnitView
from quanju.domains.people.queries import accounts
from quanju.domains.people.queries.candidates import colleagues_of
from quanju.domains.people.types import Actor
from quanju.pages.unit_phone.rounds import round_words

NEXT = {
    "assigned": "acknowledge",
    "acknowledged": "depart",
    "en_route": "arrive",
    "on_scene": "control",
    "transporting": "clear",
    "reporting": "feedback",
}
BUTTONS = {
    "acknowledge": Text("签收指令", "Acknowledge"),
    "depart": Text("我已出发", "I have departed"),
    "arrive": Text("我已到场", "I have arrived"),
    "control": Text("现场已控制", "Scene is controlled"),
    "clear": Text("处置完毕", "Finished here"),
}
"""The big button of each step, in the order of an ordinary job."""

SHOWN_STEPS = (
    ("acknowledge", Text("签收", "Ack."), "acknowledged_at"),
    ("depart", Text("出发", "Depart"), "departed_at"),
    ("arrive", Text("到场", "Arrive"), "arrived_at"),
    ("control", Text("控制", "Control"), "controlled_at"),
    ("clear", Text("完毕", "Clear"), "cleared_at"),
    ("feedback", Text("反馈", "Report"), "released_at"),
)


class NotRiding(Refused):
    """A verb of a crew by somebody who is on none."""

    code = "NOT_RIDING"
    text = Text(
        "您现在不在任何班组里，请先上勤",
        "You are on no crew at this moment; sign on first",
    )
    status = 409


WORDS = {
    "words_acknowledge": Text("待签收", "to acknowledge"),
    "words_transport": Text("押送", "Take somebody along"),
    "words_clear": Text("直接处置完毕", "Finished here at once"),
    "words_done": Text("先归队，稍后反馈", "Free again; report later"),
}
TONES = {"available": "good", "staging": "good", "patrolling": "good", "emergency": "bad"}


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the row of steps."""

    verb: str
    words: Text
    is_done: bool
    is_current: bool


def enter(actor: Actor) -> None:
    """The phone is for those who ride."""
    may_carry_phone(actor).or_refuse()


def own_unit(actor: Actor) -> UnitView:
    """The unit the reader rides with now; `NotRiding` if there is none."""
    unit = units.unit_ridden_by(actor.person_id or 0)
    if unit is None:
        raise NotRiding
    return unit


def page(actor: Actor, at: datetime, *, is_opened: bool = False) -> dict[str, Any]:
    """Everything of the phone's one page; opening an order is recorded, refreshing it is not."""
    shown = _shown(actor, at, is_opened=is_opened)
    told_by = [shown.get("unit"), shown.get("incident") or shown.get("round")]
    subjects = [actor.subject, *(one.subject for one in told_by if one)]
    key = push_key()
    woken = {"push_key": key, "is_woken": bool(key) and is_woken(actor)}
    return shown | woken | {"subjects": " ".join(subjects)}


def _shown(actor: Actor, at: datetime, *, is_opened: bool) -> dict[str, Any]:
    unit = units.unit_ridden_by(actor.person_id or 0)
    if unit is None:
        return {
            "unit": None,
            "choices": _choices(actor, at),
            "colleagues": colleagues_of(actor, at=at),
            "tiles": tiles(at),
        }
    crew = units.crew_of(unit.pk)
    may_act = (
        may_act_for(actor, crew=[one.person_id for one in crew], station_id=unit.station_id)
        and actor.role in CREW | COMMAND
    )
    job, messages = job_of(unit.pk), messages_for(unit, at=at)
    shown = {
        "unit": unit,
        "crew": crew,
        "may_act": bool(may_act),
        "freshness": units.position_freshness(unit.position, at),
        "tiles": tiles(at),
        "is_lit": presence.is_lit(unit.pk),
        "status_tone": TONES.get(unit.status, "muted"),
        "map_units": own_sign(unit),
        "help_near": help.help_calls_told_to(unit),
        "messages_unread": [one for one in messages if one.read_at is None],
        "messages_read": [one for one in messages if one.read_at],
        "ahead": told_ahead_to(unit.pk, at=at) if may_read_incidents(actor) else None,
        "own_help": help.help_call_of(unit.pk) if unit.status == "emergency" else None,
        "job": job,
        "has_order": False,
        **met_words(actor, unit, at),
    }
    if job is None:
        return shown | _idle(unit, actor, at) | round_words(unit, actor, at)
    if not may_read_incidents(actor):
        return shown
    return shown | order_of(job, actor, at, is_opened=is_opened)


def met_words(actor: Actor, unit: UnitView, at: datetime) -> dict[str, Any]:
    """What a crew may come across: the branch's frequent types as buttons, and all of them."""
    if not may_act_on_order(actor, [actor.person_id or 0], unit.station_id):
        return {}
    types = incident_types(at)
    return {"met_types": [one for one in types if one.is_met], "all_types": types}


def order_of(job: AssignmentView, actor: Actor, at: datetime, *, is_opened: bool) -> dict[str, Any]:
    """The order: place, what is known, who else goes, the steps."""
    read = read_incident if is_opened else None
    incident = (
        read(job.incident, by=actor, at=at)
        if read
        else incident_named(job.incident, actor=actor, at=at)
    )
    number = incident.number
    given = _waiting_feedback(number)
    changed_at = incident.place.changed_at
    following = NEXT.get(job.state, "")
    if job.state == "on_scene" and job.controlled_at:
        following = "clear"
    if following == "feedback" and (given is not None or incident.state != "feedback_due"):
        following = "done"
    return {
        "has_order": True,
        "incident": incident,
        "following": following,
        "map_incidents": _signs_of(incident),
        "place_notes": place_notes_near(
            incident.place.points, at, within_m=incident.place.radius_m or 0.0
        ),
        "is_place_new": bool(changed_at and changed_at > job.assigned_at),
        **clock_words(incident, job),
        "arrival_offer": tables_queries.arrival_offer(at) if incident.place.is_exact else None,
        **WORDS,
        "steps": list(steps_of(job, following, is_reported=given is not None)),
        "big": list(BUTTONS.items()),
        "said": [call.said for call in calls_of(incident.number, actor=actor) if call.said],
        "notes": [n for n in notes_of(number) if n.struck_at is None][-5:],
        "services": requests_of(number, at=at),
        "others": [
            a for a in incident.assignments if a.unit_id != job.unit_id and not a.released_at
        ],
        "refusals": tables_queries.reasons("refusal", at).items(),
        "given": given,
        **feedback_words(incident, at),
    }


RUNS_TO = {
    "acknowledge": "acknowledge",
    "ring": "arrive",
    "caller": "arrive",
    "feedback": "feedback",
}
"""Which press of this crew ends which of the incident's clocks."""


def clock_words(incident: IncidentView, job: AssignmentView) -> dict[str, Any]:
    """Toward what the shown clock runs; for a crew that is there its way is over."""
    clock = incident.clock
    runs_to = RUNS_TO.get(clock.name, "") if clock else ""
    stopped = clock.stopped_at if clock else None
    if runs_to == "arrive" and job.arrived_at:
        stopped = stopped or job.arrived_at
    return {"clock_runs_to": runs_to, "clock_stopped": stopped}


def _others(incident: IncidentView, job: AssignmentView) -> list[AssignmentView]:
    return [a for a in incident.assignments if a.unit_id != job.unit_id and not a.released_at]


def steps_of(job: AssignmentView, following: str, *, is_reported: bool) -> Sequence[Step]:
    """The row of steps; one that was jumped over counts as done once a later one is."""
    done = [bool(getattr(job, column)) for _, _, column in SHOWN_STEPS]
    done[-1] = is_reported
    last = max((n for n, is_done in enumerate(done) if is_done), default=-1)
    return [
        Step(
            verb,
            words,
            n <= last,
            verb == following or (verb == "feedback" and following == "done"),
        )
        for n, (verb, words, _) in enumerate(SHOWN_STEPS)
    ]


def feedback_words(incident: IncidentView, at: datetime) -> dict[str, Any]:
    """What the feedback form offers; a feedback that came back says why."""
    returned = [f for f in feedbacks_of(incident.number) if f.is_accepted is False]
    return {
        "dispositions": tables_queries.reasons("disposition", at).items(),
        "types": incident_types(at),
        "returned": next((f for f in reversed(returned) if f.return_reason), None),
    }


def _signs_of(incident: IncidentView) -> dict[str, Any]:
    """A sign for each point that is told of its place; what is not exact says so."""
    told: dict[str, Any] = {"subject": incident.subject, "grade": incident.grade}
    if not incident.place.is_exact:
        told |= {"doubt": incident.place.kind, "radius_m": incident.place.radius_m}
    signs = [sign_at(*point, **told)["features"] for point in incident.place.points]
    return {"type": "FeatureCollection", "features": [one for some in signs for one in some]}


def sign_at(lon: float, lat: float, **properties: Any) -> dict[str, Any]:
    """One sign for the map."""
    point = {"type": "Point", "coordinates": [lon, lat]}
    sign = {"type": "Feature", "geometry": point, "properties": properties}
    return {"type": "FeatureCollection", "features": [sign]}


def own_sign(unit: UnitView) -> dict[str, Any]:
    """The unit's own sign for the map, if its position is known."""
    if unit.position is None:
        return {"type": "FeatureCollection", "features": []}
    here = unit.position
    return sign_at(
        here.lon,
        here.lat,
        subject=unit.subject,
        call_sign=unit.call_sign,
        state=unit.status,
        at=here.at.isoformat(),
    )


def _waiting_feedback(number: str) -> Any:
    given = [f for f in feedbacks_of(number) if f.decided_at is None]
    return given[-1] if given else None


def owes_feedback(number: str, actor: Actor, at: datetime) -> IncidentView | None:
    """The incident, if it still waits for somebody's feedback."""
    try:
        incident = incident_named(number, actor=actor, at=at)
    except NotFound:
        return None
    is_due = incident.state == "feedback_due" and _waiting_feedback(number) is None
    return incident if is_due else None


def _idle(unit: UnitView, actor: Actor, at: datetime) -> dict[str, Any]:
    activities = [(code, words) for code, words in ACTIVITIES.items() if code != "out_of_service"]
    since = unit.shift_started_at or at
    jobs = jobs_since(unit.pk, since) if may_read_incidents(actor) else []
    owed = [i for j in jobs if (i := owes_feedback(j.incident, actor, at))]
    riding = {one.person_id for one in units.crew_of(unit.pk)}
    others = [one for one in colleagues_of(actor, at=at) if one.pk not in riding]
    return {"activities": activities, "jobs": jobs, "owed": owed, "colleagues": others}


def _choices(actor: Actor, at: datetime) -> list[dict[str, Any]]:
    """The units the reader usually rides with, each with its usual crew."""
    found = []
    for unit in units.units_of_person(actor.person_id or 0):
        usual = [accounts.account(pk) for pk in units.roster_of(unit.pk)]
        least = tables.crew_sizes(at).least[unit.force_type]
        found.append({"unit": unit, "people": usual, "least": least})
    return found


def tiles(at: datetime) -> dict[str, Any]:
    """The base map, if the branch has one."""
    from quanju.domains.geo.queries.roads import current_map
    from quanju.domains.geo.types import NoMapLoaded

    try:
        found = current_map(at)
    except NoMapLoaded:
        return {}
    return {"has_tiles": found.tile_file is not None, "info": found}
