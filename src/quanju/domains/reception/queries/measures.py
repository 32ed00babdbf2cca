"""Measures of reception (specification 4.3, 4.8): RP-1 to RP-6, SV-1, CM-1, each with its n.

RP-3 and CM-1 are the questions of the public board: for a closed month both say the same.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from django.db.models import Count, Exists, F, OuterRef, Q

from quanju.domains.dispatch.queries.cases import cases_counted
from quanju.domains.dispatch.queries.measures import nearest_rank
from quanju.domains.dispatch.types import Measure
from quanju.domains.kernel.days import local_day
from quanju.domains.kernel.types import Text
from quanju.domains.reception.models import (
    CaseReport,
    Evidence,
    FollowUp,
    PreReport,
    RecordRequest,
    SkippedStep,
    Transfer,
    Visit,
    VisitComment,
)
from quanju.domains.reception.queries.board import letters_kept, matters_kept
from quanju.domains.reception.queries.reconciliation import unmatched_tickets
from quanju.domains.reception.queries.reports import steps_rule

Asked = Callable[[datetime, datetime], Measure]
GOOD_SCORE = 4
"""SV-1 counts the answers of 4 and 5 (specification 4.8)."""


_TICK = timedelta(microseconds=1)
NAMES = {
    "RP-1": Text("全量录入", "Entered of what came"),
    "RP-2": Text("规范办理", "Done with every step"),
    "RP-3": Text("按时办结答复", "Limits kept"),
    "RP-4": Text("三个当场", "Registered, listed, receipted at once"),
    "RP-5": Text("到出回执用时", "Time to the receipt"),
    "RP-6": Text("移送次数", "Hand-overs a matter"),
    "RP-7": Text("回访按时", "Followed up in time"),
    "SV-1": Text("群众满意（4–5 分）", "Satisfied (4 or 5)"),
    "CM-1": Text("来信按时答复", "Letters answered in time"),
    "CM-2": Text("查阅更正按时答复", "Requests of a record in time"),
}


def measure(code: str, *, since: datetime, until: datetime) -> Measure:
    """One of `MEASURES`, of what came, ended or was due in the span."""
    return MEASURES[code](since, until)


def share(code: str, name: Text, kept: int, n: int, *, missing: int = 0) -> Measure:
    """So many of so many, in percent."""
    value = 100 * kept / n if n else None
    return Measure(code=code, name=name, n=n, value=value, unit="%", missing=missing)


def spans(code: str, name: Text, seconds: list[float], unit: str) -> Measure:
    """How long something took, in minutes or days, by nearest rank; the value is the median."""
    ordered = sorted(seconds)
    p50, p90, p95 = (nearest_rank(ordered, one) for one in (0.5, 0.9, 0.95))
    a_unit = {"min": 60, "d": 86_400}[unit]
    return Measure(
        code=code,
        name=name,
        n=len(ordered),
        value=None if p50 is None else p50 / a_unit,
        unit=UNITS[unit],
        p50=p50,
        p90=p90,
        p95=p95,
    )


UNITS = {"min": Text("分钟", "min"), "d": Text("天", "days")}


def _entered(since: datetime, until: datetime) -> Measure:
    """RP-1: what the day's reconciliation counts, over all sites and days of the span."""
    visits = Visit.objects.filter(day__gte=local_day(since), day__lte=local_day(until - _TICK))
    served = visits.filter(service="report", served_at__isnull=False)
    missing = unmatched_tickets(visits).count()
    entered = served.exclude(report=None).count()
    came = entered + missing
    calls, with_report = cases_counted(since=since, until=until)
    online = PreReport.objects.filter(written_at__gte=since, written_at__lt=until)
    turned = online.exclude(report=None).count()
    dangers = online.filter(is_danger=True, report=None).count()
    moved = Transfer.objects.filter(offered_at__gte=since, offered_at__lt=until)
    taken = moved.filter(status="accepted").count()
    offered = moved.filter(status="offered").count()
    kept = entered + with_report + turned + taken
    n = came + calls + turned + dangers + taken + offered
    return share("RP-1", NAMES["RP-1"], kept, n, missing=n - kept)


def _whole(since: datetime, until: datetime) -> Measure:
    """RP-2: done in the span with every step; a step left out by two persons is none."""
    done = Q(receipted_at__gte=since, receipted_at__lt=until)
    done |= Q(receipted_at__isnull=True, closed_at__gte=since, closed_at__lt=until)
    left_out = Exists(SkippedStep.objects.filter(report=OuterRef("pk")))
    rows = CaseReport.objects.filter(done)
    return share("RP-2", NAMES["RP-2"], rows.exclude(left_out).count(), rows.count())


def _on_time(since: datetime, until: datetime) -> Measure:
    """RP-3."""
    return share("RP-3", NAMES["RP-3"], *matters_kept(since, until))


def _on_the_spot(since: datetime, until: datetime) -> Measure:
    """RP-4: of the walk-in reports whose kind asks for a receipt, those that were registered, had
    their evidence listed (or were asked for it) and their receipt in the same visit."""
    kinds = {code: row.steps for code, row in steps_rule(until).by_code.items()}
    asking = [code for code, steps in kinds.items() if "receipt" in steps]
    without = [code for code in asking if "evidence" not in kinds[code]]
    rows = CaseReport.objects.filter(
        channel="walk_in", kind__in=asking, begun_at__gte=since, begun_at__lt=until
    )
    listed = Exists(Evidence.objects.filter(report=OuterRef("pk")))
    in_visit = Q(visit__isnull=True) | Q(visit__ended_at__isnull=True)
    in_visit |= Q(receipted_at__lte=F("visit__ended_at"))
    asked = Q(kind__in=without) | ~Q(no_evidence="") | Q(listed)
    kept = rows.filter(in_visit, asked, receipted_at__isnull=False)
    return share("RP-4", NAMES["RP-4"], kept.count(), rows.count())


def _to_receipt(since: datetime, until: datetime) -> Measure:
    """RP-5: from coming in to the receipt, of those who came in."""
    rows = CaseReport.objects.filter(
        receipted_at__gte=since, receipted_at__lt=until, visit__isnull=False
    )
    moments = rows.values_list("visit__arrived_at", "receipted_at")
    taken = [(done - came).total_seconds() for came, done in moments if done is not None]
    return spans("RP-5", NAMES["RP-5"], taken, "min")


def _transfers(since: datetime, until: datetime) -> Measure:
    """RP-6: hand-overs a matter; `missing` tells of matters that were declined twice or more."""
    rows = CaseReport.objects.filter(begun_at__gte=since, begun_at__lt=until)
    moves = Transfer.objects.filter(report__in=rows.values("pk")).count()
    found = rows.aggregate(n=Count("pk"), bounced=Count("pk", filter=Q(bounces__gte=2)))
    return Measure(
        code="RP-6",
        name=NAMES["RP-6"],
        n=found["n"],
        value=moves / found["n"] if found["n"] else None,
        unit=Text("次/件", "a matter"),
        missing=found["bounced"],
    )


def _followed_up(since: datetime, until: datetime) -> Measure:
    """RP-7, our own: of follow-ups whose last day lies in the span, those that were tried by then;
    `missing`: nobody was reached or wanted to answer."""
    rows = FollowUp.objects.filter(due_on__gte=local_day(since), due_on__lt=local_day(until))
    rows = rows.exclude(status="dropped")
    found = rows.values_list("first_tried_at", "due_on", "status")
    kept = sum(tried is not None and local_day(tried) <= due for tried, due, _ in found)
    silent = sum(status in ("unreached", "declined") for _, _, status in found)
    return share("RP-7", NAMES["RP-7"], kept, len(found), missing=silent)


def _satisfied(since: datetime, until: datetime) -> Measure:
    """SV-1: the share of 4 and 5 among those who answered, of the visit or when they were asked
    afterwards; `missing`: were served, told nothing."""
    scores = VisitComment.objects.filter(at__gte=since, at__lt=until)
    asked = FollowUp.objects.filter(asked_at__gte=since, asked_at__lt=until, score__isnull=False)
    given = list(scores.values_list("score", flat=True))
    given += [score for score in asked.values_list("score", flat=True) if score is not None]
    left = Visit.objects.filter(ended_at__gte=since, ended_at__lt=until, served_at__isnull=False)
    silent = left.filter(comment=None).exclude(report__follow_ups__score__isnull=False).count()
    return share(
        "SV-1", NAMES["SV-1"], sum(one >= GOOD_SCORE for one in given), len(given), missing=silent
    )


def _letters(since: datetime, until: datetime) -> Measure:
    """CM-1."""
    return share("CM-1", NAMES["CM-1"], *letters_kept(since, until))


def _requests(since: datetime, until: datetime) -> Measure:
    """CM-2: copies and corrections whose last day lies in the span, and those that were answered
    or refused with a reason by then; `missing` tells of those refused."""
    rows = RecordRequest.objects.filter(due_on__gte=local_day(since), due_on__lt=local_day(until))
    kept = rows.filter(answered_at__isnull=False, was_late=False).count()
    refused = rows.filter(status="refused").count()
    return share("CM-2", NAMES["CM-2"], kept, rows.count(), missing=refused)


MEASURES: Mapping[str, Asked] = {
    "RP-1": _entered,
    "RP-2": _whole,
    "RP-3": _on_time,
    "RP-4": _on_the_spot,
    "RP-5": _to_receipt,
    "RP-6": _transfers,
    "RP-7": _followed_up,
    "SV-1": _satisfied,
    "CM-1": _letters,
    "CM-2": _requests,
}
