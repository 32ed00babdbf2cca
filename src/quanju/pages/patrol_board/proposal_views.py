"""Proposed rounds: ask for an evening, look, change, accept; nothing is planned without a word."""

from datetime import datetime
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect, JsonResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from quanju.domains.geo.queries.roads import current_map
from quanju.domains.geo.types import NoMapLoaded
from quanju.domains.kernel.days import local_time
from quanju.domains.kernel.types import NotFound, Refused, Text
from quanju.domains.planning.actions import rounds
from quanju.domains.planning.actions.studies import cancel_study
from quanju.domains.planning.permissions import may_study
from quanju.domains.planning.queries import studies
from quanju.domains.planning.queries.rounds import accepted_rounds, round_crews
from quanju.domains.planning.types import RoundCrew, StudyView
from quanju.pages.patrol_board.parts import tabs
from quanju.pages.patrol_board.proposal_forms import (
    added_of,
    crews_of,
    evening,
    kept_of,
    wishes_of,
)
from quanju.pages.patrol_board.proposal_shown import asked_for, layer_of, shown
from quanju.pages.shared.fields import Whole, Words, given, number_in
from quanju.pages.shared.once import done_once, number_of
from quanju.pages.shared.request import Request

MOST_TICKED = 5


@never_cache
@require_http_methods(["GET", "POST"])
def propose_rounds(request: Request) -> HttpResponse:
    """The evening and who goes; the rest is the engine's proposal."""
    may_study(request.actor).or_refuse()
    typed = request.POST if request.method == "POST" else request.GET
    refused: Refused | None = None
    try:
        begins, ends = evening(typed.dict(), request.moment)
        if request.method == "POST":
            made = _asked(request, begins, ends, crews_of(request.POST), {})
            return HttpResponseRedirect(reverse("patrol_board:proposal", args=[made]))
    except Refused as problem:
        if problem.status in (403, 404):
            raise
        refused = problem
        begins, ends = _readable(typed.dict(), request.moment)
    return _asking(request, begins, ends, refused)


def _readable(given: dict[str, str], at: datetime) -> tuple[datetime, datetime]:
    """The hours that were typed if they can be read, else this evening."""
    try:
        return evening(given, at)
    except Refused:
        return evening({}, at)


def _asking(
    request: Request, begins: datetime, ends: datetime, refused: Refused | None
) -> HttpResponse:
    crews = round_crews(since=begins, until=ends, by=request.actor, at=request.moment)
    ticked = {pk for n in request.POST.getlist("crew") if (pk := number_in(n)) is not None}
    rows = _rows(crews, ticked, request.POST)
    context = {
        "begins": begins,
        "ends": ends,
        "crews": [row for row in rows if row["is_ready"]],
        "others": [row for row in rows if not row["is_ready"]],
        "refused": refused,
        **tabs(request.actor, "rounds"),
    }
    status = refused.status if refused else 200
    return render(request, "patrol_board/propose_rounds.html", context, status=status)


def _rows(crews: list[RoundCrew], ticked: set[int], post: QueryDict) -> list[dict[str, Any]]:
    """The crews on shift without a point first, and ready; some are ticked as a beginning.

    What is ticked stays in sight, whatever it is.
    """
    order = sorted(
        crews, key=lambda c: (c.other_round is not None, not c.has_shift, c.is_at_point, c.unit.pk)
    )
    ready = [
        c.unit.pk for c in order if c.has_shift and c.other_round is None and not c.is_at_point
    ]
    chosen = ticked or set(ready[:MOST_TICKED])
    return [
        {
            "crew": one,
            "is_ticked": one.unit.pk in chosen,
            "is_ready": one.unit.pk in chosen or one.unit.pk in ready,
            "mode": post.get(f"mode_{one.unit.pk}")
            or ("foot" if one.unit.vehicle == "foot" else "car"),
        }
        for one in order
    ]


def _asked(
    request: Request,
    begins: datetime,
    ends: datetime,
    crews: list[dict[str, Any]],
    more: dict[str, Any],
) -> int:
    local = local_time(begins)
    title = Text(f"{local:%m-%d} 巡逻方案", f"Rounds of {local:%m-%d}")
    seed = given(request.POST, seed=Whole(required=False))["seed"] or 1
    options = {"from_at": begins, "until_at": ends, "crews": crews, "seed": seed, **more}
    made = done_once(
        request,
        "planning.propose_rounds",
        lambda: rounds.propose_rounds(
            title=str(title), options=options, by=request.actor, at=request.moment
        ),
    )
    return number_of(made)


@never_cache
@require_GET
def proposal(request: Request, pk: int) -> HttpResponse:
    """How far it is; then the rounds, on the list and on the map."""
    return _page(request, pk)


def _page(request: Request, pk: int, refused: Refused | None = None) -> HttpResponse:
    view = _proposal(request, pk)
    accepted = accepted_rounds(pk)
    context = {
        "study": view,
        "accepted": accepted,
        "may_study": may_study(request.actor),
        "refused": refused,
        "map": _map(request),
        **asked_for(view),
        **tabs(request.actor, "rounds"),
    }
    if view.status == "done":
        wanted = (request.POST or request.GET).get("variant", "")
        context |= shown(view, number_in(wanted), accepted)
    if request.headers.get("X-Refresh") == "true":
        if not view.is_over:
            return render(request, "patrol_board/proposal_progress.html", context)
        answer = HttpResponse(status=204)
        answer["HX-Refresh"] = "true"
        return answer
    status = refused.status if refused else 200
    return render(request, "patrol_board/proposal.html", context, status=status)


def _proposal(request: Request, pk: int) -> StudyView:
    view = studies.study(pk, by=request.actor)
    if view.kind != "rounds":
        raise NotFound(subject=f"study:{pk}")
    return view


def _map(request: Request) -> Any:
    try:
        return current_map(request.moment)
    except NoMapLoaded:
        return None


@never_cache
@require_GET
def proposal_part(request: Request, pk: int, variant: int, part: str) -> HttpResponse:
    """The ways or the stops of one variant for the map."""
    view = _proposal(request, pk)
    known = part in ("ways", "stops") and view.result is not None
    if not known or variant >= len((view.result or {})["variants"]):
        raise NotFound(subject=f"{view.subject} {part[:20]}")
    return JsonResponse(layer_of(view, variant, part))


@require_POST
def accept_rounds(request: Request, pk: int) -> HttpResponse:
    """Plan the rounds that were kept; a refusal stands above them."""
    _proposal(request, pk)
    try:
        variant = given(request.POST, variant=Whole())["variant"]
        done_once(
            request,
            "planning.accept_rounds",
            lambda: rounds.accept_rounds(
                study=pk,
                variant=variant,
                stops=kept_of(request.POST.getlist("stop")),
                by=request.actor,
                at=request.moment,
            ),
        )
    except Refused as refused:
        if refused.status in (403, 404):
            raise
        return _page(request, pk, refused)
    return HttpResponseRedirect(reverse("patrol_board:proposal", args=[pk]))


@require_POST
def propose_again(request: Request, pk: int) -> HttpResponse:
    """The same evening and crews with places required, dropped or added."""
    options = _proposal(request, pk).inputs["options"]
    required, dropped = wishes_of(request.POST)
    try:
        added = added_of(given(request.POST, added=Words())["added"])
        more = {"required": required, "dropped": dropped, "added": added}
        begins, ends = (datetime.fromisoformat(options[key]) for key in ("from_at", "until_at"))
        made = _asked(request, begins, ends, options["crews"], more)
    except Refused as refused:
        if refused.status in (403, 404):
            raise
        return _page(request, pk, refused)
    return HttpResponseRedirect(reverse("patrol_board:proposal", args=[made]))


@require_POST
def cancel_proposal(request: Request, pk: int) -> HttpResponse:
    """Stop the computation."""
    _proposal(request, pk)
    try:
        done_once(
            request,
            "planning.cancel_study",
            lambda: cancel_study(study=pk, by=request.actor, at=request.moment),
        )
    except Refused as refused:
        if refused.status in (403, 404):
            raise
        return _page(request, pk, refused)
    return HttpResponseRedirect(reverse("patrol_board:rounds"))
