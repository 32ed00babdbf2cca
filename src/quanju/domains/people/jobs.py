"""What people do by the clock."""

from datetime import datetime

from quanju.domains.kernel.transaction import write
from quanju.domains.people.actions.sessions import end_session
from quanju.domains.people.browser_sessions import SessionStore
from quanju.domains.people.models import Submission
from quanju.domains.people.queries.sessions import sessions_to_end
from quanju.domains.people.rules import SUBMISSIONS_KEPT
from quanju.domains.people.types import SERVICE


def end_due_sessions(at: datetime) -> None:
    """End sessions that rested too long, ran too long, or lost their post."""
    for ref, why in sessions_to_end(at=at):
        end_session(ref=ref, why=why, by=SERVICE, at=at)


def forget_old_submissions(at: datetime) -> None:
    """A form is recognised for two days; expired browser sessions go too."""
    with write():
        Submission.objects.filter(at__lt=at - SUBMISSIONS_KEPT).delete()
        SessionStore.clear_expired()
