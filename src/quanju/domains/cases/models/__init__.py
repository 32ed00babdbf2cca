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

__all__ = [
    "CaseCounter",
    "CaseProperty",
    "CaseQuerySet",
    "CaseRecord",
    "CustodyMove",
    "Party",
    "Remedy",
    "Service",
    "newest_first",
]
