"""A decision's receipt on paper."""

from datetime import datetime

from quanju.domains.dispatch.papers import RECEIPT_PAPER, TITLE, content_of
from quanju.domains.dispatch.queries.recommendation import read_receipt
from quanju.domains.documents.actions.papers import issue_paper
from quanju.domains.documents.types import PaperView
from quanju.domains.people.types import Actor


def issue_receipt(*, receipt: int, language: str, by: Actor, at: datetime) -> PaperView:
    """The paper of a receipt in a language; the same one when asked again.

    Refuses whoever may not read it; reading it for the paper is recorded as any reading.
    """
    found = read_receipt(receipt=receipt, by=by, at=at, purpose="supervise")
    return issue_paper(
        kind=RECEIPT_PAPER.name,
        subject=f"receipt:{receipt}",
        related=[f"incident:{found.incident}"],
        title=TITLE.filled(incident=found.incident).in_language(language),
        content=content_of(found, language),
        language=language,
        by=by,
        at=at,
    )
