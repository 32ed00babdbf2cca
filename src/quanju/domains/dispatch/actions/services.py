"""Other services at an incident: asked, and each step with its moment and who told it."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from quanju.domains.dispatch import events
from quanju.domains.dispatch.actions.alerts import end_alerts
from quanju.domains.dispatch.actions.held import (
    CodeUnknown,
    check_open,
    held_incident,
    next_number,
    note,
    why_of,
)
from quanju.domains.dispatch.actions.jobs import held_concern
from quanju.domains.dispatch.lineage import family
from quanju.domains.dispatch.models import Incident, ServiceRequest
from quanju.domains.dispatch.permissions import may_change_incident
from quanju.domains.dispatch.queries.services import book_at, services_at, turn_of
from quanju.domains.dispatch.services import TOLD_BY, ServiceLine
from quanju.domains.dispatch.workflow import SERVICE_OPEN, SERVICE_REQUEST
from quanju.domains.kernel import words
from quanju.domains.kernel.held import held
from quanju.domains.kernel.transaction import write
from quanju.domains.kernel.types import NotFound, Refused, Text
from quanju.domains.people.types import Actor


class ServiceUnknown(Refused):
    """The branch's table has no such service, or the service no such line."""

    code = "SERVICE_UNKNOWN"
    text = Text("外援单位表里没有：{service}", "The table of services has no {service}")
    status = 422
    field = "service"


class AskedAlready(Refused):
    """One such request stands open; a second one is asked for on purpose."""

    code = "ASKED_ALREADY"
    text = Text(
        "{service} 已请求（{state}）；确需再来一家请点“再请求”",
        "{service} was asked already ({state}); choose “ask another” if one more is needed",
    )


class NotTheirTurn(Refused):
    """Firms that do the same are asked in turn, unless there is a reason."""

    code = "NOT_THEIR_TURN"
    text = Text(
        "现在轮到{next}（{why}）；改请别家要写明理由",
        "It is the turn of {next} ({why}); say why another is asked",
    )
    status = 422
    field = "reason"


def ask_service(
    *,
    incident: str,
    service: str,
    line: str = "",
    reason: str = "",
    is_another: bool = False,
    by: Actor,
    at: datetime,
) -> ServiceRequest:
    """A service was asked by telephone to come to the incident; its clock of silence begins.

    Of several firms it is the one whose turn it is, or with a reason another `line`. Refuses
    an incident that has ended, and a service that was asked already unless `is_another`.
    """
    why = why_of(reason, Text("改请理由", "why another is asked"), needed=False)
    with write():
        row = held_incident(incident)
        may_change_incident(by, row.station_id).or_refuse()
        check_open(row)
        kind = services_at(at).get(service)
        if kind is None:
            raise ServiceUnknown(service=service[:30])
        # The day's running number is also the lock: of two desks the second sees the first's turn.
        number = next_number("service", at)
        wanted = _standing(row, service, is_another=is_another)
        made = wanted or _new(row, kind, number)
        _call(made, kind, line, why, at)
        made.state = SERVICE_REQUEST.after("wanted", "ask")
        made.asked_at = made.since_at = at
        made.steps = [*made.steps, _step("ask", by, at)]
        made.save()
        end_alerts(at, "service_silent", subject=made.subject)
        note(
            events.SERVICE_ASKED,
            row,
            by,
            at,
            related=[made.subject],
            justification=why,
            service=service,
            line=made.line,
            name_zh=made.line_zh,
            name_en=made.line_en,
        )
    return made


def _standing(row: Incident, service: str, *, is_another: bool) -> ServiceRequest | None:
    """What the plan wants of it, if anything. Refuses where one was asked and is not over."""
    rows = ServiceRequest.objects.filter(
        incident__in=family(row.pk), service=service, state__in=SERVICE_OPEN
    ).order_by("pk")
    found = list(rows)
    wanted = next((one for one in found if one.state == "wanted"), None)
    if found and wanted is None and not is_another:
        name = Text(found[-1].name_zh, found[-1].name_en)
        raise AskedAlready(service=name, state=SERVICE_REQUEST.state_labels[found[-1].state])
    return wanted


def _new(row: Incident, kind: ServiceLine, number: str) -> ServiceRequest:
    return ServiceRequest(
        number=number,
        incident=row,
        service=kind.code,
        name_zh=kind.name_zh,
        name_en=kind.name_en,
        state="wanted",
    )


def _call(made: ServiceRequest, kind: ServiceLine, line: str, why: str, at: datetime) -> None:
    """Whom the request goes to: whoever has the turn, or another for a reason."""
    turn = turn_of(kind)
    chosen = line or turn.line
    if chosen not in kind.lines:
        raise ServiceUnknown(service=chosen[:30])
    book = book_at(at)
    named = {one: book[one].name if one in book else kind.name for one in kind.lines}
    if chosen != turn.line and not why:
        raise NotTheirTurn(next=named[turn.line], why=turn.why)
    name = named[chosen] if kind.is_in_turn else kind.name
    made.line, made.line_zh, made.line_en = chosen, name.zh, name.en
    made.turn_reason = why if chosen != turn.line else ""


def _step(verb: str, by: Actor, at: datetime, told_by: str = "") -> dict[str, object]:
    return {"verb": verb, "at": at.isoformat(), "by": by.person_id, "told_by": told_by}


def want_services(row: Incident, services: Iterable[str], by: Actor, at: datetime) -> None:
    """What the incident's plan or its level of alarm wants asked; inside a write, each once.

    Nothing leaves the desk by this: somebody still has to ring.
    """
    known = services_at(at)
    if not (wanted := [code for code in services if code in known]):
        return
    stands = set(ServiceRequest.objects.filter(incident=row).values_list("service", flat=True))
    for code in wanted:
        if code in stands:
            continue
        made = _new(row, known[code], next_number("service", at))
        made.since_at = at
        made.save()
        names: dict[str, Any] = {"name_zh": made.name_zh, "name_en": made.name_en}
        note(events.SERVICE_WANTED, row, by, at, service=code, **names)


def tell_service(
    *,
    request: str,
    verb: str,
    told_by: str = "service",
    reference: str = "",
    reason: str = "",
    by: Actor,
    at: datetime,
) -> ServiceRequest:
    """What was heard of a request: taken on under a reference, on the way, there, done, or not.

    The desk, the incident's station and the crews at work tell it, also after the incident has
    ended. Refuses what the state table does, and a refusal or a calling off without a reason.
    """
    if told_by not in TOLD_BY:
        names = TOLD_BY.values()
        known = Text("、".join(n.zh for n in names), ", ".join(n.en for n in names))
        raise CodeUnknown(known=known)
    number = words.line(
        reference, Text("受理编号", "the reference"), longest=60, needed=False, field="reference"
    )
    is_end = verb in ("refuse", "call_off")
    why = why_of(reason, Text("理由", "the reason"), needed=is_end)
    with write():
        found = ServiceRequest.objects.select_related("incident").filter(number=request).first()
        if found is None or verb == "ask":
            raise NotFound(subject=f"service_request:{request[:20]}")
        row = held_concern(found.incident.number, by)
        made = held(ServiceRequest, found.subject, number=request)
        made.state = SERVICE_REQUEST.after(made.state, verb)
        made.since_at = at
        made.reference = number or made.reference
        made.refusal = why if is_end else made.refusal
        made.steps = [*made.steps, _step(verb, by, at, told_by)]
        made.save()
        end_alerts(at, "service_silent", subject=made.subject)
        note(
            events.SERVICE_TOLD,
            row,
            by,
            at,
            related=[made.subject],
            justification=why,
            service=made.service,
            name_zh=f"{made.line_zh or made.name_zh} {SERVICE_REQUEST.verb_labels[verb].zh}",
            name_en=f"{made.line_en or made.name_en} {SERVICE_REQUEST.verb_labels[verb].en}",
            told_by=told_by,
        )
    return made
