"""A verb of a visitor after the visit: what they thought of it, asked once (SV-1)."""

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from quanju.domains.journal.actions.entries import record
from quanju.domains.kernel import words
from quanju.domains.kernel.held import held
from quanju.domains.kernel.transaction import write
from quanju.domains.kernel.types import Refused, Text
from quanju.domains.people.types import STRANGER
from quanju.domains.reception import events
from quanju.domains.reception.models import FollowUp, Visit, VisitComment
from quanju.domains.reception.queries.portal import portal_rule
from quanju.domains.reception.queries.tickets import ticket
from quanju.domains.reception.types.hall import TicketView
from quanju.domains.reception.types.letters import SCORES

LONGEST = 300


class NotYet(Refused):
    """Nobody was served yet, or the days for it are over."""

    code = "NOT_COMMENTABLE"
    text = Text("办完后 {days} 天内可以评价", "A visit is commented on within {days} days after it")


class CommentedAlready(Refused):
    """Once."""

    code = "COMMENTED_ALREADY"
    text = Text("您已经评价过了，谢谢", "You have told us already, thank you")


class ChooseAScore(Refused):
    """One of the five."""

    code = "CHOOSE_A_SCORE"
    text = Text("请选一项", "Please choose one")
    status = 422
    field = "score"


def comment_on_visit(*, code: str, score: int, said: str, at: datetime) -> TicketView:
    """Say what one thought of a visit, by the ticket's code; it is asked once."""
    if score not in SCORES:
        raise ChooseAScore()
    clean = words.line(
        said, Text("评价", "your words"), longest=LONGEST, needed=False, field="said"
    )
    with write():
        row = held(Visit.objects.exclude(code=""), "ticket", code=code)
        days = portal_rule(at).comment_days
        if row.served_at is None or row.ended_at is None or at > row.ended_at + timedelta(days):
            raise NotYet(days=days)
        if FollowUp.objects.filter(report__visit=row, score__isnull=False).exists():
            raise CommentedAlready()
        try:
            with transaction.atomic():
                VisitComment.objects.create(visit=row, score=score, words=clean, at=at)
        except IntegrityError as error:
            raise CommentedAlready() from error
        record(
            events.VISIT_COMMENTED,
            subject=row.subject,
            by=STRANGER,
            at=at,
            purpose="receive_report",
            facts={"score": score},
        )
    return ticket(code, at=at)
