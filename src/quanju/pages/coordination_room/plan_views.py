"""Contingency plans: the list, one plan with its runs and the press that opens it; warnings."""

import io
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django import forms
from django.http import FileResponse, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from quanju.domains.approvals.queries import open_proposals
from quanju.domains.coordination.actions import plans as actions
from quanju.domains.coordination.actions import warnings
from quanju.domains.coordination.permissions import (
    may_acknowledge_warnings,
    may_open_plans,
    may_take_part,
)
from quanju.domains.coordination.queries import groups as groups_queries
from quanju.domains.coordination.queries import plans as queries
from quanju.domains.coordination.types import GroupHead, GroupView
from quanju.domains.dispatch.queries.incidents import incident_named
from quanju.domains.kernel.days import local_time
from quanju.domains.kernel.types import NotFound, Text
from quanju.domains.patrol.types.standing import FORCE_TYPES
from quanju.domains.people.queries.organisations import responsible_units
from quanju.pages.coordination_room.lists import COLUMNS
from quanju.pages.shared.fields import Whole, Words, Yes, given
from quanju.pages.shared.listing import Column, rows_of
from quanju.pages.shared.matters import thread_of
from quanju.pages.shared.once import carried_out, done_once
from quanju.pages.shared.proposals import shown_to
from quanju.pages.shared.request import Request
from quanju.pages.shared.serving import guarded


class PlanForm(forms.Form):
    """What the opening of a plan still needs: what, where and when, who answers; or a drill."""

    use_required_attribute = False

    what = Words(required=True, label=Text("什么事", "What"), widget=forms.Textarea({"rows": 2}))
    where_when = Words(required=True, label=Text("何时何地", "Where and when"))
    responsible = forms.TypedChoiceField(
        label=Text("责任部门", "Responsible unit"),  # type: ignore[arg-type]
        coerce=int,
        required=False,
        empty_value=None,
    )
    is_drill = Yes(
        label=Text("这是演练", "This is a drill"),
        help_text=Text(
            "演练另行统计，预警一律是“演习”，不挂真实警情",
            "Counted apart, its warning says Exercise, it stands on no real incident",
        ),
    )

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        units = [(one.pk, str(one.name)) for one in responsible_units()]
        mine = ("", str(Text("本部门", "my own")))
        self.fields["responsible"].choices = [mine, *units]  # type: ignore[attr-defined]


@never_cache
@require_GET
def plans(request: Request) -> HttpResponse:
    """Every plan of the branch, its runs and its drills counted apart."""
    context = {
        "plans": queries.plans_listed(request.actor, at=request.moment),
        "incident": request.GET.get("incident", ""),
        "fits": _fitting(request),
    }
    return render(request, "coordination_room/plans.html", context)


def _fitting(request: Request) -> set[str]:
    """Codes of plans that name the incident's type or class."""
    number = request.GET.get("incident", "")
    if not number:
        return set()
    view = incident_named(number, actor=request.actor, at=request.moment)
    found = queries.plans_for(view.type_code, view.class_code, at=request.moment)
    return {one.code for one in found}


@never_cache
@require_http_methods(["GET", "POST"])
def plan(request: Request, code: str) -> HttpResponse:
    """One plan: all that its opening makes, its runs and drills, and the press that opens it."""
    by, at = request.actor, request.moment
    view = queries.plan_named(code, by=by, at=at)
    may_open = may_open_plans(by)
    if request.method == "POST":
        may_open.or_refuse()
    form = PlanForm(request.POST if request.method == "POST" else None, initial=_known(request))
    if request.method == "POST" and form.is_valid():
        made = carried_out(form, lambda: _opened(request, code, form))
        if made is not None:
            number = made.partition(":")[2]
            return HttpResponseRedirect(reverse("coordination_room:group", args=[number]))
    seats, kinds = (groups_queries.group_rules(at).seats, groups_queries.group_rules(at).types)
    runs = queries.runs_of(code, by=by, at=at)
    columns = _columns(queries.own_among(runs, by=by, at=at))
    context = {
        "plan": view,
        "kind": kinds.get(view.row.kind),
        "called": [seats[one].name for one in view.row.called if one in seats],
        "items": [
            (one, seats[one.seat].name if one.seat in seats else "") for one in view.row.item
        ],
        "staging": [(one, FORCE_TYPES[one.force]) for one in view.row.staging],
        "runs": rows_of(columns, [one for one in runs if not one.is_drill]),
        "drills": rows_of(columns, [one for one in runs if one.is_drill]),
        "form": form,
        "may_open": may_open,
        "incident": request.GET.get("incident", ""),
    }
    status = 422 if form.errors else 200
    return render(request, "coordination_room/plan.html", context, status=status)


def _columns(mine: set[str]) -> tuple[Column, ...]:
    """The list of groups; a number opens for its members alone."""

    def page(row: GroupHead) -> str:
        is_mine = row.number in mine
        return reverse("coordination_room:group", args=[row.number]) if is_mine else ""

    return (replace(COLUMNS[0], href=page), *COLUMNS[1:])


def _known(request: Request) -> dict[str, Any]:
    """What an incident tells already."""
    number = request.GET.get("incident", "")
    if not number:
        return {"where_when": f" {local_time(request.moment):%Y-%m-%d %H:%M}"}
    view = incident_named(number, actor=request.actor, at=request.moment)
    return {
        "what": f"{view.number} {view.title}",
        "where_when": f"{view.address} {local_time(view.received_at):%Y-%m-%d %H:%M}",
        "responsible": view.station_id,
    }


def _opened(request: Request, code: str, form: PlanForm) -> str:
    return done_once(
        request,
        "coordination.open_plan",
        lambda: actions.open_plan(
            plan=code,
            incident=request.GET.get("incident", ""),
            by=request.actor,
            at=request.moment,
            **form.cleaned_data,
        ),
    )


def plan_verbs(request: Request, common: dict[str, Any]) -> dict[str, Callable[[], GroupView]]:
    """Verbs of a plan's checklist, by the last part of their address."""

    def moves(verb: str) -> Callable[[], GroupView]:
        def act() -> GroupView:
            said = given(request.POST, step=Whole(), note=Words())
            return actions.move_step(verb=verb, **said, **common)

        return act

    return {f"{verb}_step": moves(verb) for verb in ("tick", "skip", "reopen")}


@never_cache
@require_GET
def warnings_out(request: Request) -> HttpResponse:
    """What the public was told, and drafts of one's own groups."""
    context = {"warnings": queries.warnings_listed(request.actor, at=request.moment)}
    return render(request, "coordination_room/warnings.html", context)


@never_cache
@require_GET
def warning(request: Request, number: str) -> HttpResponse:
    """One warning: its words, who released it, who outside has it; its verbs for who leads."""
    by, at = request.actor, request.moment
    view = queries.warning_view(number, by=by, at=at)
    (proposals,) = shown_to(by, open_proposals(view.subject))
    try:
        group = groups_queries.group_view(number, by=by, at=at)
    except NotFound:
        group = None
    mine = group.member(by.person_id) if group else None
    context = {
        "one": view,
        "group": group,
        "leads": mine is not None and mine.leads,
        "proposals": proposals,
        "thread": thread_of(view.subject),
        "may_acknowledge": bool(may_acknowledge_warnings(by))
        and by.person_id not in view.received_by,
    }
    return render(request, "coordination_room/warning.html", context)


@never_cache
@require_GET
def cap_file(request: Request, number: str) -> HttpResponseBase:
    """The message in CAP 1.2, as another system reads it."""
    whole = queries.cap_of(number, by=request.actor, at=request.moment)
    return guarded(FileResponse(io.BytesIO(whole)), "application/xml", f"warning-{number}.xml")


@require_POST
def act_on_warning(request: Request, number: str, verb: str) -> HttpResponse:
    """One verb of a warning; a refusal stands beside its button."""
    may_take_part(request.actor).or_refuse()
    common: dict[str, Any] = {"warning": number, "by": request.actor, "at": request.moment}
    verbs: dict[str, Callable[[], Any]] = {
        "write": lambda: warnings.write_warning(said=_written(request), **common),
        "propose": lambda: warnings.propose_warning(**common),
        "drop": lambda: warnings.drop_warning(**given(request.POST, why=Words()), **common),
        "end": lambda: warnings.propose_warning_end(**given(request.POST, why=Words()), **common),
        "acknowledge": lambda: warnings.acknowledge_warning(**common),
    }
    if verb not in verbs:
        raise NotFound(subject=f"verb {verb[:20]}")
    done_once(request, f"coordination.{verb}_warning", verbs[verb])
    return HttpResponseRedirect(reverse("coordination_room:warning", args=[number]))


def _written(request: Request) -> dict[str, str]:
    return given(request.POST, **{name: Words() for name in warnings.WRITTEN})
