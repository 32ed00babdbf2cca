"""What groups have taught: figures a type, lessons that become changes, the weekly look."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from quanju.domains.coordination.actions import lessons as actions
from quanju.domains.coordination.permissions import (
    may_check_weekly,
    may_search_archive,
    may_take_part,
)
from quanju.domains.coordination.queries import learning as queries
from quanju.domains.coordination.queries.groups import group_rules
from quanju.domains.coordination.queries.weekly import open_groups_found
from quanju.domains.coordination.types import CHECKS
from quanju.domains.kernel.types import NotFound
from quanju.domains.rulebook.permissions import may_propose_rule
from quanju.pages.shared.fields import Decimal, Words, given
from quanju.pages.shared.once import done_once
from quanju.pages.shared.request import Request

YEAR = timedelta(days=365)


@never_cache
@require_GET
def learning(request: Request) -> HttpResponse:
    """Each type with the figures of a year, and how many lessons it has."""
    by, at = request.actor, request.moment
    may_take_part(by).or_refuse()
    taught = queries.lessons_counted()
    rows = [
        {
            "code": row.code,
            "name": row.name,
            "figures": queries.figures_of(kinds=[row.code], from_at=at - YEAR, until_at=at, at=at),
            "lessons": taught.get(row.code, 0),
        }
        for row in group_rules(at).type
    ]
    context = {"rows": rows, "may_weekly": bool(may_search_archive(by))}
    return render(request, "coordination_room/learning.html", context)


@never_cache
@require_GET
def of_type(request: Request, kind: str) -> HttpResponse:
    """One type: before and after each change of its template, its lessons and their change."""
    by, at = request.actor, request.moment
    rules = group_rules(at)
    context = {
        "versions": queries.versions_of(kind, by=by, at=at),
        "name": queries.known_type(kind, at),
        "type": rules.types[kind],
        "seats": rules.seat,
        "packs": rules.pack,
        "lessons": queries.lessons_of(kind=kind, by=by, at=at),
        "may_change": bool(may_propose_rule(by)),
    }
    return render(request, "coordination_room/of_type.html", context)


@require_POST
def act_on_lesson(request: Request, lesson: int, verb: str) -> HttpResponse:
    """Make a lesson a change of its type, or set it aside."""
    may_propose_rule(request.actor).or_refuse()
    common: dict[str, Any] = {"lesson": lesson, "by": request.actor, "at": request.moment}
    verbs: dict[str, Callable[[], Any]] = {
        "propose": lambda: _propose(request, common),
        "set_aside": lambda: actions.set_lesson_aside(**given(request.POST, why=Words()), **common),
    }
    if verb not in verbs:
        raise NotFound(subject=f"verb {verb[:20]}")
    kind = queries.kind_of(lesson)
    done_once(request, f"coordination.{verb}_lesson", verbs[verb])
    return HttpResponseRedirect(reverse("coordination_room:of_type", args=[kind]))


def _propose(request: Request, common: dict[str, Any]) -> object:
    said = given(
        request.POST,
        answer_min=Decimal(required=False),
        seat=Words(),
        pack=Words(),
        title_zh=Words(),
        title_en=Words(),
        due_min=Decimal(required=False),
    )
    item = {name: said[name] for name in ("pack", "title_zh", "title_en", "due_min")}
    return actions.propose_change(
        answer_min=said["answer_min"],
        seat=said["seat"],
        item={**item, "seat": said["seat"] or "responsible"},
        **common,
    )


@never_cache
@require_http_methods(["GET", "POST"])
def weekly(request: Request) -> HttpResponse:
    """What stands out about open groups; base control says once a week that it has looked."""
    by, at = request.actor, request.moment
    if request.method == "POST":
        said = given(request.POST, said=Words())
        done_once(
            request,
            "coordination.check_week",
            lambda: actions.check_week(by=by, at=at, **said),
        )
        return HttpResponseRedirect(reverse("coordination_room:weekly"))
    week = open_groups_found(by, at=at)
    context = {
        "week": week,
        "counted": [(CHECKS[code], n) for code, n in week.counts.items()],
        "may_check": bool(may_check_weekly(by)),
    }
    return render(request, "coordination_room/weekly.html", context)
