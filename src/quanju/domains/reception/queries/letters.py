"""Questions about letters: those in hand, one, the sender's own, what visitors thought."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from hmac import compare_digest

from django.db.models import Avg, Count, Q

from quanju.domains.deadlines.queries import tables_in_force
from quanju.domains.kernel.days import local_day
from quanju.domains.kernel.types import NotFound
from quanju.domains.people.queries.organisations import organisation_names
from quanju.domains.people.types import Actor
from quanju.domains.reception.models import Letter, LetterQuerySet, Visit, VisitComment
from quanju.domains.reception.permissions import may_read_comments
from quanju.domains.reception.queries.portal import portal_rule
from quanju.domains.reception.queries.sites import sites
from quanju.domains.reception.types.letters import WORKFLOWS, CommentView, LetterView, Satisfaction

GOOD = 4
"""Scores from this one on are good."""
ENDS = {kind: [s for s in flow.states if not flow.moves[s]] for kind, flow in WORKFLOWS.items()}


def letters(actor: Actor, *, at: datetime, before: str = "", most: int = 51) -> list[LetterView]:
    """Letters this person has to do with, those that are owed something first, then the newest."""
    rows = Letter.objects.visible_to(actor).order_by("due_on", "-number")
    listed = _views(rows)
    listed.sort(key=lambda one: one.due_on is None)
    keys = [one.number for one in listed]
    start = keys.index(before) + 1 if before in keys else 0
    return listed[start : start + most]


def owed_letters(actor: Actor) -> list[LetterView]:
    """Those somebody must do something about, the first due first."""
    rows = Letter.objects.visible_to(actor).filter(due_on__isnull=False)
    return _views(rows.order_by("due_on", "number"))


def letter_view(number: str, *, by: Actor) -> LetterView:
    """One letter this person may see; `NotFound` otherwise, as if there were none."""
    found = _views(Letter.objects.visible_to(by).filter(number=number))
    if not found:
        raise NotFound(subject=f"letter:{number[:20]}")
    return found[0]


def own_letter(number: str, code: str) -> LetterView:
    """The sender's own, by number and code; `NotFound` unless both fit."""
    row = Letter.objects.filter(number=number.upper()).first()
    if row is None or not compare_digest(row.code.encode(), code.strip().upper().encode()):
        raise NotFound(subject="letter")
    return _views(Letter.objects.filter(pk=row.pk))[0]


def told_letter(pk: int) -> LetterView:
    """For the verbs of this room, which have asked already who may."""
    return _views(Letter.objects.filter(pk=pk))[0]


def _views(rows: LetterQuerySet) -> list[LetterView]:
    listed = list(rows.select_related("owner", "office"))
    return [_view(row) for row in listed]


def _view(row: Letter) -> LetterView:
    office = row.office
    return LetterView(
        **{name: getattr(row, name) for name in _PLAINLY},
        office=organisation_names([office.code])[office.code] if office else None,
        owner=row.owner.display_name if row.owner else "",
        due_at=day_is_over(row.due_on, row.sent_at) if row.due_on else None,
    )


_PLAINLY = (
    "pk", "number", "kind", "about", "text", "sender", "contact", "status", "owner_id",
    "sent_at", "due_on", "finding", "answer", "answered_at", "why_review", "review",
    "handed_to", "proof",
)  # fmt: skip
"""Columns that others see as they are."""


def day_is_over(day: date, at: datetime) -> datetime:
    """The moment from which what was owed on that day is late."""
    calendar = tables_in_force(at=at).calendar
    return calendar.start_of(day + timedelta(days=1))


def comments(actor: Actor, *, at: datetime, most: int = 100) -> list[CommentView]:
    """What visitors thought, the newest first; no number of a visit, no name."""
    may_read_comments(actor).or_refuse()
    names = {one.pk: one.name for one in sites()}
    rows = VisitComment.objects.select_related("visit").order_by("-at")[:most]
    return [
        CommentView(
            pk=row.pk,
            day=local_day(row.at),
            site=names[row.visit.site_id],
            score=row.score,
            words=row.words,
        )
        for row in rows
        if row.visit.site_id in names
    ]


def satisfaction(
    site_pks: Sequence[int], *, since: date, until: date, at: datetime
) -> Satisfaction:
    """SV-1 of visits of those days at those sites; silent below the least number of comments."""
    days = Q(visit__day__gte=since, visit__day__lt=until, visit__site__in=site_pks)
    found = VisitComment.objects.filter(days).aggregate(
        n=Count("pk"), mean=Avg("score"), good=Count("pk", filter=Q(score__gte=GOOD))
    )
    asked = Visit.objects.filter(
        day__gte=since, day__lt=until, site__in=site_pks, served_at__isnull=False
    ).count()
    says = found["n"] >= portal_rule(at).comments_least
    return Satisfaction(
        n=found["n"],
        asked=asked,
        mean=found["mean"] if says else None,
        good_share=found["good"] / found["n"] if says else None,
    )
