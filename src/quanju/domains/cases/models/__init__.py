"""The room's tables: a case with its parties and papers' service, and its property."""

from quanju.domains.cases.models.property import CaseProperty, CustodyMove
from quanju.domains.cases.models.records import (
    CaseCounter,
    CaseQuerySet,
    CaseRecord,
    Party,
    Remedy,
    Service,
    newest_first,
)
from quanju.domains.cases.models.story import CaseHelper, CaseMoment

__all__ = [
    "CaseCounter",
    "CaseHelper",
    "CaseMoment",
    "CaseProperty",
    "CaseQuerySet",
    "CaseRecord",
    "CustodyMove",
    "Party",
    "Remedy",
    "Service",
    "newest_first",
]
