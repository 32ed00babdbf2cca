"""Sending units: the order with its receipt, withdrawing, reserving."""

from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, transaction

from quanju.domains.dispatch import events
from quanju.domains.dispatch.actions.alerts import end_alerts
from quanju.domains.dispatch.actions.desks import desk_for
from quanju.domains.dispatch.actions.held import (
    crew_subjects,
    held_incident,
    move,
    note,
    why_of,
)
from quanju.domains.dispatch.actions.stations import signed_by_order
from quanju.domains.dispatch.decision import digest_of
from quanju.domains.dispatch.models import Assignment, Incident, Order, Receipt, Reservation
from quanju.domains.dispatch.permissions import may_send_order
from quanju.domains.dispatch.types import Recommendation
from quanju.domains.dispatch.workflow import INCIDENT
from quanju.domains.kernel.transaction import write
from quanju.domains.kernel.types import Refused, Text
from quanju.domains.notices.actions.pushing import wake
from quanju.domains.patrol.actions.holding import hold_units
from quanju.domains.patrol.queries.units import is_crewed
from quanju.domains.patrol.types.standing import UnitView
from quanju.domains.people.types import Actor
from quanju.domains.rounds.actions.pauses import pause_rounds_of


class UnitTaken(Refused):
    """Somebody else's order came first."""

    code = "UNIT_TAKEN"
    text = Text(
        "{unit} 已被派往 {number}，请另选", "{unit} was sent to {number} already; choose another"
    )


class UnitReserved(Refused):
    """The unit is kept free for another incident."""

    code = "UNIT_RESERVED"
    text = Text("{unit} 已为 {number} 预留", "{unit} is reserved for {number}")


class UnitNotAvailable(Refused):
    """Off duty, out of service or calling for help; on a break only grade 1 may call it."""

    code = "UNIT_NOT_AVAILABLE"
    text = Text("{unit} 现在是“{state}”，不能派", "{unit} is “{state}” and cannot be sent")


class NobodyRides(Refused):
    """Every account on its crew is closed."""

    code = "NOBODY_RIDES"
    text = Text(
        "{unit} 班组成员的账号都已停用，不能派；请先换人上勤",
        "Every account on the crew of {unit} is closed; it cannot be sent until others sign on",
    )


class NoUnits(Refused):
    """An order needs a unit."""

    code = "NO_UNITS"
    text = Text("请至少选择一个警力", "Choose at least one unit")
    status = 422


class ReasonForOther(Refused):
    """Choosing other units than proposed is free, but the receipt wants to know why."""

    code = "REASON_FOR_OTHER"
    text = Text(
        "所选与建议不同，请写一句理由（不影响评价）",
        "This differs from the proposal; write a word why (it is not held against you)",
    )
    status = 422
    field = "override_reason"


class VolunteersDoNotEnforce(Refused):
    """Volunteers have no powers."""

    code = "VOLUNTEERS_DO_NOT_ENFORCE"
    text = Text("义警不参与执法类警情", "Volunteers are not sent to enforcement")


SENDABLE = ("available", "staging", "patrolling")


def send_order(
    *,
    incident: str,
    units: Sequence[int],
    recommendation: Recommendation,
    receipt_content: str,
    override_reason: str = "",
    by: Actor,
    at: datetime,
) -> Order:
    """Send units to an incident, with the receipt of what was shown and chosen.

    Refuses: other roles, a unit already sent or reserved elsewhere, off duty, out of service, on
    a break below grade 1, volunteers for enforcement, another choice than proposed without a word
    why, and an incident that takes no order in its state.
    """
    chosen = list(dict.fromkeys(units))
    if not chosen:
        raise NoUnits
    reason = why_of(
        override_reason, Text("理由", "the reason"), field="override_reason", needed=False
    )
    with write():
        held = hold_units(chosen)
        row = held_incident(incident)
        may_send_order(by, row.station_id).or_refuse()
        INCIDENT.after(row.state, "order")
        for unit in chosen:
            check_free(held[unit], row, recommendation, at)
        if recommendation.proposed and set(chosen) != set(recommendation.proposed) and not reason:
            raise ReasonForOther
        receipt = _stored_receipt(row, recommendation, receipt_content, chosen, reason, by, at)
        order = Order.objects.create(
            incident=row, sent_by_id=by.person_id, sent_at=at, receipt=receipt
        )
        _assign(order, row, held, chosen, recommendation, at)
        _mark_ordered(row, by, at)
        pause_rounds_of(chosen, because=row.subject, by=by, at=at)
        _record_order(order, row, held, chosen, recommendation, reason, by, at)
    return order


def check_free(unit: UnitView, row: Incident, recommendation: Recommendation, at: datetime) -> None:
    job = Assignment.objects.active().filter(unit=unit.pk).select_related("incident").first()
    if job is not None:
        raise UnitTaken(unit=unit.call_sign, number=job.incident.number)
    standing = Reservation.objects.standing(at).filter(unit=unit.pk)
    kept = standing.select_related("incident").first()
    if kept is not None and kept.incident_id != row.pk:
        raise UnitReserved(unit=unit.call_sign, number=kept.incident.number)
    if not is_crewed(unit.pk):
        raise NobodyRides(unit=unit.call_sign)
    if unit.status not in SENDABLE and not (unit.status == "break" and row.grade == 1):
        raise UnitNotAvailable(unit=unit.call_sign, state=unit.status_label)
    if unit.force_type == "volunteer" and recommendation.inputs.get("is_enforcement", True):
        raise VolunteersDoNotEnforce


def _stored_receipt(
    row: Incident,
    recommendation: Recommendation,
    content: str,
    chosen: list[int],
    reason: str,
    by: Actor,
    at: datetime,
) -> Receipt:
    return Receipt.objects.create(
        incident=row,
        made_at=at,
        made_by=by.subject,
        content=content,
        sha256=digest_of(content),
        chosen=chosen,
        override_reason=reason if set(chosen) != set(recommendation.proposed) else "",
    )


def _assign(
    order: Order,
    row: Incident,
    held: dict[int, UnitView],
    chosen: list[int],
    recommendation: Recommendation,
    at: datetime,
) -> None:
    planned = {c.unit_id: c.seconds for c in recommendation.candidates}
    is_first = not Assignment.objects.active().filter(incident=row).exists()
    for number, unit in enumerate(chosen):
        try:
            with transaction.atomic():
                Assignment.objects.create(
                    order=order,
                    incident=row,
                    unit_id=unit,
                    state="assigned",
                    is_primary=is_first and number == 0,
                    planned_s=planned.get(unit),
                    assigned_at=at,
                    last_status_at=at,
                )
        except IntegrityError as error:
            raise UnitTaken(unit=held[unit].call_sign, number="…") from error
    Reservation.objects.filter(unit__in=chosen, incident=row, ended_at=None).update(ended_at=at)


def _mark_ordered(row: Incident, by: Actor, at: datetime) -> None:
    """Whoever sends for what waits at the common desk has taken it."""
    move(row, "order")
    row.ordered_at = row.ordered_at or at
    if row.desk_id is None:
        row.desk = desk_for(by, at)
    row.save(update_fields=["state", "ordered_at", "desk"])
    signed_by_order(row, by, at)
    end_alerts(at, "not_dispatched", "no_answer", "backup", incident=row)


def _record_order(
    order: Order,
    row: Incident,
    held: dict[int, UnitView],
    chosen: list[int],
    recommendation: Recommendation,
    reason: str,
    by: Actor,
    at: datetime,
) -> None:
    crews = crew_subjects(*chosen)
    wake([int(one.removeprefix("person:")) for one in crews], at=at)
    note(
        events.ORDER_SENT,
        row,
        by,
        at,
        urgent=True,
        related=[order.subject, *(held[u].subject for u in chosen), *crews],
        justification=reason,
        units=[held[u].call_sign for u in chosen],
        receipt=order.receipt.sha256 if order.receipt else "",
        as_proposed=set(chosen) == set(recommendation.proposed),
    )
