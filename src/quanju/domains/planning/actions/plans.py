"""Verbs of plans: draft, change, propose, withdraw, put in force once a leader approved.

What takes seconds is asked before anything is written: `drafting`, `changing` and `proposing` ask,
and what they return tells, so that whoever holds the write open meanwhile holds it for a moment.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from quanju.domains.approvals import actions as approvals
from quanju.domains.approvals.queries import is_waiting
from quanju.domains.approvals.types import SET_ASIDE_BY, Act, ProposalView
from quanju.domains.journal.actions.entries import record
from quanju.domains.journal.types import Event
from quanju.domains.kernel import words
from quanju.domains.kernel.days import local_time
from quanju.domains.kernel.held import held
from quanju.domains.kernel.numbers import next_after
from quanju.domains.kernel.transaction import write
from quanju.domains.kernel.types import NotFound, Refused, Text
from quanju.domains.patrol.actions.layers import check_layers, renew_layers
from quanju.domains.patrol.queries.zones import export_staging_points, export_zones
from quanju.domains.people.types import SERVICE, Actor
from quanju.domains.planning import events
from quanju.domains.planning.layers import (
    POINT_FACTS,
    ZONE_FACTS,
    kept,
    read_layer,
)
from quanju.domains.planning.models import Plan, Study
from quanju.domains.planning.permissions import may_approve_plan, may_study
from quanju.domains.planning.queries.figures import compared
from quanju.domains.planning.types import PLAN_ACT, PlanView
from quanju.domains.planning.workflow import PLAN


class PlanChangedMeanwhile(Refused):
    """Somebody else changed the plan since this reader saw it."""

    code = "PLAN_CHANGED_MEANWHILE"
    text = Text(
        "方案在此期间已被别人修改，请重新打开再改",
        "Somebody changed the plan meanwhile; open it again and redo your change",
    )


class StartsBeforeNow(Refused):
    """A plan binds from now on, never backwards."""

    code = "STARTS_BEFORE_NOW"
    text = Text("生效时间不能早于现在", "It cannot take effect in the past")
    status = 422
    field = "wanted_from"


class AnotherPlanWaits(Refused):
    """One approved plan waits for its day; a second would be in force at once with it."""

    code = "ANOTHER_PLAN_WAITS"
    text = Text(
        "方案 {number} 已批准并等待生效，不能有两个方案同时有效；请先撤回它",
        "Plan {number} is approved and waits for its day; two plans cannot be in force at once: "
        "withdraw it first",
    )


class PlanWaitsForItsApproval(Refused):
    """Whoever proposed a plan withdraws it; nobody else takes it out of the leader's hands."""

    code = "PLAN_WAITS_FOR_ITS_APPROVAL"
    text = Text(
        "方案 {number} 正等待批准，由提请人在“待批”中撤回",
        "Plan {number} waits for approval; whoever proposed it withdraws it under “Approvals”",
    )


def _title(title: str) -> str:
    what = Text("标题", "the title")
    return words.line(title, what, longest=100, needed=False, field="title")


def draft_plan(*, title: str, studies: Sequence[int] = (), by: Actor, at: datetime) -> PlanView:
    """A draft from the zones and points in force, with what these studies found in their place."""
    return drafting(title=title, studies=studies, by=by, at=at)()


def drafting(
    *, title: str, studies: Sequence[int] = (), by: Actor, at: datetime
) -> Callable[[], PlanView]:
    """`draft_plan` asked, and still to be told."""
    may_study(by).or_refuse()
    zones = [kept(f, ZONE_FACTS) for f in export_zones(at)["features"]]
    points = [kept(f, POINT_FACTS) for f in export_staging_points(at)["features"]]
    used = list(Study.objects.filter(pk__in=list(studies), status="done").order_by("pk"))
    if len(used) != len(set(studies)):
        raise NotFound(subject=f"study:{studies[0]}")
    for study in used:
        found = study.result or {}
        zones = [kept(f, ZONE_FACTS) for f in found.get("zones", zones)]
        points = [kept(f, POINT_FACTS) for f in found.get("points", points)]
    named, figures = _title(title) or str(at.date()), compared(zones, points, at)

    def tell() -> PlanView:
        with write():
            row = Plan.objects.create(
                number=next_after(Plan.objects.all(), "number"),
                title=named,
                zones=zones,
                points=points,
                figures=figures,
                origin=used[-1] if used else None,
                drafted_by_id=by.person_id,
                drafted_at=at,
            )
            _note(events.PLAN_DRAFTED, row, by, at)
        return row.view()

    return tell


def change_plan(
    *,
    plan: int,
    revision: int,
    title: str | None = None,
    zones: Sequence[Mapping[str, Any]] | None = None,
    points: Sequence[Mapping[str, Any]] | None = None,
    by: Actor,
    at: datetime,
) -> PlanView:
    """Replace the layers of a draft. Refuses layers that could not be put in force, and a draft
    that somebody changed meanwhile."""
    return changing(
        plan=plan, revision=revision, title=title, zones=zones, points=points, by=by, at=at
    )()


def changing(
    *,
    plan: int,
    revision: int,
    title: str | None = None,
    zones: Sequence[Mapping[str, Any]] | None = None,
    points: Sequence[Mapping[str, Any]] | None = None,
    by: Actor,
    at: datetime,
) -> Callable[[], PlanView]:
    """`change_plan` asked, and still to be told."""
    may_study(by).or_refuse()
    seen = _row(plan)
    new_zones = read_layer(zones, ZONE_FACTS) if zones is not None else seen.zones
    new_points = read_layer(points, POINT_FACTS) if points is not None else seen.points
    PLAN.after(seen.status, "change")
    check_layers(zones=new_zones, points=new_points, at=at)
    named, figures = _title(title or ""), compared(new_zones, new_points, at)

    def tell() -> PlanView:
        with write():
            row = _locked(plan)
            row.status = PLAN.after(row.status, "change")
            if row.revision != revision:
                raise PlanChangedMeanwhile()
            row.zones, row.points, row.figures = new_zones, new_points, figures
            row.title = named or row.title
            row.revision += 1
            row.save()
            _note(events.PLAN_CHANGED, row, by, at)
        return row.view()

    return tell


def propose_plan(*, plan: int, wanted_from: datetime, by: Actor, at: datetime) -> PlanView:
    """Put a draft up for approval from a moment on. Refuses one that could not be put in force."""
    return proposing(plan=plan, wanted_from=wanted_from, by=by, at=at)()


def proposing(
    *, plan: int, wanted_from: datetime, by: Actor, at: datetime
) -> Callable[[], PlanView]:
    """`propose_plan` asked, and still to be told."""
    may_study(by).or_refuse()
    seen = _row(plan)
    PLAN.after(seen.status, "propose")
    if wanted_from < at:
        raise StartsBeforeNow()
    check_layers(zones=seen.zones, points=seen.points, at=at)

    def tell() -> PlanView:
        with write():
            row = _locked(plan)
            row.status = PLAN.after(row.status, "propose")
            if row.revision != seen.revision:
                raise PlanChangedMeanwhile()
            row.proposed_at, row.wanted_from = at, wanted_from
            row.save()
            approvals.propose(
                PUT_IN_FORCE,
                subject=row.subject,
                said=_said(row, at),
                content={"plan": row.number},
                related=["plans"],
                facts=_facts(row),
                by=by,
                at=at,
            )
        return row.view()

    return tell


def _said(row: Plan, at: datetime) -> Text:
    start = Text("立即", "at once")
    if row.wanted_from is not None and row.wanted_from > at:
        day = f"{local_time(row.wanted_from):%Y-%m-%d %H:%M}"
        start = Text(f"自 {day} 起", f"from {day} on")
    said = Text("方案 {n}“{title}”生效，{start}", "Put plan {n} “{title}” in force, {start}")
    return said.filled(n=row.number, title=row.title, start=start)


def _carry_out(proposal: ProposalView, by: Actor, at: datetime) -> None:
    """The plan begins at its moment, or now if that has passed.

    Refuses a second plan while an approved one waits, also of another leader in the same instant.
    """
    row = _locked(proposal.content["plan"])
    row.status = PLAN.after(row.status, "approve")
    waiting = Plan.objects.select_for_update().filter(status="approved").first()
    if waiting is not None:
        raise AnotherPlanWaits(number=waiting.number)
    row.approved_at = at
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        waiting = Plan.objects.filter(status="approved").exclude(pk=row.pk).first()
        raise AnotherPlanWaits(number=waiting.number if waiting else "?") from error
    _note(events.PLAN_APPROVED, row, by, at)
    if row.wanted_from is None or row.wanted_from <= at:
        _start(row, by, at)


def _set_aside(proposal: ProposalView, by: Actor, at: datetime) -> None:
    row = _locked(proposal.content["plan"])
    row.status = PLAN.after(row.status, SET_ASIDE_BY[proposal.status])
    row.save(update_fields=["status"])


PUT_IN_FORCE = Act(
    name=PLAN_ACT,
    label=Text("巡区与点位方案", "put a plan in force"),
    may_decide=may_approve_plan,
    roles=may_approve_plan.roles,
    hold=lambda proposal: _locked(proposal.content["plan"]),
    carry_out=_carry_out,
    set_aside=_set_aside,
)


def withdraw_plan(*, plan: int, by: Actor, at: datetime) -> PlanView:
    """Take a draft or an approved plan that waits out of the way.

    A proposed one is withdrawn by who proposed it (`approvals.actions.withdraw`).
    """
    may_study(by).or_refuse()
    with write():
        row = _locked(plan)
        if is_waiting(row.subject):
            raise PlanWaitsForItsApproval(number=row.number)
        row.status = PLAN.after(row.status, "withdraw")
        row.save()
        _note(events.PLAN_WITHDRAWN, row, by, at)
    return row.view()


def start_due_plan(*, at: datetime) -> int:
    """Put the approved plan whose day has come in force; how many there were (0 or 1)."""
    with write():
        row = Plan.objects.select_for_update(of=("self",)).due(at).first()
        if row is None:
            return 0
        _start(row, SERVICE, at)
    return 1


def _start(row: Plan, by: Actor, at: datetime) -> None:
    for before in Plan.objects.select_for_update().filter(status="in_force"):
        before.status = PLAN.after(before.status, "supersede")
        before.valid_until = at
        before.save()
    row.status = PLAN.after(row.status, "start")
    row.valid_from = at
    row.save()
    renew_layers(zones=row.zones, points=row.points, plan=row.subject, by=by, at=at)
    _note(events.PLAN_STARTED, row, by, at)


def _facts(row: Plan) -> dict[str, Any]:
    facts: dict[str, Any] = {
        "status": row.status,
        "revision": row.revision,
        "zones": len(row.zones),
        "points": len(row.points),
    }
    if row.wanted_from is not None:
        facts["wanted_from"] = row.wanted_from.isoformat()
    return facts


def _note(event: Event, row: Plan, by: Actor, at: datetime) -> None:
    record(
        event,
        subject=row.subject,
        by=by,
        at=at,
        facts=_facts(row),
        related=["plans"],
        purpose="administer",
    )


def _row(number: int) -> Plan:
    row = Plan.objects.with_people().filter(number=number).first()
    if row is None:
        raise NotFound(subject=f"plan:{number}")
    return row


def _locked(number: int) -> Plan:
    rows = Plan.objects.with_people()
    return held(rows, f"plan:{number}", number=number)
