"""Questions about suggestions for shifts."""

from datetime import date

from quanju.domains.people.types import Actor
from quanju.domains.planning.models import Suggestion
from quanju.domains.planning.permissions import may_read_planning
from quanju.domains.planning.types import SuggestionView


def suggestions(*, week_on: date, by: Actor) -> list[SuggestionView]:
    """The suggestions of a week: open ones first, each by the calls a unit would meet there."""
    may_read_planning(by).or_refuse()
    rows = Suggestion.objects.filter(week_on=week_on).exclude(status="superseded")
    views = [row.view() for row in rows.select_related("shift__unit", "decided_by").order_by("pk")]
    return sorted(views, key=lambda one: (not one.is_open, one.duty_from, one.pk))
