"""Rows that are in force from a moment until a moment, and rows that have waited too long."""

from datetime import datetime, timedelta
from typing import TypeVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from quanju.domains.kernel.named import Named
from quanju.domains.kernel.rows import ProtectedModel, ProtectedQuerySet

Row = TypeVar("Row", bound=ProtectedModel)


class ValidQuerySet(ProtectedQuerySet[Row]):
    """For tables with `valid_from` and an open or closed `valid_until`."""

    def in_force(self, at: datetime) -> "ValidQuerySet[Row]":
        return self.filter(Q(valid_until__isnull=True) | Q(valid_until__gt=at), valid_from__lte=at)


class Versioned(Named, ProtectedModel):
    """A thing with a name that is never changed: another version follows it, from its moment on.

    The row that has no end is the one in force; a constraint of the table says that it is alone.
    """

    version = models.PositiveIntegerField(default=1)
    valid_from = models.DateTimeField()
    valid_until = models.DateTimeField(null=True)

    class Meta:
        abstract = True


def waits_since(field: str, limit: timedelta, *, at: datetime) -> Q:
    """Rows whose moment lies `limit` back or more, or ahead of `at`.

    A moment that lies ahead was written by a clock that was wrong. An alert too early is better
    than one that waits until that clock is right.
    """
    return Q(**{f"{field}__lte": at - limit}) | Q(**{f"{field}__gt": _ahead(at)})


def has_waited(since: datetime, limit: timedelta, *, at: datetime) -> bool:
    """The same of one moment."""
    return since <= at - limit or since > _ahead(at)


def _ahead(at: datetime) -> datetime:
    return at + timedelta(seconds=settings.CLOCK_TOLERANCE_S)
