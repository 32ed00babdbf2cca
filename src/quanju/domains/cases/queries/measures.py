"""Measures of cases (specification 4.3): CF-1 to CF-4, each with its n.

The number of cases and the time to clear one are facts and never targets (SUP-10).
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Max, Q

from quanju.domains.cases.models import CaseProperty, CaseRecord, Remedy
from quanju.domains.cases.rules import limits
from quanju.domains.cases.types.decisions import REVIEWS
from quanju.domains.deadlines.queries import begun_between, kept_between
from quanju.domains.dispatch.types import Measure
from quanju.domains.kernel.types import Text
from quanju.domains.reception.queries.measures import share, spans

Asked = Callable[[datetime, datetime], Measure]
LONGEST = timedelta(hours=240)
"""No review of our own is longer: the most that `cases.limits` takes."""
OVERTURNS = ("grant", "grant_above", "file_by_order")
UNDECIDED = ("reported", "accepted", "under_review")
NAMES = {
    "CF-1": Text("立案审查按时", "Filing decided in time"),
    "CF-2": Text("不予立案被纠正", "Not filing overturned"),
    "CF-3": Text("不予立案通知按时送达", "Notices of not filing served in time"),
    "CF-4": Text("接报到结案", "Report to closing"),
    "CF-4b": Text("接报到返还财物", "Report to property returned"),
}


def measure(code: str, *, since: datetime, until: datetime) -> Measure:
    """One of `MEASURES`, of what was due, decided or ended in the span."""
    return MEASURES[code](since, until)


def _filing(since: datetime, until: datetime) -> Measure:
    """CF-1: limits of the review that ended in the span: C2, C9, C10 of criminal cases, and of
    public-order ones the branch's own hours, since the law files those at once."""
    kept, n = kept_between(since, until, kinds=("report", "case"), numbers=REVIEWS)
    for due_at, decided_at in _own_reviews(since, until):
        if since <= due_at < until:
            n += 1
            kept += decided_at is not None and decided_at <= due_at
    return share("CF-1", NAMES["CF-1"], kept, n)


def _own_reviews(since: datetime, until: datetime) -> Iterator[tuple[datetime, datetime | None]]:
    """When each review of a public-order case was to end, and when it did: at its filing (A2 runs
    from then), else at the decision that the case stands by."""
    rows = CaseRecord.objects.filter(
        kind="administrative", registered_at__gte=since - LONGEST, registered_at__lt=until
    )
    filed = begun_between("A2", since - LONGEST, until + LONGEST)
    rule = limits(until)
    for row in rows:
        decided_at = filed.get(row.subject)
        if decided_at is None and row.status not in UNDECIDED:
            decided_at = row.decided_at
        yield row.registered_at + rule.review(row.circumstance), decided_at


def _overturned(since: datetime, until: datetime) -> Measure:
    """CF-2: what was decided anew against decisions not to file that someone was told of (C4)."""
    told = len(begun_between("C4", since, until))
    changed = Remedy.objects.filter(
        outcome__in=OVERTURNS, decided_at__gte=since, decided_at__lt=until
    )
    return share("CF-2", NAMES["CF-2"], changed.count(), told)


def _served(since: datetime, until: datetime) -> Measure:
    """CF-3."""
    kept, n = kept_between(since, until, kinds=("case",), numbers=("C4",))
    return share("CF-3", NAMES["CF-3"], kept, n)


def _to_closing(since: datetime, until: datetime) -> Measure:
    """CF-4: from the report to the case's end, of cases that ended in the span."""
    rows = CaseRecord.objects.filter(closed_at__gte=since, closed_at__lt=until)
    return spans(
        "CF-4", NAMES["CF-4"], _seconds(rows.values_list("report__begun_at", "closed_at")), "d"
    )


def _to_return(since: datetime, until: datetime) -> Measure:
    """CF-4: from the report to the last thing that went back, where that lies in the span."""
    is_back = Q(moves__to_place="returned", moves__withdrawn_at__isnull=True)
    rows = CaseProperty.objects.filter(is_back, withdrawn_at__isnull=True)
    last = rows.values("case", "case__report__begun_at").annotate(back=Max("moves__moved_at"))
    found = last.filter(back__gte=since, back__lt=until)
    return spans(
        "CF-4b", NAMES["CF-4b"], _seconds(found.values_list("case__report__begun_at", "back")), "d"
    )


def _seconds(moments: Iterable[tuple[Any, Any]]) -> list[float]:
    return [(end - start).total_seconds() for start, end in moments]


MEASURES: Mapping[str, Asked] = {
    "CF-1": _filing,
    "CF-2": _overturned,
    "CF-3": _served,
    "CF-4": _to_closing,
    "CF-4b": _to_return,
}
