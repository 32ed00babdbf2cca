"""Questions about cases: the list, one case with what hangs on it, the case of a report."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import Max, Min

from quanju.domains.cases.models import CaseQuerySet, CaseRecord, Remedy, Service, newest_first
from quanju.domains.cases.papers import SERVED
from quanju.domains.cases.queries.offices import offices
from quanju.domains.cases.rules import limits
from quanju.domains.cases.types.cases import (
    CaseLine,
    CaseView,
    Limit,
    Office,
    PartyView,
    RemedyView,
    ServiceView,
)
from quanju.domains.cases.workflow import AT_REVIEW, CLOSED, OPEN
from quanju.domains.deadlines.queries import clocks_on
from quanju.domains.deadlines.types import ClockView
from quanju.domains.documents.queries.papers import papers_on
from quanju.domains.documents.types import PaperView
from quanju.domains.kernel.days import local_day, start_of_day
from quanju.domains.kernel.newest import after_row
from quanju.domains.kernel.roles import ARCHIVISTS, CASES, STATION
from quanju.domains.kernel.types import NotFound, Text
from quanju.domains.people.types import Actor

ACCEPTING = Text("受理", "accepting")
WHY_ACCEPT = Text(
    "移交后须在 {minutes} 分钟内受理或退回（内部时限）。",
    "An office accepts or declines within {minutes} min (our own limit).",
)
REVIEWING = Text("立案审查（内部提醒）", "review (internal alarm)")
WHY_REVIEW = Text(
    "治安案件应当立即立案；{hours} 小时只是内部提醒，不是法定期限。",
    "A public-order case is filed at once; {hours} h are an internal alarm, no limit by law.",
)


def cases(
    actor: Actor,
    *,
    state: str = "",
    kind: str = "",
    office: str = "",
    before: tuple[datetime, int] | None = None,
    most: int,
) -> list[CaseView]:
    """A page of the cases this person sees, the newest first. A `state` is one of the table,
    `open` what somebody works on."""
    rows = CaseRecord.objects.visible_to(actor)
    if state == "open":
        rows = rows.filter(status__in=OPEN)
    elif state:
        rows = rows.filter(status=state)
    if kind:
        rows = rows.filter(kind=kind)
    if office:
        rows = rows.filter(office__code=office)
    return views(newest_first(rows, before)[:most], actor)


def archived_cases(
    actor: Actor,
    *,
    year: str = "",
    kind: str = "",
    office: str = "",
    outcome: str = "",
    before: tuple[datetime, int] | None = None,
    most: int,
) -> list[CaseView]:
    """A page of the closed cases this person sees, those closed last first; `year` of closing."""
    rows = CaseRecord.objects.visible_to(actor).filter(status__in=CLOSED, closed_at__isnull=False)
    if year:
        first, after = date(int(year), 1, 1), date(int(year) + 1, 1, 1)
        rows = rows.filter(closed_at__gte=start_of_day(first), closed_at__lt=start_of_day(after))
    given = {"kind": kind, "office__code": office, "outcome": outcome}
    rows = rows.filter(**{name: value for name, value in given.items() if value})
    if before is not None:
        rows = rows.filter(after_row("closed_at", *before))
    return views(rows.order_by("-closed_at", "-pk")[:most], actor)


def years_closed(actor: Actor) -> list[int]:
    """The years in which cases that this person sees were closed, the newest first."""
    rows = CaseRecord.objects.visible_to(actor).filter(status__in=CLOSED, closed_at__isnull=False)
    found = rows.aggregate(first=Min("closed_at"), last=Max("closed_at"))
    if found["first"] is None:
        return []
    return list(range(local_day(found["last"]).year, local_day(found["first"]).year - 1, -1))


def case_view(number: str, *, by: Actor) -> CaseView:
    """One case this person may see; `NotFound` otherwise, as if it did not exist."""
    found = views(CaseRecord.objects.visible_to(by).filter(number=number), by)
    if not found:
        raise NotFound(subject=f"case:{number[:20]}")
    return found[0]


def cases_read_whole(numbers: Collection[str], by: Actor) -> frozenset[str]:
    """Which of these cases this person reads with all their words."""
    if not numbers:
        return frozenset()
    rows = CaseRecord.objects.visible_to(by).filter(number__in=numbers)
    return frozenset(row.number for row in rows if not _is_header(row, by))


def report_of(case: str) -> str:
    """The number of the report that goes on as this case, "" where there is none."""
    rows = CaseRecord.objects.filter(number=case)
    return rows.values_list("report_number", flat=True).first() or ""


def told_case(number: str) -> CaseView:
    """For those who have asked already who may."""
    return views(CaseRecord.objects.filter(number=number), None)[0]


def case_of_report(report: str) -> CaseLine | None:
    """What the report's own desk tells of the case that goes on with it; the last of them."""
    rows = CaseRecord.objects.filter(report_number=report).order_by("-pk")[:1]
    found = views(rows, None)
    if not found:
        return None
    view = found[0]
    return CaseLine(
        number=view.number,
        kind_label=view.kind_label,
        status=view.status,
        status_label=view.status_label,
        office=view.office.name if view.office else None,
        is_at_legal=view.is_at_legal,
        declined_why=view.declined_why,
    )


def parties_of(number: str, *, by: Actor) -> list[PartyView]:
    """The parties of a case, for who reads more than its header."""
    row = CaseRecord.objects.visible_to(by).filter(number=number).first()
    if row is None or _is_header(row, by):
        return []
    return [
        PartyView(pk=one.pk, part=one.part, name=one.name, contact=one.contact)
        for one in row.parties.order_by("pk")
    ]


def services_of(view: CaseView) -> list[ServiceView]:
    """Which papers of the case were served, the first first; for who reads it whole."""
    if view.is_header:
        return []
    rows = Service.objects.filter(case=view.pk).select_related("served_by").order_by("served_at")
    return [
        ServiceView(
            paper=one.paper,
            to=one.to,
            how=one.how,
            proof=one.proof,
            served_at=one.served_at,
            by=one.served_by.display_name,
        )
        for one in rows
    ]


def remedies_of(view: CaseView) -> list[RemedyView]:
    """What was asked against not filing, the first first; for who reads the case whole."""
    if view.is_header:
        return []
    return [
        RemedyView(
            kind=one.kind,
            grounds=one.grounds,
            is_by_resident=one.is_by_resident,
            applied_at=one.applied_at,
            outcome=one.outcome,
            decided_at=one.decided_at,
        )
        for one in Remedy.objects.filter(case=view.pk).order_by("pk")
    ]


def papers_to_serve(view: CaseView, *, by: Actor, at: datetime) -> list[PaperView]:
    """Papers of the case that somebody outside is to be given and that were not served."""
    served = {one.paper for one in services_of(view)}
    return [
        one
        for one in papers_on(view.subject, by=by, at=at)
        if one.kind in SERVED and one.ended_at is None and one.number not in served
    ]


def clocks_of(view: CaseView, *, at: datetime) -> list[ClockView]:
    """The clocks of the law on a case, those that have ended last."""
    return clocks_on(view.subject, at=at, with_ended=True)


def limits_of(view: CaseView, *, at: datetime) -> list[Limit]:
    """The branch's own limits that run on it now."""
    rule, found = limits(at), []
    if view.status == "reported" and view.office is not None:
        found.append(
            Limit(
                name=ACCEPTING,
                since=view.sent_at,
                due_at=view.sent_at + rule.accept,
                why=WHY_ACCEPT.filled(minutes=f"{rule.accept_min:g}"),
            )
        )
    if view.kind == "administrative" and view.status in AT_REVIEW:
        span = rule.review(view.circumstance)
        found.append(
            Limit(
                name=REVIEWING,
                since=view.registered_at,
                due_at=view.registered_at + span,
                why=WHY_REVIEW.filled(hours=f"{span.total_seconds() / 3600:g}"),
            )
        )
    return found


def views(rows: CaseQuerySet | Sequence[Any], actor: Actor | None) -> list[CaseView]:
    """Cases as `actor` reads them, in one question; None reads them whole."""
    listed = rows
    if isinstance(rows, CaseQuerySet):
        listed = list(rows.select_related("officer", "office", "converted_to"))
    known = {one.pk: one for one in offices()}
    return [_view(row, known, actor is not None and _is_header(row, actor)) for row in listed]


def _is_header(row: CaseRecord, actor: Actor) -> bool:
    """A command room has its clocks alone, the archive its numbers; of what is restricted so has
    who is not its officer."""
    is_waiting_for_office = row.is_restricted and actor.role in CASES
    is_own = row.officer_id == actor.person_id
    return actor.role in STATION | ARCHIVISTS or (is_waiting_for_office and not is_own)


_PLAINLY = (
    "pk", "number", "kind", "status", "officer_id", "station_id", "site_id", "awaits",
    "is_at_legal", "is_restricted", "declines", "circumstance", "registered_at", "sent_at",
    "accepted_at", "review_started_at", "decided_at", "closed_at", "outcome", "review_on", "rules",
)  # fmt: skip
"""Columns that others see as they are."""
_OF_THE_MATTER = ("title", "declined_why", "reason")


def _view(row: CaseRecord, known: dict[int, Office], is_header: bool) -> CaseView:
    words: dict[str, Any] = {
        name: "" if is_header else getattr(row, name) for name in _OF_THE_MATTER
    }
    return CaseView(
        **{name: getattr(row, name) for name in _PLAINLY},
        **words,
        is_header=is_header,
        report=row.report_number,
        office=_office(row, known),
        officer=row.officer.display_name if row.officer else "",
        converted_to=row.converted_to.number if row.converted_to else "",
    )


def _office(row: CaseRecord, known: dict[int, Office]) -> Office | None:
    """An office that has no such post any more still has its old cases."""
    if row.office is None:
        return None
    named = Office(
        pk=row.office.pk, code=row.office.code, name=row.office.name, station_id=row.station_id
    )
    return known.get(row.office.pk, named)
