"""The matrix with the traffic police and the minutes of the four activities."""

from datetime import datetime, timedelta

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from quanju.domains.duty import permissions as duty_permissions
from quanju.domains.duty.queries import tables
from quanju.domains.kernel.days import end_of_day, local_day, start_of_day
from quanju.domains.kernel.types import Refused, Text
from quanju.domains.patrol import permissions as may
from quanju.domains.patrol.actions import activities as activities_actions
from quanju.domains.patrol.queries import activities as activities_queries
from quanju.domains.patrol.queries import units as units_queries
from quanju.domains.patrol.types.standing import DUTY_ACTIVITIES, FORCE_TYPES
from quanju.domains.rulebook.permissions import may_propose_rule, may_read_rules
from quanju.pages.patrol_board.forms import ServiceForm
from quanju.pages.patrol_board.parts import day, tabs
from quanju.pages.shared.once import done_once
from quanju.pages.shared.request import Request


@never_cache
@require_GET
def joint(request: Request) -> HttpResponse:
    """11 + 23: command rooms down, slots of the traffic police across; empty ones are empty."""
    duty_permissions.may_read_joint_duty(request.actor).or_refuse()
    matrix = tables.joint_duty(request.moment)
    context = {
        "slots": list(enumerate(matrix.slots, 1)),
        "rows": [
            (name, [matrix.cells.get((room, slot)) for slot in range(1, len(matrix.slots) + 1)])
            for room, name in enumerate(matrix.rooms, 1)
        ],
        "filled": len(matrix.pairs),
        "places": len(matrix.rooms) * len(matrix.slots),
        "may_read_rules": may_read_rules(request.actor),
        "may_propose": may_propose_rule(request.actor),
        **tabs(request.actor, "joint"),
    }
    return render(request, "patrol_board/joint.html", context)


@never_cache
@require_GET
def activities(request: Request) -> HttpResponse:
    """Staging, patrol, call response, service: minutes of a day by unit (PAT-09)."""
    return _activities(request)


def _activities(request: Request, refused: Refused | None = None) -> HttpResponse:
    may.may_read_units(request.actor).or_refuse()
    at = request.moment
    today = local_day(at)
    chosen = day(request.GET.get("day", ""), today)
    since, until = start_of_day(chosen), end_of_day(chosen)
    rows = _rows(request, since, min(until, max(at, since)))
    own = units_queries.unit_ridden_by(request.actor.person_id or 0)
    context = {
        "names": DUTY_ACTIVITIES.values(),
        "by_force": may.reads_numbers_only(request.actor),
        "rows": [
            (*row, [(name, m[code]) for code, name in DUTY_ACTIVITIES.items()]) for *row, m in rows
        ],
        "sums": [(name, sum(m[code] for *_, m in rows)) for code, name in DUTY_ACTIVITIES.items()],
        "total": sum(total for _, _, total, _ in rows),
        "day": chosen,
        "today": today,
        "before": chosen - timedelta(days=1),
        "after": chosen + timedelta(days=1),
        "own": own if own is not None and own.status != "off_duty" else None,
        "form": ServiceForm(),
        "refused": refused,
        **tabs(request.actor, "activities"),
    }
    status = refused.status if refused else 200
    return render(request, "patrol_board/activities.html", context, status=status)


def _rows(
    request: Request, since: datetime, until: datetime
) -> list[tuple[str | int, Text, float, dict[str, float]]]:
    """By unit, or by force (with the number of units first) for those who read numbers only."""
    if may.reads_numbers_only(request.actor):
        forces = activities_queries.force_minutes(since=since, until=until)
        return [(n, FORCE_TYPES[force], total, m) for force, n, total, m in forces]
    units = activities_queries.activity_minutes(since=since, until=until, by=request.actor)
    return [(unit.call_sign, unit.force, total, m) for unit, total, m in units]


@require_POST
def log_service(request: Request) -> HttpResponse:
    """The crew says that it has just served people for so many minutes."""
    may.may_read_units(request.actor).or_refuse()
    unit = units_queries.unit_ridden_by(request.actor.person_id or 0)
    form = ServiceForm(request.POST)
    try:
        done_once(
            request,
            "patrol.log_service",
            lambda: activities_actions.log_service(
                unit=unit.pk if unit else 0,
                minutes=form.cleaned_data["minutes"] if form.is_valid() else 0,
                by=request.actor,
                at=request.moment,
            ),
        )
    except Refused as refused:
        if refused.status in (403, 404):
            raise
        return _activities(request, refused)
    return HttpResponseRedirect(reverse("patrol_board:activities"))
