"""Who of some people holds no post any more."""

from collections.abc import Collection
from datetime import datetime

from quanju.domains.people.models import Appointment


def without_a_post(people: Collection[int], *, since: datetime, at: datetime) -> set[int]:
    """Of these people those who have held no post from `since` until now."""
    held = Appointment.objects.in_force(at).filter(person__in=people)
    before = Appointment.objects.in_force(since).filter(person__in=people)
    return (
        set(people)
        - set(held.values_list("person", flat=True))
        - set(before.values_list("person", flat=True))
    )
