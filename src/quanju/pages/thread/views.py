"""GET /thread/<subject>: what happened to a matter, for who may read at least a part of it."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from quanju.domains.dispatch.queries.told import incidents_seen
from quanju.domains.journal.actions.entries import consult
from quanju.domains.journal.threads import thread_of
from quanju.domains.journal.types import matter_named
from quanju.domains.kernel.types import NotFound
from quanju.pages.shared.entries import steps_of
from quanju.pages.shared.request import Request
from quanju.pages.thread.shown import drawn


@never_cache
@require_GET
def thread(request: Request, subject: str) -> HttpResponse:
    """The whole chain of a number; `NotFound` where the reader may read none of it, and of what
    is no matter (a person, a unit)."""
    kind = subject.partition(":")[0]
    found = thread_of(subject[:120]) if matter_named(kind) else None
    steps = steps_of(found, request.actor, at=request.moment) if found else []
    if found is None or not (any(one.entry for one in steps) or _is_seen(subject, request)):
        raise NotFound(subject=subject[:60])
    consult(subject=subject, by=request.actor, at=request.moment, purpose="respond")
    window = _window(request.GET.get("window", ""))
    context = drawn(found, steps, request.actor, at=request.moment, window=window)
    return render(request, "thread/thread.html", {"subject": subject, **context})


def _is_seen(subject: str, request: Request) -> bool:
    """An incident of the past has no entries; who may see it reads what its row tells."""
    number = subject.partition(":")[2]
    kind_is_right = subject.startswith("incident:")
    return kind_is_right and number in incidents_seen([number], request.actor, at=request.moment)


def _window(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else None
