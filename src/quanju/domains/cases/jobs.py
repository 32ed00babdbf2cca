"""Cases' clock: where who reported was told is forgotten once the case is long over."""

from datetime import datetime, timedelta

from quanju.domains.cases.models import CaseRecord
from quanju.domains.cases.workflow import CLOSED
from quanju.domains.reception.actions.telling import forget_telling
from quanju.domains.reception.queries.portal import portal_rule
from quanju.domains.reception.queries.telling import reports_told

OVER = (
    *CLOSED,
    "transferred_out",
    "not_filed",
    "not_filed_upheld",
    "review_upheld",
    "query_ended",
)
"""Nothing more is owed to who reported, unless they ask for it."""


def forget_ended_tellings(at: datetime) -> int:
    """As long after the decision as a contact is kept after a report that became no case."""
    before, done = at - timedelta(days=portal_rule(at).report_contact_days), 0
    rows = CaseRecord.objects.filter(
        report_number__in=reports_told(), status__in=OVER, decided_at__lte=before
    )
    for number in list(rows.values_list("report_number", flat=True)):
        done += forget_telling(report=number, at=at)
    return done
