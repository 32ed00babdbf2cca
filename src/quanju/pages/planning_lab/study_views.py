"""Studies: ask, follow, read, repeat, take along as GeoJSON, put on paper."""

import re
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from quanju.domains.documents.queries.papers import papers_on
from quanju.domains.kernel.days import local_time
from quanju.domains.kernel.types import NotFound, Refused, Text
from quanju.domains.planning.actions import reports
from quanju.domains.planning.actions import studies as studies_actions
from quanju.domains.planning.permissions import may_study
from quanju.domains.planning.queries import studies
from quanju.domains.planning.types import StudyKind, StudyView, study_kind_named
from quanju.pages.planning_lab import charts
from quanju.pages.planning_lab.forms import FORMS
from quanju.pages.planning_lab.parts import (
    collection,
    map_of,
    minutes,
    named_rows,
    percent,
    reach_rows,
    wishes_of,
    worth_said,
)
from quanju.pages.planning_lab.report import report_of
from quanju.pages.shared.needs import needs_no_key
from quanju.pages.shared.once import done_once, number_of
from quanju.pages.shared.request import Request

RING_FIGURE = re.compile(r"within_([0-9.]+)_s")
FIGURES = (
    ("response_p50_s", Text("到场时间中位数", "median response"), "time"),
    ("response_p90_s", Text("到场时间九成位", "response, 9 of 10"), "time"),
    ("wait_mean_s", Text("平均等待派警", "mean wait for a unit"), "time"),
    ("waited", Text("需要等待的警情", "calls that waited"), "share"),
    ("calls", Text("每遍警情数", "calls a run"), "count"),
)


CALLS_BY_ZONE = Text("各巡区警情数", "calls by zone")
CHANGED = Text("改变多少，对现在的百分比", "how much changes, relative to today")
BY_ZONE = Text("各巡区到场时间九成位", "response by zone, 9 of 10")
BUSIEST = Text("最忙的班组：在警情上的时间份额", "busiest crews: share of time on calls")


@never_cache
@require_http_methods(["GET", "POST"])
def ask_study(request: Request, kind: str) -> HttpResponse:
    """The wishes of a study; what cannot be studied is said at once and nothing typed is lost."""
    may_study(request.actor).or_refuse()
    asked = _kind(kind)
    data = request.POST if request.method == "POST" else None
    first = {"title": str(asked.label)}
    form = FORMS[kind](data, initial=first, actor=request.actor, at=request.moment)
    if request.method == "POST" and form.is_valid():
        try:
            made = done_once(
                request,
                "planning.ask_study",
                lambda: studies_actions.ask_study(
                    kind=kind,
                    title=form.cleaned_data["title"],
                    options=form.options(),
                    by=request.actor,
                    at=request.moment,
                ),
            )
            return HttpResponseRedirect(reverse("planning_lab:study", args=[number_of(made)]))
        except Refused as refused:
            if refused.status == 403:
                raise
            form.add_error(None, str(refused.text))
    context = {
        "form": form,
        "kind": kind,
        "kind_label": asked.label,
        "map": map_of(request.moment),
    }
    status = 422 if form.errors else 200
    return render(request, "planning_lab/ask.html", context, status=status)


def _kind(name: str) -> StudyKind:
    found = study_kind_named(name)
    if found is None or name not in FORMS:
        raise NotFound(subject=f"study {name[:20]}")
    return found


@never_cache
@require_GET
def study(request: Request, pk: int) -> HttpResponse:
    """How far it is; then its answer. Rounds have their page at the patrol board."""
    view = studies.study(pk, by=request.actor)
    if view.kind not in FORMS:
        return HttpResponseRedirect(reverse("patrol_board:proposal", args=[pk]))
    context = {
        "study": view,
        "map": map_of(request.moment),
        "zones_layer": _layer(view, "zones", "zones"),
        "points_layer": _layer(view, "points", "staging_points"),
        "may_study": may_study(request.actor),
        "papers": papers_on(view.subject, by=request.actor, at=request.moment),
        "wishes": wishes_of(view.kind, view.inputs["options"]),
        **answer_of(view),
    }
    page = "progress" if request.headers.get("X-Refresh") == "true" else "study"
    if page == "progress" and view.is_over:
        over = HttpResponse(status=204)
        over["HX-Refresh"] = "true"
        return over
    return render(request, f"planning_lab/{page}.html", context)


def _layer(view: StudyView, kind: str, in_force: str) -> str:
    """Where the map finds the study's own answer, or what stands today."""
    if view.kind == kind:
        return reverse("planning_lab:study_layer", args=[view.pk, kind])
    return reverse("map:layer", args=[in_force])


Drawn = Callable[[StudyView], dict[str, Any]]
ANSWERS: dict[str, Drawn] = {}


def answers(kind: str) -> Callable[[Drawn], Drawn]:
    """This function draws the answer of that kind of study."""

    def put(draw: Drawn) -> Drawn:
        ANSWERS[kind] = draw
        return draw

    return put


def answer_of(view: StudyView) -> dict[str, Any]:
    """The answer as rows and charts; empty before there is one."""
    if view.result is None:
        return {}
    return ANSWERS[view.kind](view)


@answers("points")
def _sited(view: StudyView) -> dict[str, Any]:
    result = answer(view)
    return {
        "reach": reach_rows(result["before"], result["after"]),
        "worth": worth_said(result.get("worth")),
        "charts": [
            (
                Text("警情份额，按圈", "share of calls by ring"),
                charts.rings(result["before"], result["after"]),
            )
        ],
    }


@answers("zones")
def _zoned(view: StudyView) -> dict[str, Any]:
    result = answer(view)
    loads, before = result["loads"], result["before"] or {}
    numbers = [one["properties"]["number"] for one in view.inputs["zones"]]
    then = dict(zip(numbers, before.get("calls", ()), strict=False))
    listed = named_rows(result["zones"])
    rows: list[charts.Pair] = [
        (f"{number} {name}", then.get(number), calls, f"{calls:,.0f}")
        for (number, name), calls in zip(listed, loads["calls"], strict=True)
    ]
    return {
        "loads": [
            (number, name, calls, km)
            for (number, name), calls, km in zip(
                listed, loads["calls"], loads["road_km"], strict=True
            )
        ],
        "deviation": percent(result["deviation"]),
        "moved": percent(result["moved_share"]) if view.inputs["options"]["from_today"] else "",
        "before_deviation": percent(before.get("calls_deviation")),
        "after_deviation": percent(loads["calls_deviation"]),
        "border_notes": [*_outside(result), *_border_notes(result.get("borders") or {}, view)],
        "charts": [(CALLS_BY_ZONE, charts.pairs(rows, CALLS_BY_ZONE))],
    }


def _outside(result: dict[str, Any]) -> list[Text]:
    """Calls that no zone of the urban area has."""
    count = result.get("calls_outside")
    if not count:
        return []
    return [
        Text(
            f"有 {count} 起警情在城区道路之外，不计入任何巡区",
            f"{count} calls lie away from the roads of the urban area and count for no zone",
        )
    ]


def _border_notes(borders: dict[str, Any], view: StudyView) -> list[Text]:
    """What the wishes about borders came to."""
    options, found = view.inputs["options"], []
    is_of_blocks = borders.get("compactness_mean") is not None
    wants_roads = options.get("along_roads") and not is_of_blocks
    if wants_roads and borders.get("along_roads") is not None:
        now, then = percent(borders["along_roads"]), percent(borders.get("along_roads_before"))
        found.append(
            Text(
                f"边界沿大路 {now}（现有巡区 {then}）",
                f"{now} of the borders run along big roads (today {then})",
            )
        )
    if is_of_blocks:
        now, then = percent(borders["along_roads"]), percent(borders.get("along_roads_before"))
        mean, least, necks = (
            borders["compactness_mean"],
            borders["compactness_min"],
            borders["necks"],
        )
        found.append(
            Text(
                f"边界在干道上 {now}（现有巡区 {then}）；紧凑度平均 {mean}，最低 {least}；"
                f"窄颈 {necks} 处",
                f"{now} of the borders lie on named roads (today {then}); roundness "
                f"{mean} on the average, {least} at least; {necks} necks",
            )
        )
    two = borders.get("in_two_stations")
    if two is not None:
        found.append(Text(f"跨所界的巡区 {two} 个", f"{two} zones lie in two stations"))
    if borders.get("parts_across"):
        count = borders["parts_across"]
        found.append(
            Text(
                f"有 {count} 块地方与本所其余部分没有路直接相连，仍留在本所",
                f"{count} parts have no road of their own to the rest of their station; they stay",
            )
        )
    if options.get("stations") == "keep":
        found.append(
            Text(
                "不跨所界时，各所工作量不同，巡区之间不可能完全均衡",
                "stations differ in work, so zones within their borders cannot be quite even",
            )
        )
    return found


def _by_ring(overall: Mapping[str, Any]) -> list[tuple[str, Text, str]]:
    """The shares there within each ring that the study was run with."""
    found = [RING_FIGURE.fullmatch(key) for key in overall]
    limits = sorted(float(one[1]) for one in found if one)
    return [
        (
            f"within_{limit_s:g}_s",
            Text(f"{limit_s / 60:g} 分钟内到场", f"there within {limit_s / 60:g} min"),
            "share",
        )
        for limit_s in limits
    ]


@answers("what_if")
def _simulated(view: StudyView) -> dict[str, Any]:
    result = answer(view)
    rows, shifts = [], []
    for key, name, form in (*_by_ring(result["after"]["overall"]), *FIGURES):
        before, after = result["before"]["overall"][key], result["after"]["overall"][key]
        more = result["difference"][key]
        told = _told(more, form, signed=True)
        rows.append((name, _told(before, form), _told(after, form), told))
        if before["mean"] and more["mean"] is not None and key != "calls":
            half = (more["half_width"] or 0.0) / before["mean"]
            shifts.append((name, more["mean"] / before["mean"], half, told))
    zones = [
        (name, _p90(result["before"], name), _p90(result["after"], name), "response")
        for name in result["after"]["zones"]
    ]
    zones = [(n, a, b, minutes(b)) for n, a, b, _ in zones if b is not None]
    zones.sort(key=lambda row: -(row[2] or 0.0))
    then = dict(result["before"]["units"])
    busy = [
        (name, then.get(name), share, percent(share)) for name, share in result["after"]["units"]
    ]
    return {
        "simulated": rows,
        "duty_words": _duty_words(view),
        "charts": [
            (CHANGED, charts.changes(shifts, CHANGED)),
            (BY_ZONE, charts.pairs(zones, BY_ZONE)),
            (BUSIEST, charts.pairs(busy, BUSIEST)),
        ],
    }


def _p90(half: dict[str, Any], zone: str) -> float | None:
    figures = half["zones"].get(zone)
    return figures["response_p90_s"]["mean"] if figures else None


def _duty_words(view: StudyView) -> Text:
    """Whose hours the crews had."""
    week = view.inputs.get("duty")
    if not week:
        return Text(
            "班组昼夜在岗（没有完整一周的排班）", "crews day and night (no full week of duty plan)"
        )
    first, last = (local_time(datetime.fromisoformat(one)) for one in week)
    last -= timedelta(days=1)
    return Text(
        f"班组按 {first:%m-%d} 至 {last:%m-%d} 的排班在岗，逐周重复",
        f"crews by the duty plan of {first:%m-%d} to {last:%m-%d}, week after week",
    )


def answer(view: StudyView) -> dict[str, Any]:
    assert view.result is not None
    return view.result


def _told(figure: dict[str, Any], form: str, *, signed: bool = False) -> str:
    """Mean and half width of the confidence interval."""
    mean, half = figure["mean"], figure["half_width"]
    if mean is None:
        return "—"
    near = half or 0.0
    scale, unit, digits = {"share": (100, "%", 2), "time": (1, " s", 1), "count": (1, "", 0)}[form]
    size = round(scale * mean, digits)
    sign = "−" if size < 0 else "+" if signed and size > 0 else ""
    return f"{sign}{abs(size):,.{digits}f} ± {scale * near:,.{digits}f}{unit}"


@require_POST
def cancel_study(request: Request, pk: int) -> HttpResponse:
    by, at = request.actor, request.moment
    done_once(
        request,
        "planning.cancel_study",
        lambda: studies_actions.cancel_study(study=pk, by=by, at=at),
    )
    return HttpResponseRedirect(reverse("planning_lab:study", args=[pk]))


@require_POST
def repeat_study(request: Request, pk: int) -> HttpResponse:
    by, at = request.actor, request.moment
    made = done_once(
        request,
        "planning.repeat_study",
        lambda: studies_actions.repeat_study(study=pk, by=by, at=at),
    )
    return HttpResponseRedirect(reverse("planning_lab:study", args=[number_of(made)]))


@never_cache
@require_GET
def layer(request: Request, pk: int, layer: str) -> HttpResponse:
    """Zones or points that a study found, as GeoJSON."""
    view = studies.study(pk, by=request.actor)
    if layer not in ("zones", "points") or not (view.result or {}).get(layer):
        raise NotFound(subject=f"{view.subject} {layer[:20]}")
    found = answer(view)
    loads = {}
    if layer == "zones":
        numbers = [number for number, _ in named_rows(found["zones"])]
        loads = dict(zip(numbers, found["loads"]["calls"], strict=True))
    return JsonResponse(collection(found[layer], layer, loads))


@require_POST
@needs_no_key("a second press gives the same paper")
def issue_report(request: Request, pk: int) -> HttpResponse:
    """The answer on paper, in the reader's language."""
    view = studies.study(pk, by=request.actor)
    if view.kind not in FORMS:
        raise NotFound(subject=f"{view.subject} PDF")
    made = reports.issue_report(
        study=pk,
        content=report_of(view, answer_of(view)),
        language=get_language() or "zh-hans",
        by=request.actor,
        at=request.moment,
    )
    return HttpResponseRedirect(reverse("papers:paper", args=[made.number]))
