"""Telephone systems and their keys: a key is shown once, in the answer that makes it."""

from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from quanju.domains.dispatch.actions import bridges as bridge_actions
from quanju.domains.dispatch.permissions import may_manage_bridges
from quanju.domains.dispatch.queries import lines
from quanju.domains.kernel.transaction import write
from quanju.pages.administration import lists
from quanju.pages.administration.answers import carried_out, tabs
from quanju.pages.administration.forms import BridgeForm
from quanju.pages.shared.listing import answer
from quanju.pages.shared.once import done_once, once_of
from quanju.pages.shared.request import Request


@require_GET
def bridges(request: Request) -> HttpResponseBase:
    """All telephone systems, those that may tell of calls first."""
    known = lines.bridges(request.actor)
    return answer(
        request,
        "administration/bridges.html",
        lists.bridges(known),
        known=known,
        **tabs(request.actor, "bridges"),
    )


@require_http_methods(["GET", "POST"])
def add_bridge(request: Request) -> HttpResponse:
    """A new telephone system; its key stands in this one answer and nowhere else."""
    may_manage_bridges(request.actor).or_refuse()
    form = BridgeForm(request.POST or None)
    key = ""
    if request.method == "POST" and form.is_valid():
        key = carried_out(form, lambda: _added(request, form)) or ""
        if not key and not form.errors:
            return HttpResponseRedirect(reverse("administration:bridges"))
    context = {"form": form, "key": key, **tabs(request.actor, "bridges")}
    status = 422 if form.errors else 200
    return render(request, "administration/add_bridge.html", context, status=status)


def _added(request: Request, form: BridgeForm) -> str:
    """The new key; "" for a form that was carried out before, whose key nobody has any more."""
    with write(), once_of(request, "dispatch.add_bridge") as sent:
        if sent.is_repeat:
            return ""
        row, key = bridge_actions.add_bridge(
            **form.cleaned_data, by=request.actor, at=request.moment
        )
        sent.answer = row.subject
    return key


@require_POST
def withdraw_bridge(request: Request, pk: int) -> HttpResponse:
    """Its key opens nothing from now on."""
    by, at = request.actor, request.moment
    done_once(
        request,
        "dispatch.withdraw_bridge",
        lambda: bridge_actions.withdraw_bridge(bridge=pk, by=by, at=at),
    )
    return HttpResponseRedirect(reverse("administration:bridges"))
