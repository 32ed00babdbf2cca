"""Legal review in advance (SUP-05): asked for by the service, given by a person, never binding."""

from datetime import datetime

from quanju.domains.cases.queries.cases import told_case
from quanju.domains.journal.actions.entries import record
from quanju.domains.journal.types import Event
from quanju.domains.kernel import words
from quanju.domains.kernel.held import held
from quanju.domains.kernel.transaction import write
from quanju.domains.kernel.types import Text
from quanju.domains.people.types import SERVICE, Actor
from quanju.domains.supervision import events
from quanju.domains.supervision.models import Opinion
from quanju.domains.supervision.permissions import may_give_opinions
from quanju.domains.supervision.queries.opinions import is_undecided, told_opinion, why_of
from quanju.domains.supervision.rules import review_rule
from quanju.domains.supervision.types.opinions import OpinionView
from quanju.domains.supervision.workflow import OPINION

OPINION_TEXT = Text("审核意见", "the opinion")


def ask_opinion(*, case: str, at: datetime) -> bool:
    """Put a case before legal supervision, if it is one of those and is not there yet."""
    with write():
        view = told_case(case)
        why = why_of(view, at=at)
        if not why or not is_undecided(view) or Opinion.objects.filter(number=case).exists():
            return False
        row = Opinion.objects.create(
            case_id=view.pk,
            number=case,
            report_number=view.report,
            why=why,
            rules=review_rule(at).reference,
            asked_at=at,
        )
        _note(events.OPINION_ASKED, row, SERVICE, at)
    return True


def give_opinion(*, case: str, opinion: str, by: Actor, at: datetime) -> OpinionView:
    """Say what legal supervision thinks of it; then its officer may put a decision up."""
    may_give_opinions(by).or_refuse()
    said = words.lines(opinion, OPINION_TEXT, longest=2000, field="opinion")
    with write():
        row = held(Opinion, f"case:{case}", number=case)
        row.status = OPINION.after(row.status, "give")
        row.text, row.given_by_id, row.given_at = said, by.person_id, at
        row.save()
        _note(events.OPINION_GIVEN, row, by, at)
    return told_opinion(case)


def _note(event: Event, row: Opinion, by: Actor, at: datetime) -> None:
    record(
        event,
        subject=f"case:{row.number}",
        by=by,
        at=at,
        purpose="supervise",
        related=[f"report:{row.report_number}"],
        facts={"status": row.status},
    )
