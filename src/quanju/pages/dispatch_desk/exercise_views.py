"""Exercises beside the live desk: which is on, who began and ended each."""

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST

from quanju.domains.dispatch.actions import exercises as actions
from quanju.domains.dispatch.permissions import may_run_exercise
from quanju.domains.dispatch.queries import exercises as queries
from quanju.domains.kernel.types import Refused
from quanju.pages.dispatch_desk.views import refreshed
from quanju.pages.shared.fields import Words, given
from quanju.pages.shared.once import done_once
from quanju.pages.shared.request import Request


@require_http_methods(["GET", "POST"])
def exercises(request: Request) -> HttpResponse:
    """Those that were, the one that is on with its address; a form for whoever may begin one."""
    rows = queries.exercises(request.actor)
    refused, typed = None, ""
    if request.method == "POST":
        may_run_exercise(request.actor).or_refuse()
        typed = given(request.POST, title=Words())["title"]
        try:
            _start(request, typed)
            return refreshed()
        except Refused as error:
            refused = error
    context = {
        "rows": rows,
        "is_on": any(one.ended_at is None for one in rows),
        "is_within": bool(settings.EXERCISE),
        "may_run": may_run_exercise(request.actor) and not settings.EXERCISE,
        "refused": refused,
        "typed": typed,
    }
    return render(request, "dispatch_desk/exercises.html", context, status=422 if refused else 200)


def _start(request: Request, title: str) -> None:
    by, at = request.actor, request.moment
    done_once(request, "start_exercise", lambda: actions.start_exercise(title=title, by=by, at=at))


@require_POST
def end_exercise(request: Request, pk: int) -> HttpResponse:
    """End it; what serves it stops within seconds."""
    may_run_exercise(request.actor).or_refuse()
    by, at = request.actor, request.moment
    done_once(request, "end_exercise", lambda: actions.end_exercise(exercise=pk, by=by, at=at))
    return refreshed()
