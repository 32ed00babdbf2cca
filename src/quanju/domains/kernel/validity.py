"""Rows that are in force from a moment until a moment."""

from datetime import datetime
from typing import TypeVar

from django.db.models import Q

from quanju.domains.kernel.rows import ProtectedModel, ProtectedQuerySet

Row = TypeVar("Row", bound=ProtectedModel)


class ValidQuerySet(ProtectedQuerySet[Row]):
    """For tables with `valid_from` and an open or closed `valid_until`."""

    def in_force(self, at: datetime) -> "ValidQuerySet[Row]":
        return self.filter(Q(valid_until__isnull=True) | Q(valid_until__gt=at), valid_from__lte=at)
