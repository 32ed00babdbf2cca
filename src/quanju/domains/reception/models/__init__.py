"""The room's tables: the hall with its visits, and the reports."""

from quanju.domains.reception.models.hall import (
    BookedQuarter,
    Booking,
    Handover,
    TicketCounter,
    Visit,
    VisitAlarm,
    VisitQuerySet,
)
from quanju.domains.reception.models.portal import (
    Letter,
    LetterCounter,
    LetterQuerySet,
    PreReport,
    VisitComment,
)
from quanju.domains.reception.models.reports import (
    CaseReport,
    Evidence,
    ReportCounter,
    ReportQuerySet,
    SkippedStep,
    Transfer,
)

__all__ = [
    "BookedQuarter",
    "Booking",
    "CaseReport",
    "Evidence",
    "Handover",
    "Letter",
    "LetterCounter",
    "LetterQuerySet",
    "PreReport",
    "ReportCounter",
    "ReportQuerySet",
    "SkippedStep",
    "TicketCounter",
    "Transfer",
    "Visit",
    "VisitAlarm",
    "VisitComment",
    "VisitQuerySet",
]
