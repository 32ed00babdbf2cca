"""The room's tables: what was looked at and found; the index of recordings."""

from quanju.domains.supervision.models.checked import (
    CheckedReport,
    Finding,
    FindingCounter,
    FindingQuerySet,
    HitQuerySet,
    InspectedMatter,
    Inspection,
    InspectionCounter,
    InspectionQuerySet,
    Opinion,
    RuleHit,
)
from quanju.domains.supervision.models.recordings import (
    Recording,
    RecordingCounter,
    RecordingQuerySet,
)

__all__ = [
    "CheckedReport",
    "Finding",
    "FindingCounter",
    "FindingQuerySet",
    "HitQuerySet",
    "InspectedMatter",
    "Inspection",
    "InspectionCounter",
    "InspectionQuerySet",
    "Opinion",
    "Recording",
    "RecordingCounter",
    "RecordingQuerySet",
    "RuleHit",
]
