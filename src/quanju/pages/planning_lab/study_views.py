"""Studies: ask, follow, read, repeat, take along as GeoJSON and PDF."""

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from quanju.domains.kernel.types import NotFound, Refused, Text
from quanju.domains.planning import actions, queries
from quanju.domains.planning.permissions import may_study
from quanju.domains.planning.types import LAB_KINDS, STUDY_KINDS, StudyView
from quanju.pages.planning_lab.forms import FORMS
from quanju.pages.planning_lab.parts import collection, map_of, minutes, percent, reach_rows
from quanju.pages.planning_lab.report import pdf_of
from quanju.pages.shared.request import Request

FIGURES = (
    ("within_60_s", Text("1 分钟内到场", "there within 1 min"), "share"),
    ("within_180_s", Text("3 分钟内到场", "there within 3 min"), "share"),
    ("within_300_s", Text("5 分钟内到场", "there within 5 min"), "share"),
    ("response_p50_s", Text("到场时间中位数", "median response"), "time"),
    ("response_p90_s", Text("到场时间九成位", "response, 9 of 10"), "time"),
    ("wait_mean_s", Text("平均等待派警", "mean wait for a unit"), "time"),
    ("waited", Text("需要等待的警情", "calls that waited"), "share"),
    ("calls", Text("每遍警情数", "calls a run"), "count"),
)


@never_cache
@require_http_methods(["GET", "POST"])
def ask_study(request: Request, kind: str) -> HttpResponse:
    """The wishes of a study; what cannot be studied is said at once and nothing typed is lost."""
    may_study(request.actor).or_refuse()
    if kind not in FORMS:
        raise NotFound(subject=f"study {kind[:20]}")
    data = request.POST if request.method == "POST" else None
    first = {"title": str(STUDY_KINDS[kind])}
    form = FORMS[kind](data, initial=first, actor=request.actor, at=request.moment)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.ask_study(
                kind=kind,
                title=form.cleaned_data["title"],
                options=form.options(),
                by=request.actor,
                at=request.moment,
            )
            return HttpResponseRedirect(reverse("planning_lab:study", args=[made.pk]))
        except Refused as refused:
            if refused.status == 403:
                raise
            form.add_error(None, str(refused.text))
    context = {
        "form": form,
        "kind": kind,
        "kind_label": STUDY_KINDS[kind],
        "map": map_of(request.moment),
    }
    status = 422 if form.errors else 200
    return render(request, "planning_lab/ask.html", context, status=status)


@never_cache
@require_GET
def study(request: Request, pk: int) -> HttpResponse:
    """How far it is; then its answer. Rounds have their page at the patrol board."""
    view = queries.study(pk, by=request.actor)
    if view.kind not in LAB_KINDS:
        return HttpResponseRedirect(reverse("patrol_board:proposal", args=[pk]))
    context = {
        "study": view,
        "map": map_of(request.moment),
        "may_study": may_study(request.actor),
        **answer_of(view),
    }
    page = "progress" if request.headers.get("X-Refresh") == "true" else "study"
    if page == "progress" and view.is_over:
        answer = HttpResponse(status=204)
        answer["HX-Refresh"] = "true"
        return answer
    return render(request, f"planning_lab/{page}.html", context)


def answer_of(view: StudyView) -> dict[str, Any]:
    """The answer as rows and charts; empty before there is one."""
    if view.result is None:
        return {}
    if view.kind == "what_if":
        return _simulated(view.result)
    if view.kind == "points":
        return {"reach": reach_rows(view.result["before"], view.result["after"])}
    loads = view.result["loads"]
    numbers = [f["properties"]["number"] for f in view.result["zones"]]
    names = [f["properties"].get("name_zh", "") for f in view.result["zones"]]
    return {
        "loads": list(zip(numbers, names, loads["calls"], loads["road_km"], strict=False)),
        "deviation": percent(view.result["deviation"]),
        "moved": percent(view.result["moved_share"]),
        "before_deviation": percent((view.result["before"] or {}).get("calls_deviation")),
        "after_deviation": percent(loads["calls_deviation"]),
    }


def _simulated(result: dict[str, Any]) -> dict[str, Any]:
    rows = []
    for key, name, form in FIGURES:
        before, after = result["before"]["overall"][key], result["after"]["overall"][key]
        more = result["difference"][key]
        rows.append((name, _told(before, form), _told(after, form), _told(more, form, signed=True)))
    zones = [
        (name, figures["response_p90_s"]["mean"], minutes(figures["response_p90_s"]["mean"]))
        for name, figures in result["after"]["zones"].items()
        if figures["response_p90_s"]["mean"] is not None
    ]
    busy = [(name, share, percent(share)) for name, share in result["after"]["units"]]
    return {
        "simulated": rows,
        "zone_bars": sorted(zones, key=lambda row: -row[1]),
        "busy_bars": busy,
    }


def _told(figure: dict[str, Any], form: str, *, signed: bool = False) -> str:
    """Mean and half width of the confidence interval."""
    mean, half = figure["mean"], figure["half_width"]
    if mean is None:
        return "—"
    sign = "+" if signed and mean > 0.005 else "−" if mean < -0.005 else ""
    size = abs(mean)
    near = half or 0.0
    if form == "share":
        return f"{sign}{100 * size:.2f} ± {100 * near:.2f}%"
    if form == "time":
        return f"{sign}{size:.1f} ± {near:.1f} s"
    return f"{sign}{size:,.0f} ± {near:,.0f}"


@require_POST
def cancel_study(request: Request, pk: int) -> HttpResponse:
    actions.cancel_study(study=pk, by=request.actor, at=request.moment)
    return HttpResponseRedirect(reverse("planning_lab:study", args=[pk]))


@require_POST
def repeat_study(request: Request, pk: int) -> HttpResponse:
    made = actions.repeat_study(study=pk, by=request.actor, at=request.moment)
    return HttpResponseRedirect(reverse("planning_lab:study", args=[made.pk]))


@never_cache
@require_GET
def layer(request: Request, pk: int, layer: str) -> HttpResponse:
    """Zones or points that a study found, as GeoJSON."""
    view = queries.study(pk, by=request.actor)
    if layer not in ("zones", "points") or not (view.result or {}).get(layer):
        raise NotFound(subject=f"{view.subject} {layer[:20]}")
    assert view.result is not None
    return JsonResponse(collection(view.result[layer], layer))


@never_cache
@require_GET
def report(request: Request, pk: int) -> HttpResponse:
    """The answer on paper."""
    view = queries.study(pk, by=request.actor)
    if view.status != "done" or view.kind not in LAB_KINDS:
        raise NotFound(subject=f"{view.subject} PDF")
    answer = HttpResponse(pdf_of(view, answer_of(view)), content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="study-{pk}.pdf"'
    return answer
