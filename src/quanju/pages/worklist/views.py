"""The worklist, the parts of it that are fetched again, and the counts beside the rail."""

from typing import Any

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from quanju.domains.kernel.types import Refused, Text, Verdict
from quanju.domains.kernel.waiting import KINDS
from quanju.domains.people.types import Actor
from quanju.pages.shared.desks import works_from_a_list
from quanju.pages.shared.request import Request
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
