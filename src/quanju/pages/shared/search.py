"""Ctrl K: one question to every room's `search.py`; numbers, places, papers, never persons."""

from collections.abc import Iterator
from typing import Any

from django.http import JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from quanju.domains.cases import search as cases
from quanju.domains.deadlines import search as deadlines
from quanju.domains.dispatch import search as dispatch
from quanju.domains.geo import search as geo
from quanju.domains.kernel.found import KINDS, Found
from quanju.domains.patrol import search as patrol
from quanju.domains.people import search as people
from quanju.domains.planning import search as planning
from quanju.domains.rulebook import search as rulebook
from quanju.pages.shared.matters import page_of
from quanju.pages.shared.request import Request

ROOMS = (dispatch, cases, patrol, geo, planning, rulebook, deadlines, people)
MOST = 8
"""Of each room: more than that is no answer but a list."""
LONGEST = 80


@never_cache
@require_GET
def search(request: Request) -> JsonResponse:
    """What the words find, kind by kind, each with its page."""
    words = request.GET.get("q", "").strip()
    found = list(_found(request, words)) if 0 < len(words) <= LONGEST else []
    order = list(KINDS)
    found.sort(key=lambda one: order.index(one.kind))
    return JsonResponse({"results": [_shown(request, one) for one in found]})


def _found(request: Request, words: str) -> Iterator[Found]:
    for room in ROOMS:
        yield from room.find(words, by=request.actor, at=request.moment, most=MOST)


def _shown(request: Request, one: Found) -> dict[str, Any]:
    return {
        "kind": one.kind,
        "kind_name": str(KINDS[one.kind]),
        "subject": one.subject,
        "title": str(one.title),
        "detail": str(one.detail),
        "href": page_of(one.subject, request.actor),
        **({"lon": one.lon, "lat": one.lat} if one.lon is not None else {}),
    }
