"""Drawing a draft: a step tried without storing anything, all steps kept at once, and the same
steps from a form for those who do without the map."""

import json
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from quanju.domains.kernel.types import Refused, Text
from quanju.domains.planning.actions.plans import change_plan, changing
from quanju.domains.planning.permissions import may_study
from quanju.domains.planning.queries import drafts, plans
from quanju.domains.planning.types import Draft, PlanNotReadable
from quanju.pages.planning_lab.parts import look_rows, percent
from quanju.pages.planning_lab.plan_views import LARGEST, told
from quanju.pages.shared.fields import Whole, Words, given
from quanju.pages.shared.needs import needs_no_key
from quanju.pages.shared.once import asked_then_done_once
from quanju.pages.shared.request import Request


@require_POST
@needs_no_key("nothing is kept: the step is only tried")
def try_step(request: Request, number: int) -> HttpResponse:
    """The layers of a draft after a step of drawing, with what is wrong and its rings as JSON."""
    may_study(request.actor).or_refuse()
    sent = _sent(request)
    draft = drafts.tried(
        zones=_listed(sent, "zones"),
        points=_listed(sent, "points"),
        step=sent.get("step") if isinstance(sent.get("step"), dict) else None,
        wants_reach=bool(sent.get("reach")),
        wants_looks=bool(sent.get("looks")),
        by=request.actor,
        at=request.moment,
    )
    return JsonResponse(_as_json(draft))


@require_POST
@needs_no_key("it names the revision that it changes: a second one is refused as too old")
def draw_plan(request: Request, number: int) -> HttpResponse:
    """Keep what was drawn, zones and points at once."""
    may_study(request.actor).or_refuse()
    sent = _sent(request)
    view = change_plan(
        plan=number,
        revision=sent["revision"] if isinstance(sent.get("revision"), int) else 0,
        zones=_listed(sent, "zones"),
        points=_listed(sent, "points"),
        by=request.actor,
        at=request.moment,
    )
    return JsonResponse({"revision": view.revision})


STEP = ("verb", "zone", "into", "name", "metres")


@require_POST
def change_zone(request: Request, number: int) -> HttpResponse:
    """One step of drawing from a form: its verb, its zones, its corners as lines of text."""
    may_study(request.actor).or_refuse()
    try:
        sent = given(
            request.POST,
            revision=Whole(required=False),
            places=Words(),
            **{name: Words() for name in STEP},
        )
        seen = plans.plan(number, by=request.actor)
        step: dict[str, Any] = {name: sent[name] for name in STEP}
        step["drawn"] = [row.split(",") for row in _lines(sent["places"])]
        draft = drafts.tried(
            zones=seen.zones, points=seen.points, step=step, by=request.actor, at=request.moment
        )
        asked_then_done_once(
            request,
            "planning.change_zone",
            lambda: changing(
                plan=number,
                revision=sent["revision"] or 0,
                zones=draft.zones,
                by=request.actor,
                at=request.moment,
            ),
        )
    except Refused as refused:
        return told(request, number, refused)
    return HttpResponseRedirect(reverse("planning_lab:plan", args=[number]))


def _lines(text: str) -> list[str]:
    return [row.replace("，", ",").strip() for row in text.splitlines() if row.strip()]


def _sent(request: Request) -> dict[str, Any]:
    try:
        is_json = request.content_type == "application/json"  # a form's body is read already
        if not is_json or len(request.body) > LARGEST:
            raise ValueError
        content = json.loads(request.body)
    except (ValueError, RecursionError) as error:
        why = Text("不是 2 MB 以内的 JSON", "it is no JSON of at most 2 MB")
        raise PlanNotReadable(why=why) from error
    if not isinstance(content, dict):
        why = Text("应为一个对象", "an object is needed")
        raise PlanNotReadable(why=why)
    return content


def _listed(sent: dict[str, Any], name: str) -> list[Any]:
    found = sent.get(name)
    return found if isinstance(found, list) else []


def _as_json(draft: Draft) -> dict[str, Any]:
    return {
        "zones": draft.zones,
        "points": draft.points,
        "said": str(draft.said) if draft.said else "",
        "faults": [str(one) for one in draft.faults],
        "cautions": [str(one) for one in draft.cautions],
        "rings": {"type": "FeatureCollection", "features": draft.rings},
        "reach": {k: percent(v) for k, v in draft.reach.items()} if draft.reach else None,
        "looks": [[str(cell) for cell in row] for row in look_rows(draft.before, draft.looks)],
    }
