"""The room's tables."""

from quanju.domains.coordination.models.finding import SearchLine
from quanju.domains.coordination.models.groups import (
    Group,
    GroupCounter,
    GroupQuerySet,
    Member,
    MemberQuerySet,
)
from quanju.domains.coordination.models.lessons import Lesson, WeeklyCheck
from quanju.domains.coordination.models.review import Review, Signature
from quanju.domains.coordination.models.talk import Correction, Item, Mention, Message
from quanju.domains.coordination.plans.models import (
    PlanRun,
    PublicWarning,
    RunStaging,
    RunStep,
    WarningReceipt,
)

__all__ = [
    "Correction",
    "Group",
    "GroupCounter",
    "GroupQuerySet",
    "Item",
    "Lesson",
    "Member",
    "MemberQuerySet",
    "Mention",
    "Message",
    "PlanRun",
    "PublicWarning",
    "Review",
    "RunStaging",
    "RunStep",
    "SearchLine",
    "Signature",
    "WarningReceipt",
    "WeeklyCheck",
]
