"""Measures of response (specification 4.1): each with its n and the records it counts."""

import math
from collections import Counter
from collections.abc import Sequence
from datetime import datetime

import numpy as np
from django.db.models import Case, F, IntegerField, Q, When
from numpy.typing import NDArray

from quanju.domains.dispatch.models import Assignment, Incident
from quanju.domains.dispatch.queries.columns import AT_ONCE, Moments, columns
from quanju.domains.dispatch.rules import DISPATCH_CLOCKS, MEASURES
from quanju.domains.dispatch.types import ARRANGED, Measure
from quanju.domains.kernel.types import Text
from quanju.domains.patrol.queries.tables import ring_model
from quanju.domains.rulebook.queries import in_force

OUTSIDE = 0
"""Ring of an incident outside all rings: reported, never dropped."""
NOT_KNOWN = 999
"""Ring of an incident whose place is not known well enough: in no ring's n, nor outside all."""

MOMENTS = (
    "received_at",
    "answered_at",
    "ordered_at",
    "acknowledged_at",
    "departed_at",
    "arrived_at",
    "fed_back_at",
)
FACTS = {
    "ring": Case(
        When(is_ring_known=False, then=NOT_KNOWN), default=F("ring"), output_field=IntegerField()
    ),
    "grade": F("grade"),
    "is_closed": Case(When(state="closed", then=1), default=0),
    "is_self_initiated": F("is_self_initiated"),
    "has_ring": F("has_ring"),
    "is_arranged": Case(When(channel=ARRANGED, then=1), default=0),
}


_TIMED = Q(from_paper=False) & ~Q(channel=ARRANGED)
"""A card tells minutes by the clock on the wall, and for what was arranged nobody waited."""


def _have(*moments: str) -> Q:
    known = Q(**{f"{name}__isnull": False for name in moments})
    return ~Q(state="merged") & _TIMED & known


_ARRIVED = _have("ordered_at", "arrived_at") & Q(is_self_initiated=False)
COUNTED = {
    "RT-1": _have("received_at", "answered_at") & Q(has_ring=True),
    "RT-2": _have("answered_at", "ordered_at"),
    "RT-3": _ARRIVED,
    "RT-3b": _ARRIVED,
    "RT-5": _have("ordered_at", "acknowledged_at"),
    "RT-6": _have("ordered_at", "departed_at"),
    "RT-7": _have("ordered_at", "fed_back_at"),
    "RT-10": Q(state="closed") & _TIMED,
}
"""Which incidents the n of each measure counts, for the list behind the number."""

Seconds = NDArray[np.float64]
Which = NDArray[np.bool_]


def nearest_rank(ordered: Sequence[float] | Seconds, share: float) -> float | None:
    """Percentile by nearest rank of a sorted sample; None of an empty one."""
    if len(ordered) == 0:
        return None
    return float(ordered[max(0, math.ceil(share * len(ordered)) - 1)])


class _Sample:
    """The incidents of a span as columns: read once, for all measures."""

    def __init__(self, from_at: datetime, until_at: datetime, station: int | None) -> None:
        rows = Incident.objects.filter(created_at__gte=from_at, created_at__lt=until_at)
        if station is not None:
            rows = rows.filter(station=station)
        rows = rows.exclude(state="merged").order_by()
        # A card tells minutes by the clock on the wall: no seconds are made of them.
        self.from_paper = Counter(
            (row.ring or OUTSIDE) if row.is_ring_known else NOT_KNOWN
            for row in rows.filter(from_paper=True).only("ring", "is_ring_known")
        )
        moments, facts = columns(rows.filter(from_paper=False), moments=MOMENTS, numbers=FACTS)
        is_arranged = facts.pop("is_arranged") == 1
        self.arranged = Counter(facts["ring"][is_arranged].tolist())
        self.moments: dict[str, Moments] = {n: one[~is_arranged] for n, one in moments.items()}
        facts = {name: one[~is_arranged] for name, one in facts.items()}
        self.ring = facts["ring"]
        self.grade = facts["grade"]
        self.is_closed = facts["is_closed"] == 1
        self.has_ring = facts["has_ring"] == 1
        self.is_sent = facts["is_self_initiated"] == 0
        self.by_radio = _by_radio(from_at, until_at, station)
        self.records = f"from={from_at.isoformat()}&until={until_at.isoformat()}"

    def has(self, name: str) -> Which:
        return ~np.isnat(self.moments[name])

    def seconds(self, end: str, start: str, which: Which | None = None) -> Seconds:
        """Sorted seconds between two moments, of the incidents that have both."""
        gaps = (self.moments[end] - self.moments[start]) / np.timedelta64(1, "s")
        known = ~np.isnan(gaps)
        return np.sort(gaps[known if which is None else known & which])


RADIO_STEPS = {
    "acknowledge": "acknowledged_at",
    "depart": "departed_at",
    "arrive": "arrived_at",
}


def _by_radio(
    from_at: datetime, until_at: datetime, station: int | None
) -> dict[str, Counter[int]]:
    """Incidents by ring whose first such moment was entered for a crew, by a small index."""
    jobs = Assignment.objects.exclude(incident__channel=ARRANGED).filter(
        has_radio_steps=True,
        incident__from_paper=False,
        incident__created_at__gte=from_at,
        incident__created_at__lt=until_at,
    )
    if station is not None:
        jobs = jobs.filter(incident__station=station)
    found: dict[str, set[tuple[int, int]]] = {name: set() for name in RADIO_STEPS}
    names = tuple(RADIO_STEPS.values())
    told = jobs.exclude(incident__state="merged").values_list(
        "radio_steps", "incident", "incident__ring", "incident__is_ring_known",
        *names, *(f"incident__{name}" for name in names),
    )  # fmt: skip
    for steps, pk, ring, is_known, *moments in told.iterator(AT_ONCE):
        here = (ring or OUTSIDE) if is_known else NOT_KNOWN
        own, first = moments[: len(names)], moments[len(names) :]
        for verb, mine, theirs in zip(RADIO_STEPS, own, first, strict=True):
            if verb in steps and mine == theirs:
                found[verb].add((pk, here))
    return {verb: Counter(ring for _, ring in rows) for verb, rows in found.items()}


def measures(*, from_at: datetime, until_at: datetime, station: int | None = None) -> list[Measure]:
    """RT-1 to RT-10 of a span, in the order of the specification: the branch's or a station's."""
    sample = _Sample(from_at, until_at, station)
    first_grade, limits = sample.grade == 1, in_force(MEASURES, at=until_at).content
    order_s = in_force(DISPATCH_CLOCKS, at=until_at).content.first_order_s
    return [
        _answered(sample, limits.answer_s),
        _share("RT-2", _within(order_s, SECONDS, "派警", "Grade 1 dispatched", "一级警情 "), sample,
               sample.seconds("ordered_at", "answered_at", first_grade), order_s, "grade=1"),
        *_by_ring(sample, until_at),
        _share("RT-5", _within(limits.sign_off_s, SECONDS, "签收", "Signed off"), sample,
               sample.seconds("acknowledged_at", "ordered_at"), limits.sign_off_s,
               by_radio=sample.by_radio["acknowledge"].total()),
        _share("RT-6", _within(limits.depart_min, MINUTES, "出发", "On the road"), sample,
               sample.seconds("departed_at", "ordered_at"), 60 * limits.depart_min,
               by_radio=sample.by_radio["depart"].total()),
        _share("RT-7", _within(limits.feedback_min, MINUTES, "反馈", "Fed back"), sample,
               sample.seconds("fed_back_at", "ordered_at"), 60 * limits.feedback_min),
        _missing(sample),
    ]  # fmt: skip


SECONDS, MINUTES = Text("秒", "s"), Text("分钟", "min")


def _within(limit: float, unit: Text, zh: str, en: str, whose: str = "") -> Text:
    return Text(f"{whose}{limit:g} {unit.zh}内{zh}", f"{en} within {limit:g} {unit.en}")


def _share(
    code: str,
    name: Text,
    sample: _Sample,
    seconds: Seconds,
    limit_s: float,
    query: str = "",
    missing: int = 0,
    by_radio: int = 0,
    ring: int | None = None,
) -> Measure:
    hits = int(np.searchsorted(seconds, limit_s, side="right"))
    return Measure(
        code=code,
        name=name,
        n=len(seconds),
        value=100 * hits / len(seconds) if len(seconds) else None,
        unit="%",
        p50=nearest_rank(seconds, 0.5),
        p90=nearest_rank(seconds, 0.9),
        p95=nearest_rank(seconds, 0.95),
        missing=missing,
        by_radio=by_radio,
        from_paper=_of(sample.from_paper, ring),
        arranged=_of(sample.arranged, ring),
        records="&".join(filter(None, (sample.records, f"measure={code.split('/')[0]}", query))),
    )


def _of(left_out: Counter[int], ring: int | None) -> int:
    return left_out.total() if ring is None else left_out[ring]


def _answered(sample: _Sample, limit_s: float) -> Measure:
    """RT-1 of the calls whose ringing a telephone told of; of the others nobody knows the wait."""
    seconds = sample.seconds("answered_at", "received_at", sample.has_ring)
    without = int((sample.has("answered_at") & ~sample.has_ring).sum())
    return _share(
        "RT-1", _within(limit_s, SECONDS, "接听", "Answered"), sample, seconds, limit_s, "", without
    )


def _by_ring(sample: _Sample, at: datetime) -> list[Measure]:
    """RT-3 from the order and RT-3b from the call, by ring; self-initiated ones have no way.

    The rings are those of the branch's table, and those that an incident of the span still has
    from a table before it: none is dropped. A place that may lie in several is in none of them.
    """
    outside_min = in_force(MEASURES, at=at).content.outside_rings_min
    rings = sorted(
        {*ring_model(at).minutes, *np.unique(sample.ring).tolist()} - {OUTSIDE, NOT_KNOWN}
    )
    found = []
    ordered = sample.is_sent & sample.has("ordered_at")
    for ring in (*rings, OUTSIDE):
        words = Text("圈外", "outside rings")
        if ring:
            words = Text(f"{ring} 分钟圈", f"{ring}-minute ring")
        called = Text(f"{words.zh}（自来电）", f"{words.en}, from the call")
        here = ordered & (sample.ring == ring)
        missing = int((here & ~sample.has("arrived_at")).sum())
        limit_s = 60 * (ring or outside_min)
        for code, name, start in (("RT-3", words, "ordered_at"), ("RT-3b", called, "received_at")):
            seconds = sample.seconds("arrived_at", start, here)
            query, by_radio = f"ring={ring}", sample.by_radio["arrive"][ring]
            made = _share(
                f"{code}/{ring}", name, sample, seconds, limit_s, query, missing, by_radio,
                ring,
            )  # fmt: skip
            found.append(made)
    return found


def _missing(sample: _Sample) -> Measure:
    complete = sample.has("ordered_at") & sample.has("arrived_at") & sample.has("fed_back_at")
    closed, missing = int(sample.is_closed.sum()), int((sample.is_closed & ~complete).sum())
    return Measure(
        code="RT-10",
        name=Text("时间缺失", "Missing times"),
        n=closed,
        value=100 * missing / closed if closed else None,
        unit="%",
        missing=missing,
        from_paper=sample.from_paper.total(),
        arranged=sample.arranged.total(),
        records=f"{sample.records}&measure=RT-10&state=closed",
    )
