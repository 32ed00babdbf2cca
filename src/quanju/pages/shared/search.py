"""Ctrl K: one question to every room's `search.py`, and to the verbs; never persons."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from django.http import JsonResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from quanju.domains.cases import search as cases
from quanju.domains.coordination import search as coordination
from quanju.domains.deadlines import search as deadlines
from quanju.domains.dispatch import search as dispatch
from quanju.domains.documents import search as documents
from quanju.domains.geo import search as geo
from quanju.domains.kernel.found import KINDS, Found
from quanju.domains.kernel.types import Text
from quanju.domains.patrol import search as patrol
from quanju.domains.people import search as people
from quanju.domains.planning import search as planning
from quanju.domains.reception import search as reception
from quanju.domains.rulebook import search as rulebook
from quanju.pages.shared.deeds import deeds_named
from quanju.pages.shared.matters import page_of
from quanju.pages.shared.request import Request

ROOMS = (
    dispatch,
    cases,
    reception,
    coordination,
    patrol,
    geo,
    documents,
    planning,
    rulebook,
    deadlines,
    people,
)
MOST = 8
"""Of each room: more than that is no answer but a list."""
LONGEST = 80


@never_cache
@require_GET
def search(request: Request) -> JsonResponse:
    """What the words find, kind by kind, each with its page."""
    words = request.GET.get("q", "").strip()
    found = list(_found(request, words)) if 0 < len(words) <= LONGEST else []
    verbs = [_done(*one) for one in deeds_named(words[:LONGEST], request.actor)][:MOST]
    order = list(KINDS)
    shown = [*verbs, *(_shown(request, one, words) for one in found)]
    shown.sort(key=lambda one: order.index(one["kind"]))
    return JsonResponse({"results": shown})


def _found(request: Request, words: str) -> Iterator[Found]:
    for room in ROOMS:
        yield from room.find(words, by=request.actor, at=request.moment, most=MOST)


def _done(kind: str, words: Text, address: str) -> dict[str, Any]:
    return {"kind": kind, "kind_name": str(KINDS[kind]), "title": str(words), "href": address}


def _shown(request: Request, one: Found, words: str) -> dict[str, Any]:
    return {
        "kind": one.kind,
        "kind_name": str(KINDS[one.kind]),
        "subject": one.subject,
        "title": str(one.title),
        "detail": str(one.detail),
        "href": _href(request, one, words),
        **({"lon": one.lon, "lat": one.lat} if one.lon is not None else {}),
    }


def _href(request: Request, one: Found, words: str) -> str:
    """The page of the matter; of what was said in a group, the page where it is read."""
    if one.kind != "said":
        return page_of(one.subject, request.actor)
    asked = urlencode({"q": words, "group": one.subject.partition(":")[2]})
    return f"{reverse('coordination_room:find')}?{asked}"
