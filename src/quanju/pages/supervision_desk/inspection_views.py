"""Inspection plans: the list, planning one, its sample, a matter of it, the population."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from quanju.domains.journal.actions.entries import consult
from quanju.domains.kernel.types import NotFound
from quanju.domains.reception.queries.sites import sites
from quanju.domains.supervision.actions import inspection_plans as plans
from quanju.domains.supervision.actions import inspections as acts
from quanju.domains.supervision.permissions import may_inspect, may_read_inspections
from quanju.domains.supervision.queries import inspections as queries
from quanju.domains.supervision.types.inspections import (
    InspectionView,
    of_sample,
)
from quanju.pages.shared.entries import last_steps
from quanju.pages.shared.fields import Words, given
from quanju.pages.shared.listing import answer
from quanju.pages.shared.matters import page_of, thread_of
from quanju.pages.shared.once import done_once, sent_once
from quanju.pages.shared.request import Request
from quanju.pages.shared.timeline import lines_of
from quanju.pages.supervision_desk.forms import MatterForm, PlanForm
from quanju.pages.supervision_desk.inspection_lists import (
    InspectionFilter,
    inspection_list,
    population_list,
)

STEPS_SHOWN = 30


@never_cache
@require_GET
def inspections(request: Request) -> HttpResponseBase:
    """The plans, by kind and state; as a file and on paper, too."""
    may_read_inspections(request.actor).or_refuse()
    form = InspectionFilter(request.GET)
    return answer(
        request,
        "supervision_desk/inspections.html",
        inspection_list(form, request.actor),
        may_inspect=may_inspect(request.actor),
    )


@never_cache
@require_http_methods(["GET", "POST"])
def plan_inspection(request: Request) -> HttpResponse:
    """Fix what a sample will be drawn from."""
    by, at = request.actor, request.moment
    may_inspect(by).or_refuse()
    form = PlanForm(request.POST if request.method == "POST" else None, at=at)
    made = sent_once(
        request,
        form,
        "supervision.plan_inspection",
        lambda: plans.plan_inspection(**form.cleaned_data, by=by, at=at),
    )
    if made:
        return HttpResponseRedirect(_page(made.partition(":")[2]))
    status = 422 if form.errors else 200
    return render(request, "supervision_desk/plan_inspection.html", {"form": form}, status=status)


@never_cache
@require_GET
def inspection(request: Request, number: str) -> HttpResponse:
    """One plan: drawn from what, by which seed, what was found; the reading is recorded."""
    by, at = request.actor, request.moment
    may_read_inspections(by).or_refuse()
    view = queries.inspection_view(number, by=by)
    consult(subject=view.subject, by=by, at=at, purpose="supervise")
    context = {
        "plan": view,
        "may_inspect": may_inspect(by),
        **_scope(view, request),
        "entries": lines_of(reversed(last_steps(view.subject, by, at=at, most=STEPS_SHOWN))),
    }
    return render(request, "supervision_desk/inspection.html", context)


def _scope(view: InspectionView, request: Request) -> dict[str, Any]:
    """What it is drawn from, in words."""
    names = {one.code: one.name for one in sites()}
    kinds = queries.report_kinds(request.moment)
    return {
        "site_names": [names.get(code, code) for code in view.sites],
        "kind_names": [kinds.get(code, code) for code in view.report_kinds],
    }


@never_cache
@require_http_methods(["GET", "POST"])
def inspect_matter(request: Request, number: str, matter: str) -> HttpResponse:
    """Look at one matter of the sample and note what came of it; the reading is recorded."""
    by, at = request.actor, request.moment
    may_inspect(by).or_refuse()
    view = queries.inspection_view(number, by=by)
    one = of_sample(view.matters, matter)
    if one is None:
        raise NotFound(subject=f"report:{matter[:20]}")
    form = MatterForm(request.POST if request.method == "POST" else None)
    common: dict[str, Any] = {"inspection": number, "matter": matter, "by": by, "at": at}
    if sent_once(
        request,
        form,
        "supervision.inspect_matter",
        lambda: acts.inspect_matter(**form.cleaned_data, **common),
    ):
        return HttpResponseRedirect(_page(number))
    subject = f"report:{matter}"
    consult(subject=view.subject, by=by, at=at, purpose="supervise", related=[subject])
    context = {
        "plan": view,
        "one": one,
        "form": form,
        "report_page": page_of(subject, by),
        "thread": thread_of(subject),
    }
    status = 422 if form.errors else 200
    return render(request, "supervision_desk/inspect_matter.html", context, status=status)


@never_cache
@require_GET
def population(request: Request, number: str) -> HttpResponseBase:
    """The numbers that a sample was drawn from: with them and the seed anybody draws it again."""
    may_inspect(request.actor).or_refuse()
    view = queries.inspection_view(number, by=request.actor)
    return answer(request, "supervision_desk/population.html", population_list(view), plan=view)


@require_POST
def act_on_inspection(request: Request, number: str, verb: str) -> HttpResponse:
    """One verb of a plan; a refusal stands beside its button."""
    may_inspect(request.actor).or_refuse()
    sent = request.POST
    common: dict[str, Any] = {"inspection": number, "by": request.actor, "at": request.moment}
    verbs: dict[str, Callable[[], Any]] = {
        "draw": lambda: acts.draw_sample(**common),
        "close": lambda: acts.close_inspection(**given(sent, conclusion=Words()), **common),
        "cancel": lambda: acts.cancel_inspection(**given(sent, why=Words()), **common),
    }
    if verb not in verbs:
        raise NotFound(subject=f"verb {verb[:20]}")
    done_once(request, f"supervision.{verb}_inspection", verbs[verb])
    return HttpResponseRedirect(_page(number))


def _page(number: str) -> str:
    return reverse("supervision_desk:inspection", args=[number])
