"""Which exercise is on, and those that were."""

from quanju.domains.dispatch.models import Exercise
from quanju.domains.dispatch.permissions import may_see_desk
from quanju.domains.people.types import Actor

SHOWN = 50


def exercise_on() -> Exercise | None:
    """The exercise that is on now, if there is one."""
    return Exercise.objects.filter(place=1).select_related("started_by").first()


def exercises(actor: Actor) -> list[Exercise]:
    """The newest first, with who began and ended each."""
    may_see_desk(actor).or_refuse()
    rows = Exercise.objects.select_related("started_by", "ended_by")
    return list(rows.order_by("-started_at", "-pk")[:SHOWN])
