"""Questions about follow-ups: the list, one, those of a report, what waits."""

from collections.abc import Iterable
from datetime import date, datetime

from quanju.domains.kernel.days import end_of_day, local_day
from quanju.domains.kernel.types import NotFound
from quanju.domains.people.types import Actor
from quanju.domains.reception.models import FollowUp, FollowUpQuerySet, VisitComment
from quanju.domains.reception.permissions import may_decide_reports, may_take_reports
from quanju.domains.reception.queries.sites import site_of, site_with
from quanju.domains.reception.rules import FOLLOW_UP_RULE, FollowUpRule
from quanju.domains.reception.types.follow_ups import FollowUpView
from quanju.domains.reception.types.hall import CENTRE
from quanju.domains.rulebook.queries import in_force


def follow_up_rule(at: datetime) -> FollowUpRule:
    """The table in force."""
    return in_force(FOLLOW_UP_RULE, at=at).content


def follow_ups(
    actor: Actor,
    *,
    state: str = "",
    occasion: str = "",
    before: tuple[date, int] | None = None,
    at: datetime,
    most: int,
) -> list[FollowUpView]:
    """A page of what this person sees, the first due first; `state` one of the table."""
    rows = _visible(actor, at)
    if state:
        rows = rows.filter(status=state)
    if occasion:
        rows = rows.filter(occasion=occasion)
    if before is not None:
        day, pk = before
        rows = rows.filter(due_on__gte=day).exclude(due_on=day, pk__lte=pk)
    return views(rows.order_by("due_on", "pk")[:most])


def follow_up(pk: int, *, by: Actor, at: datetime) -> FollowUpView:
    """One that this person sees; `NotFound` otherwise, as if it did not exist."""
    found = views(_visible(by, at).filter(pk=pk))
    if not found:
        raise NotFound(subject=f"follow-up {pk}")
    return found[0]


def follow_ups_of(report: str) -> list[FollowUpView]:
    """Those of one report, for who reads it whole."""
    return views(FollowUp.objects.filter(report__number=report).order_by("asks_from", "pk"))


def waiting_follow_ups(actor: Actor, *, at: datetime) -> list[FollowUpView]:
    """Those this person is to ask from today on, or to settle, the first due first."""
    rows = _visible(actor, at)
    if may_decide_reports(actor):
        return views(rows.filter(status="unhappy").order_by("settle_on", "pk"))
    if not may_take_reports(actor):
        return []
    rows = rows.filter(status="due", asks_from__lte=local_day(at))
    mine = rows.filter(by="centre") if is_centre(actor) else rows.none()
    here = rows.filter(by="site", report__site=actor.organisation_id or 0)
    return views((mine | here).order_by("due_on", "pk"))


def may_ask_now(view: FollowUpView, actor: Actor, *, at: datetime) -> bool:
    """Whether its form is offered: on its day, to whom it is this person's to ask."""
    if not may_take_reports(actor) or local_day(at) < view.asks_from:
        return False
    return is_centre(actor) if view.asker == "centre" else actor.organisation_id == view.site_id


def is_centre(actor: Actor) -> bool:
    """Does this person receive at the branch's centre?"""
    site = site_of(actor)
    return site is not None and site.level == CENTRE and bool(may_take_reports(actor))


def _visible(actor: Actor, at: datetime) -> FollowUpQuerySet:
    return FollowUp.objects.visible_to(actor, at, is_centre=is_centre(actor))


def views(rows: FollowUpQuerySet) -> list[FollowUpView]:
    """Two questions, however many."""
    listed = list(rows.select_related("report", "asked_by", "settled_by"))
    scored = scored_reports({row.report_id for row in listed})
    return [_view(row, row.report_id not in scored) for row in listed]


def scored_reports(keys: Iterable[int]) -> set[int]:
    """Of these reports those whose reporter said how satisfied they are, here or of the visit."""
    wanted = list(keys)
    told = VisitComment.objects.filter(visit__report__in=wanted)
    here = FollowUp.objects.filter(report__in=wanted, score__isnull=False)
    return {
        *told.values_list("visit__report", flat=True),
        *here.values_list("report", flat=True),
    }


def _view(row: FollowUp, asks_score: bool) -> FollowUpView:
    report = row.report
    day = row.settle_on if row.status == "unhappy" and row.settle_on else row.due_on
    return FollowUpView(
        pk=row.pk,
        report=report.number,
        title=report.title,
        reporter=report.reporter,
        contact=report.contact,
        kind=report.kind,
        occasion=row.occasion,
        asker=row.by,
        site=site_with(report.site_id).name,
        site_id=report.site_id,
        asks_from=row.asks_from,
        due_on=row.due_on,
        due_at=end_of_day(day),
        status=row.status,
        tries=row.tries,
        rules=row.rules,
        asks_score=asks_score,
        score=row.score,
        how=row.how,
        said=row.said,
        asked_by=row.asked_by.display_name if row.asked_by else "",
        asked_at=row.asked_at,
        settle_on=row.settle_on,
        settled=row.settled,
        settled_by=row.settled_by.display_name if row.settled_by else "",
        settled_at=row.settled_at,
    )
