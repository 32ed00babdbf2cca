"""Questions about lost calls: who is to be called back, what became of it, how many in time."""

from collections.abc import Iterable
from datetime import datetime, timedelta

import numpy as np

from quanju.domains.dispatch.models import Call, LostCall
from quanju.domains.dispatch.permissions import may_take_calls
from quanju.domains.dispatch.queries.measures import nearest_rank
from quanju.domains.dispatch.telephone import TELEPHONE
from quanju.domains.dispatch.types import Measure
from quanju.domains.dispatch.types.calls import LostCallView
from quanju.domains.dispatch.workflow import LOST_CALL_OPEN
from quanju.domains.kernel.types import NotFound, Text
from quanju.domains.people.types import Actor
from quanju.domains.rulebook.queries import in_force


def limit_at(at: datetime) -> timedelta:
    """Within how long a lost caller is called back."""
    return timedelta(minutes=in_force(TELEPHONE, at=at).content.call_back_min)


def calls_overdue(at: datetime) -> list[LostCall]:
    """Lost calls that nobody has called back within the limit."""
    limit = limit_at(at)
    rows = LostCall.objects.filter(state="waiting", since_at__lte=at - limit)
    return [row for row in rows if at - row.since_at > limit]


def calls_to_make(actor: Actor, *, at: datetime) -> list[LostCallView]:
    """Who is to be called back, the one that waits longest first, with the number to dial."""
    may_take_calls(actor).or_refuse()
    rows = LostCall.objects.filter(state="waiting").order_by("since_at", "pk")
    return _views(rows, at)


def lost_calls(
    actor: Actor, *, at: datetime, before: str = "", limit: int = 50
) -> list[LostCallView]:
    """Lost calls and what became of them, the newest first; numbers of open ones only."""
    may_take_calls(actor).or_refuse()
    rows = LostCall.objects.select_related("incident").order_by("-pk")
    if before.isdecimal():
        rows = rows.filter(pk__lt=int(before))
    return _views(rows[:limit], at)


def lost_call(pk: int, *, actor: Actor, at: datetime) -> LostCallView:
    """One of them; `NotFound` if there is none."""
    may_take_calls(actor).or_refuse()
    found = _views(LostCall.objects.select_related("incident").filter(pk=pk), at)
    if not found:
        raise NotFound(subject=f"lost_call:{pk}")
    return found[0]


def _views(rows: Iterable[LostCall], at: datetime) -> list[LostCallView]:
    found, limit = list(rows), limit_at(at)
    calls: dict[int | None, list[Call]] = {}
    for call in Call.objects.filter(lost_call__in=found).order_by("ringing_at", "number"):
        calls.setdefault(call.lost_call_id, []).append(call)
    return [_view(row, calls.get(row.pk, []), limit) for row in found]


def _view(row: LostCall, calls: list[Call], limit: timedelta) -> LostCallView:
    is_open = row.state in LOST_CALL_OPEN
    numbers = [call.caller_number for call in calls if call.caller_number]
    return LostCallView(
        pk=row.pk,
        state=row.state,
        since_at=row.since_at,
        due_at=row.since_at + limit,
        called_back_at=row.called_back_at,
        calls=tuple(call.number for call in calls),
        caller_number=numbers[-1] if is_open and numbers else "",
        line=calls[-1].line if calls else "",
        incident=row.incident.number if row.incident else "",
    )


def called_back_in_time(*, from_at: datetime, until_at: datetime) -> Measure:
    """The share of lost calls called back within the limit; who was not yet called is missing."""
    limit = limit_at(until_at)
    rows = LostCall.objects.filter(since_at__gte=from_at, since_at__lt=until_at)
    spans = list(rows.values_list("since_at", "called_back_at"))
    waited = np.sort([(back - since).total_seconds() for since, back in spans if back])
    hits = int(np.searchsorted(waited, limit.total_seconds(), side="right"))
    minutes = f"{limit.total_seconds() / 60:g}"
    return Measure(
        code="CB-1",
        name=Text(f"断线来电 {minutes} 分钟内回拨", f"Lost calls called back within {minutes} min"),
        n=len(spans),
        value=100 * hits / len(spans) if spans else None,
        unit="%",
        p50=nearest_rank(waited, 0.5),
        p90=nearest_rank(waited, 0.9),
        p95=nearest_rank(waited, 0.95),
        missing=len(spans) - len(waited),
    )
