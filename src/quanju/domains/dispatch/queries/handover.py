"""What a shift of the desk leaves to the next: gathered by itself, signed by two."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from quanju.domains.dispatch.models import LostCall, ShiftHandover, StationCall
from quanju.domains.dispatch.permissions import may_sit_at_desk
from quanju.domains.dispatch.queries.board import unit_board
from quanju.domains.dispatch.queries.desks import desk_numbers, own_desk
from quanju.domains.dispatch.queries.incidents import open_alerts, open_incidents
from quanju.domains.dispatch.quiet import DESK_SIGNS
from quanju.domains.geo.queries.roads import circumstances, closures
from quanju.domains.kernel.days import branch_zone, local_day, local_moment
from quanju.domains.kernel.types import NotFound, Text
from quanju.domains.patrol.queries.help import help_calls
from quanju.domains.people.types import Actor
from quanju.domains.rulebook.queries import in_force

OUT = ("assigned", "acknowledged", "en_route", "on_scene", "transporting", "reporting")


@dataclass(frozen=True, slots=True)
class Handover:
    """The hand-over at the beginning of one shift; `content` is live until somebody has signed."""

    pk: int | None
    begins_at: datetime
    content: dict[str, Any]
    remark: str = ""
    outgoing_at: datetime | None = None
    incoming_at: datetime | None = None
    is_outgoing: bool = False

    @property
    def is_signed_by_two(self) -> bool:
        return self.incoming_at is not None


def handover_due(at: datetime) -> tuple[datetime, bool]:
    """The beginning of the shift that is handed over to now or was last; whether it is due.

    It is for so long before and after the shift begins, until two have signed.
    """
    rule = in_force(DESK_SIGNS, at=at).content
    early = timedelta(minutes=rule.handover_before_min)
    day, zone = local_day(at), branch_zone()
    begins = [
        local_moment(one, time.fromisoformat(hour), zone)
        for one in (day - timedelta(days=1), day, day + timedelta(days=1))
        for hour in rule.shift_begins
    ]
    last = max(moment for moment in begins if moment <= at + early)
    is_signed = ShiftHandover.objects.filter(begins_at=last, incoming__isnull=False).exists()
    return last, not is_signed and at <= last + early


def handover_now(actor: Actor, *, at: datetime) -> Handover:
    """The hand-over of now: what was signed, or what stands open at this moment."""
    may_sit_at_desk(actor).or_refuse()
    begins_at, _ = handover_due(at)
    row = ShiftHandover.objects.filter(begins_at=begins_at).first()
    return _view(row, actor) if row else Handover(None, begins_at, gathered(actor, at=at))


def handover(pk: int, actor: Actor) -> Handover:
    """One that was signed."""
    may_sit_at_desk(actor).or_refuse()
    row = ShiftHandover.objects.filter(pk=pk).first()
    if row is None:
        raise NotFound(subject=f"handover:{pk}")
    return _view(row, actor)


def handovers(actor: Actor) -> list[ShiftHandover]:
    """Those of the last days, the newest first."""
    may_sit_at_desk(actor).or_refuse()
    return list(ShiftHandover.objects.order_by("-begins_at").defer("content")[:14])


def _view(row: ShiftHandover, actor: Actor) -> Handover:
    return Handover(
        row.pk, row.begins_at, row.content, row.remark, row.outgoing_at, row.incoming_at,
        row.outgoing_id == actor.person_id,
    )  # fmt: skip


def is_to_sign(actor: Actor, at: datetime) -> str:
    """“outgoing” or “incoming” for whoever sits at a desk while it is due; else ""."""
    if own_desk(actor) is None:
        return ""
    begins_at, is_due = handover_due(at)
    if not is_due:
        return ""
    row = ShiftHandover.objects.filter(begins_at=begins_at).first()
    if row is None:
        return "outgoing"
    return "incoming" if row.outgoing_id != actor.person_id else ""


def gathered(actor: Actor, *, at: datetime) -> dict[str, Any]:
    """What stands open now, in words of both languages; no name of anybody, no caller's word."""
    desks = desk_numbers()
    views = open_incidents(actor, at=at)
    return {
        "at": at.isoformat(),
        "incidents": [
            {
                "number": v.number,
                "grade": v.grade,
                "type": _both(v.listed_type),
                "state": _both(v.label),
                "desk": desks.get(v.desk_id or 0),
                "toward": _both(v.clock.toward) if v.clock else None,
                "due_at": v.clock.due_at.isoformat() if v.clock and v.clock.due_at else None,
                "is_over": bool(v.clock and v.clock.is_overdue(at)),
            }
            for v in views
        ],
        "units": [
            {"call_sign": u.call_sign, "state": _both(u.label), "incident": u.incident}
            for u in unit_board(actor, at=at)
            if u.status in OUT or u.status in ("break", "out_of_service", "emergency")
        ],
        "roads": [
            {"name": _both(c.name), "until": c.valid_until.isoformat() if c.valid_until else None}
            for c in closures(at)
        ],
        "circumstances": [_both(c.name) for c in circumstances(at)],
        "help": [
            {"call_sign": one.unit.call_sign, "since": one.called_at.isoformat()}
            for one in help_calls()
        ],
        "alerts": [
            {"what": _both(one.label), "incident": one.incident, "unit": one.unit}
            for one in open_alerts()
        ],
        "left": {
            "feedback": sum(v.state == "feedback_due" for v in views),
            "waiting": sum(v.state in ("new", "reopened") for v in views),
            "call_back": LostCall.objects.filter(state="waiting").count(),
            "station": StationCall.objects.filter(state="sent").count(),
        },
    }


def _both(words: Text) -> list[str]:
    return [words.zh, words.en]
