"""What I was told: a list with what I have read, and the bell of every top bar."""

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from quanju.domains.notices import queries
from quanju.domains.notices.actions import reading
from quanju.pages.notices.places import place_of
from quanju.pages.shared.needs import needs_no_key
from quanju.pages.shared.request import Request


@never_cache
@require_GET
def notices(request: Request) -> HttpResponse:
    """My notices, newest first."""
    return render(request, "notices/notices.html", _mine(request))


@never_cache
@require_GET
def notice_list(request: Request) -> HttpResponse:
    """The list alone, as the page fetches it anew when I am told something."""
    return render(request, "notices/list.html", _mine(request))


@never_cache
@require_GET
def bell(request: Request) -> HttpResponse:
    """How many I have not read."""
    count = queries.unread_count(by=request.actor)
    return render(request, "notices/bell.html", {"unread": count})


@require_POST
@needs_no_key("what is seen is seen: twice is once")
def read_notice(request: Request, pk: int) -> HttpResponse:
    """I have seen it; on to what it is about."""
    seen = reading.read_notice(notice=pk, by=request.actor, at=request.moment)
    place = place_of(seen.about, request.actor)
    return HttpResponseRedirect(place or reverse("notices:notices"))


@require_POST
@needs_no_key("what is seen is seen: twice is once")
def read_all_notices(request: Request) -> HttpResponse:
    """I have seen them all."""
    reading.read_all_notices(by=request.actor, at=request.moment)
    return HttpResponseRedirect(reverse("notices:notices"))


def _mine(request: Request) -> dict[str, Any]:
    rows = queries.notices_of(by=request.actor, at=request.moment)
    placed = [(one, bool(place_of(one.about, request.actor))) for one in rows]
    return {"rows": placed, "unread": sum(one.read_at is None for one in rows)}
