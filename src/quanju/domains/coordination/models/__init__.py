"""The room's tables."""

from quanju.domains.coordination.models.groups import (
    Group,
    GroupCounter,
    GroupQuerySet,
    Member,
    MemberQuerySet,
)

__all__ = ["Group", "GroupCounter", "GroupQuerySet", "Member", "MemberQuerySet"]
