"""Plans: draft, look at before and after, change, propose, approve."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from quanju.domains.approvals.queries import last_of
from quanju.domains.kernel.days import local_time
from quanju.domains.kernel.types import NotFound, Refused, Text
from quanju.domains.planning.actions import plans as plans_actions
from quanju.domains.planning.actions.plans import proposing, withdraw_plan
from quanju.domains.planning.permissions import may_study
from quanju.domains.planning.queries import drafts, plans
from quanju.domains.planning.queries.drafts import plan_cautions, plan_rings
from quanju.domains.planning.queries.files import read_file
from quanju.domains.planning.queries.plans import crews_moved_by, points_listed
from quanju.domains.planning.types import PLAN_ACT, Feature, Looks, PlanNotReadable, PlanView
from quanju.pages.planning_lab import charts
from quanju.pages.planning_lab.forms import PointForm
from quanju.pages.planning_lab.parts import collection, look_rows, map_of, named_rows, reach_rows
from quanju.pages.shared.fields import MomentField, Whole, Wholes, Words, Yes, given
from quanju.pages.shared.once import asked_then_done_once, number_of
from quanju.pages.shared.proposals import Shown, shown_to
from quanju.pages.shared.request import Request

LARGEST = 2_000_000
LAYERS = ("zones", "points")


@require_POST
def draft_plan(request: Request) -> HttpResponse:
    """A draft from what is in force, with what the chosen studies found."""
    sent = given(request.POST, title=Words(), study=Wholes(required=False))
    made = asked_then_done_once(
        request,
        "planning.draft_plan",
        lambda: plans_actions.drafting(
            title=sent["title"],
            studies=sent["study"],
            by=request.actor,
            at=request.moment,
        ),
    )
    return HttpResponseRedirect(reverse("planning_lab:plan", args=[number_of(made)]))


@never_cache
@require_GET
def plan(request: Request, number: int) -> HttpResponse:
    """One plan: its map, before and after on last year's calls, and what may be done with it."""
    return _plan(request, number)


def _plan(request: Request, number: int, refused: Refused | None = None) -> HttpResponse:
    view = plans.plan(number, by=request.actor)
    before, after = view.figures.get("before"), view.figures.get("after")
    may = may_study(request.actor)
    context = {
        "plan": view,
        "map": map_of(request.moment),
        "reach": reach_rows(before, after) if after else [],
        "looks": look_rows(*(_looks(view.figures, when) for when in ("before", "after"))),
        "points": points_listed(view),
        "is_past": view.valid_from is not None,
        "moved": crews_moved_by(view, request.moment) if view.is_open else [],
        "form": PointForm(initial={"revision": view.revision}),
        "refused": refused,
        "may_study": may,
        "draws": view.status == "draft" and may,
        "cautions": plan_cautions(view, request.moment) if view.is_open else [],
        "zone_list": named_rows(view.zones),
        "point_list": named_rows(view.points),
        "asked": _asked(request, view),
        "when": _when(view, request.moment),
        **(_charts(before, after) if after else {}),
    }
    status = refused.status if refused else 200
    return render(request, "planning_lab/plan.html", context, status=status)


def _looks(figures: Mapping[str, Any], when: str) -> Looks | None:
    """Kept with the draft; plans of earlier versions have none."""
    found = figures.get("looks", {}).get(when)
    return Looks(**found) if found else None


def _charts(before: dict[str, Any] | None, after: dict[str, Any]) -> dict[str, Any]:
    then = {number: n for number, _, n in before["zones"]} if before else {}
    rows = [(name or number, then.get(number), n, f"{n:,}") for number, name, n in after["zones"]]
    return {
        "ring_chart": charts.rings(before, after),
        "curve_chart": charts.curves(before, after),
        "zone_chart": charts.pairs(rows, Text("各巡区警情数", "calls by zone")),
    }


def _asked(request: Request, view: PlanView) -> Shown | None:
    """Who proposed the plan, and who decided or may decide it."""
    last = last_of([view.subject], acts=[PLAN_ACT]).values()
    return next(iter(shown_to(request.actor, last)[0]), None)


def _when(view: PlanView, at: datetime) -> Text:
    if view.wanted_from is None or view.wanted_from <= at:
        return Text("立即", "at once")
    day = f"{local_time(view.wanted_from):%Y-%m-%d %H:%M}"
    return Text(f"自 {day} 起", f"from {day} on")


@require_POST
def change_plan(request: Request, number: int) -> HttpResponse:
    """Zones or points of a draft from a GeoJSON file."""
    may_study(request.actor).or_refuse()
    sent = given(request.POST, layer=Words(), mend=Yes(), revision=Whole(required=False))
    layer = sent["layer"]
    if layer not in LAYERS:
        raise NotFound(subject=f"layer {layer[:20]}")
    try:
        features = _read(request.FILES.get("file"), layer)
        if layer == "zones" and sent["mend"]:
            features = drafts.mended(features, request.moment)
        asked_then_done_once(
            request,
            "planning.change_plan",
            lambda: plans_actions.changing(
                plan=number,
                revision=sent["revision"] or 0,
                zones=features if layer == "zones" else None,
                points=features if layer == "points" else None,
                by=request.actor,
                at=request.moment,
            ),
        )
    except Refused as refused:
        return told(request, number, refused)
    return HttpResponseRedirect(reverse("planning_lab:plan", args=[number]))


@require_POST
def move_point(request: Request, number: int) -> HttpResponse:
    """Move, add or take out one point of a draft."""
    may_study(request.actor).or_refuse()
    form = PointForm(request.POST)
    try:
        if not form.is_valid():
            words = "; ".join(str(one) for errors in form.errors.values() for one in errors)
            raise PlanNotReadable(why=Text(words, words))
        given = form.cleaned_data
        seen = plans.plan(number, by=request.actor)
        asked_then_done_once(
            request,
            "planning.move_point",
            lambda: plans_actions.changing(
                plan=number,
                revision=given["revision"],
                points=_with_point(seen.points, given),
                by=request.actor,
                at=request.moment,
            ),
        )
    except Refused as refused:
        return told(request, number, refused)
    return HttpResponseRedirect(reverse("planning_lab:plan", args=[number]))


@require_POST
def move_plan(request: Request, number: int, step: str) -> HttpResponse:
    """Propose, withdraw."""
    common = _common(request, int(number))
    try:
        sent = given(request.POST, wanted_from=MomentField(required=False))
    except Refused as refused:
        return told(request, int(number), refused)
    steps: dict[str, Callable[[], Callable[[], PlanView]]] = {
        "propose": lambda: proposing(wanted_from=sent["wanted_from"] or request.moment, **common),
        "withdraw": lambda: partial(withdraw_plan, **common),
    }
    try:
        asked_then_done_once(request, f"planning.{step}_plan", steps[step])
    except Refused as refused:
        return told(request, int(number), refused)
    return HttpResponseRedirect(reverse("planning_lab:plan", args=[number]))


def _common(request: Request, number: int) -> dict[str, Any]:
    return {"plan": number, "by": request.actor, "at": request.moment}


@never_cache
@require_GET
def layer(request: Request, number: int, layer: str) -> HttpResponse:
    """Zones or points of a plan as GeoJSON (specification 5.5)."""
    view = plans.plan(number, by=request.actor)
    if layer == "rings":
        rings = plan_rings(view, request.moment)
        return JsonResponse(
            {"type": "FeatureCollection", "name": "response_ring", "features": rings}
        )
    if layer not in LAYERS:
        raise NotFound(subject=f"layer {layer[:20]}")
    if layer == "points":
        return JsonResponse(collection(view.points, layer))
    after = view.figures.get("after") or {"zones": []}
    loads = {number: float(n) for number, _, n in after["zones"]}
    return JsonResponse(collection(view.zones, layer, loads))


def told(request: Request, number: int, refused: Refused) -> HttpResponse:
    """The page again with the sentence; a right that is missing is answered as everywhere."""
    if refused.status in (403, 404):
        raise refused
    return _plan(request, number, refused)


def _read(file: UploadedFile | None, layer: str) -> Sequence[Mapping[str, Any]]:
    if file is None or file.size is None or file.size > LARGEST:
        why = Text("请选择不超过 2 MB 的 GeoJSON 文件", "choose a GeoJSON file of at most 2 MB")
        raise PlanNotReadable(why=why)
    return read_file(file.name or "GeoJSON", file.read(), layer)


def _with_point(points: list[Feature], given: dict[str, Any]) -> list[Feature]:
    number = given["number"]
    old = next((p for p in points if p["properties"]["number"] == number), None)
    rest = [p for p in points if p is not old]
    if given["gone"]:
        if old is None:
            raise NotFound(subject=f"staging_point:{number}")
        return rest
    facts = dict(old["properties"]) if old else {"number": number, "place_kind": "key_spot"}
    if given["name_zh"]:
        facts |= {"name_zh": given["name_zh"], "name_en": given["name_zh"]}
    geometry = old["geometry"] if old and not given["place"] else _place(given["place"])
    made = {"type": "Feature", "geometry": geometry, "properties": facts}
    return sorted([*rest, made], key=lambda p: int(p["properties"]["number"]))


def _place(text: str) -> dict[str, Any]:
    try:
        lon, lat = (float(part) for part in text.replace("，", ",").split(","))
    except ValueError as error:
        why = Text(f"“{text[:40]}”不是“经度,纬度”", f"“{text[:40]}” is not “longitude,latitude”")
        raise PlanNotReadable(why=why) from error
    return {"type": "Point", "coordinates": [lon, lat]}
