"""The wall of the room: a page without hands, by the key of its screen; and who opens screens."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from quanju.domains.dispatch.actions import screens as actions
from quanju.domains.dispatch.permissions import may_run_shift
from quanju.domains.dispatch.queries import wall as queries
from quanju.domains.kernel.transaction import write
from quanju.domains.kernel.types import Refused
from quanju.domains.people.queries import organisations
from quanju.pages.dispatch_desk.views import refreshed
from quanju.pages.shared.fields import Words, given
from quanju.pages.shared.once import done_once, once_of
from quanju.pages.shared.request import Request


@login_not_required
@never_cache
@require_GET
def wall(request: Request, key: str) -> HttpResponse:
    """The whole wall."""
    queries.check_screen(key)
    context = {"wall": queries.wall(at=request.moment), "key": key}
    context["branch"] = organisations.branch()
    return render(request, "dispatch_desk/wall.html", context)


@login_not_required
@never_cache
@require_GET
def wall_now(request: Request, key: str) -> HttpResponse:
    """What changes of it, asked for again and again."""
    queries.check_screen(key)
    context = {"wall": queries.wall(at=request.moment), "key": key}
    return render(request, "dispatch_desk/wall_now.html", context)


@require_http_methods(["GET", "POST"])
def screens(request: Request) -> HttpResponse:
    """Screens that stand; the address of a new one stands in this one answer and nowhere else."""
    may_run_shift(request.actor).or_refuse()
    key, refused = "", None
    if request.method == "POST":
        try:
            key = _opened(request)
        except Refused as error:
            refused = error
    context = {"rows": queries.screens(request.actor), "key": key, "refused": refused}
    status = 422 if refused else 200
    return render(request, "dispatch_desk/screens.html", context, status=status)


def _opened(request: Request) -> str:
    name = given(request.POST, name=Words())["name"]
    with write(), once_of(request, "open_screen") as form:
        if form.is_repeat:
            return ""
        row, key = actions.open_screen(name=name, by=request.actor, at=request.moment)
        form.answer = f"screen:{row.pk}"
    return key


@require_POST
def withdraw_screen(request: Request, pk: int) -> HttpResponse:
    """Its address shows nothing from now on."""
    may_run_shift(request.actor).or_refuse()
    by, at = request.actor, request.moment
    done_once(request, "withdraw_screen", lambda: actions.withdraw_screen(screen=pk, by=by, at=at))
    return refreshed()
