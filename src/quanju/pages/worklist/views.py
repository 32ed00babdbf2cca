"""The worklist, the parts of it that are fetched again, and the counts beside the rail."""

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from quanju.domains.deadlines.actions import putting_off
from quanju.domains.kernel.types import Refused, Text, Verdict
from quanju.domains.kernel.waiting import KINDS
from quanju.domains.people.types import Actor
from quanju.pages.shared.desks import works_from_a_list
from quanju.pages.shared.once import done_once
from quanju.pages.shared.refusals import wants_fragment
from quanju.pages.shared.request import Request
from quanju.pages.worklist.forms import PutOffForm
from quanju.pages.worklist.merging import Worklist, kinds_here, worklist_of
from quanju.pages.worklist.rooms import REFRESH_ON
from quanju.pages.worklist.shown import GROUPS, ICONS, groups_of, matter_of

NO_POST = Verdict.no(
    "DENY_ROLE",
    Text("待办是各岗位的工作清单", "The worklist belongs to those who hold a post of the branch"),
)


class NotWaiting(Refused):
    """Somebody has done it, or its cause has gone."""

    code = "NOT_WAITING"
    text = Text("这件事已不在等您了", "This no longer waits for you")
    status = 404


def may_see_worklist(actor: Actor) -> Verdict:
    """Whoever holds a post of the branch."""
    return Verdict.yes() if works_from_a_list(actor) else NO_POST


@never_cache
@require_GET
def worklist(request: Request) -> HttpResponse:
    """The whole page, with the first matter open beside the list."""
    found = _asked(request)
    first = found.first
    context = _board(request, found)
    if first:
        context |= matter_of(first, found, request.actor)
    return render(request, "worklist/worklist.html", context)


@never_cache
@require_GET
def board(request: Request) -> HttpResponse:
    """The list alone, as things happen."""
    return render(request, "worklist/board.html", _board(request, _asked(request)))


@never_cache
@require_GET
def matter(request: Request) -> HttpResponse:
    """One matter of the list, for the pane beside it."""
    found = _asked(request)
    one = found.named(request.GET.get("key", ""))
    if one is None:
        return render(request, "worklist/no_matter.html", {"gone": NotWaiting.text})
    return render(request, "worklist/matter.html", matter_of(one, found, request.actor))


@never_cache
@require_GET
def counts(request: Request) -> JsonResponse:
    """How much waits, in all and for each desk of the rail."""
    found = _asked(request)
    return JsonResponse(
        {"total": found.total, "now": len(found.groups["now"]), "desks": found.by_desk}
    )


@require_POST
def put_off(request: Request) -> HttpResponse:
    """Lay a matter aside for a while; what does not wait any more cannot be."""
    form = PutOffForm(request.POST)
    form.is_valid()
    said = form.cleaned_data
    one = _asked(request).named(said.get("key", ""))
    if one is None:
        raise NotWaiting()
    done_once(
        request,
        "deadlines.put_off",
        lambda: putting_off.put_off(
            matter=one,
            minutes=said.get("minutes") or 0,
            reason=said.get("reason", ""),
            by=request.actor,
            at=request.moment,
        ),
    )
    return _done(request)


@require_POST
def take_back(request: Request) -> HttpResponse:
    """Have it on the list again now."""
    may_see_worklist(request.actor).or_refuse()
    form = PutOffForm(request.POST)
    form.is_valid()
    key = form.cleaned_data.get("key", "")
    done_once(
        request,
        "deadlines.take_back",
        lambda: putting_off.take_back(key=key, by=request.actor, at=request.moment),
    )
    return _done(request)


def _done(request: Request) -> HttpResponse:
    """The list is read anew by the browser code; without it the page is."""
    if wants_fragment(request):
        return HttpResponse(status=204, headers={"HX-Trigger": "quanju:done"})
    return HttpResponseRedirect(reverse("worklist:worklist"))


def _asked(request: Request) -> Worklist:
    may_see_worklist(request.actor).or_refuse()
    kind = request.GET.get("kind", "")
    kind = kind if kind in KINDS else ""
    return worklist_of(request.actor, at=request.moment, kind=kind)


def _board(request: Request, found: Worklist) -> dict[str, Any]:
    whole = request.GET.get("whole", "")
    groups = list(groups_of(found, whole=whole if whole in GROUPS else ""))
    return {
        "found": found,
        "groups": groups,
        "filters": [
            {"kind": kind, "name": KINDS[kind], "key": n, "icon": ICONS[kind]}
            | {"count": found.by_kind.get(kind, 0), "is_chosen": kind == found.chosen}
            for n, kind in kinds_here()
        ],
        "chosen_name": KINDS.get(found.chosen),
        "is_empty_today": not (found.groups["now"] or found.groups["today"]),
        "whole": whole if whole in GROUPS else "",
        "refresh_on": REFRESH_ON,
    }
