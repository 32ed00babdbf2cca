"""The one clock. Pages, jobs and the command line ask it; verbs are given the moment."""

from datetime import datetime

from django.utils import timezone


def now() -> datetime:
    """The present moment in UTC."""
    return timezone.now()
