"""The room's tables: the hall with its visits, and the reports."""

from quanju.domains.reception.models.follow_ups import FollowUp, FollowUpQuerySet
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
    ReportTelling,
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
from quanju.domains.reception.models.requests import RecordRequest

__all__ = [
    "BookedQuarter",
    "Booking",
    "CaseReport",
    "Evidence",
    "FollowUp",
    "FollowUpQuerySet",
    "Handover",
    "Letter",
    "LetterCounter",
    "LetterQuerySet",
    "PreReport",
    "RecordRequest",
    "ReportCounter",
    "ReportQuerySet",
    "ReportTelling",
    "SkippedStep",
    "TicketCounter",
    "Transfer",
    "Visit",
    "VisitAlarm",
    "VisitComment",
    "VisitQuerySet",
]
