"""Bulletins: made by the clock, put on paper by a person when they leave the house."""

from datetime import date, datetime, time, timedelta

from quanju.domains.dispatch import events
from quanju.domains.dispatch.models import Bulletin
from quanju.domains.dispatch.papers import BULLETIN_PAPER, bulletin_content
from quanju.domains.dispatch.permissions import may_release_bulletin
from quanju.domains.dispatch.queries.bulletin import bulletin, numbers_of
from quanju.domains.dispatch.quiet import DESK_SIGNS
from quanju.domains.documents.actions.papers import issue_paper
from quanju.domains.documents.types import PaperView
from quanju.domains.journal.actions.entries import record
from quanju.domains.journal.types import Author
from quanju.domains.kernel.days import branch_zone, local_day, local_moment
from quanju.domains.kernel.transaction import write
from quanju.domains.people.types import Actor
from quanju.domains.rulebook.queries import in_force

MONDAY = 0


def due_bulletins(at: datetime) -> list[tuple[str, date]]:
    """Those of yesterday, and on Mondays of the week before, once the morning hour is over."""
    today = local_day(at)
    hour = time.fromisoformat(in_force(DESK_SIGNS, at=at).content.bulletin_at)
    if at < local_moment(today, hour, branch_zone()):
        return []
    due = [("day", today - timedelta(days=1))]
    if today.weekday() == MONDAY:
        due.append(("week", today - timedelta(days=7)))
    known = set(
        Bulletin.objects.filter(day__gte=today - timedelta(days=7)).values_list("span", "day")
    )
    return [one for one in due if one not in known]


def make_bulletin(*, span: str, day: date, by: Author, at: datetime) -> Bulletin | None:
    """Count and keep the numbers of these days; None where another process was first."""
    content = numbers_of(span, day)
    with write():
        row, is_made = Bulletin.objects.get_or_create(
            span=span, day=day, defaults={"content": content, "made_at": at}
        )
        if not is_made:
            return None
        facts = {"span": span, "day": day.isoformat()}
        record(events.BULLETIN_MADE, subject=row.subject, by=by, at=at, facts=facts)
    return row


def release_bulletin(*, pk: int, language: str, by: Actor, at: datetime) -> PaperView:
    """Put a bulletin on numbered paper, so that it may leave the house: a person decides that."""
    may_release_bulletin(by).or_refuse()
    view = bulletin(pk, by, at=at)
    days = f"{view.day}" if view.span == "day" else f"{view.day} – {view.last_day}"
    return issue_paper(
        kind=BULLETIN_PAPER.name,
        subject=view.subject,
        title=f"{view.label.in_language(language)} {days}",
        content=bulletin_content(view, language),
        language=language,
        by=by,
        at=at,
    )
