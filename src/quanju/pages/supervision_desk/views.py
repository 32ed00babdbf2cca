"""The supervision desk: the board, what rules have flagged, and what a person says of it."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from quanju.domains.journal.actions.entries import consult
from quanju.domains.kernel.types import NotFound
from quanju.domains.supervision.actions import hits as actions
from quanju.domains.supervision.actions.findings import raise_from_hit
from quanju.domains.supervision.permissions import (
    may_decide_hits,
    may_read_hits,
    may_read_recordings,
    may_see_board,
)
from quanju.domains.supervision.queries import hits as queries
from quanju.domains.supervision.queries.board import board as board_now
from quanju.domains.supervision.queries.findings import finding_of_hit
from quanju.domains.supervision.types.checks import CHECKS, LEVELS
from quanju.pages.shared.fields import Whole, Words, given
from quanju.pages.shared.listing import answer
from quanju.pages.shared.matters import page_of, thread_of
from quanju.pages.shared.once import done_once
from quanju.pages.shared.request import Request
from quanju.pages.supervision_desk.lists import HitFilter, hit_list


@never_cache
@require_GET
def board(request: Request) -> HttpResponse:
    """What is open on three levels, by station and department; in numbers for leaders."""
    may_see_board(request.actor).or_refuse()
    context = {
        "board": board_now(at=request.moment),
        "checks": CHECKS,
        "may_open_hits": bool(may_read_hits(request.actor)),
        "may_read_recordings": bool(may_read_recordings(request.actor)),
    }
    return render(request, "supervision_desk/board.html", context)


@never_cache
@require_GET
def hits(request: Request) -> HttpResponseBase:
    """What rules have flagged; as a file and on paper, too."""
    may_read_hits(request.actor).or_refuse()
    return answer(
        request,
        "supervision_desk/hits.html",
        hit_list(HitFilter(request.GET), request.actor),
    )


@never_cache
@require_GET
def hit(request: Request, hit: int) -> HttpResponse:
    """One hit with what else was found in its report; the reading is recorded."""
    by, at = request.actor, request.moment
    may_read_hits(by).or_refuse()
    view = queries.hit_view(hit, by=by)
    report = f"report:{view.report}"
    consult(subject=view.subject, by=by, at=at, purpose="supervise", related=[report])
    context = {
        "hit": view,
        "others": [one for one in queries.hits_of_report(view.report, by=by) if one.pk != view.pk],
        "report_page": page_of(report, by),
        "thread": thread_of(report),
        "may_decide": may_decide_hits(by),
        "levels": LEVELS.items(),
        "finding": finding_of_hit(view.pk),
    }
    return render(request, "supervision_desk/hit.html", context)


@require_POST
def act_on_hit(request: Request, hit: int, verb: str) -> HttpResponse:
    """What a person says of a hit; a refusal stands beside its button."""
    may_decide_hits(request.actor).or_refuse()
    common: dict[str, Any] = {"hit": hit, "by": request.actor, "at": request.moment}
    verbs: dict[str, Callable[[], Any]] = {
        "dismiss": lambda: actions.dismiss_hit(**given(request.POST, why=Words()), **common),
        "raise": lambda: raise_from_hit(
            **given(request.POST, level=Whole(), what=Words()), **common
        ),
    }
    if verb not in verbs:
        raise NotFound(subject=f"verb {verb[:20]}")
    done_once(request, f"supervision.{verb}_hit", verbs[verb])
    return HttpResponseRedirect(reverse("supervision_desk:hit", args=[hit]))
