"""What a desk told ahead, and what a crew reads of it."""

from dataclasses import dataclass
from datetime import datetime

from quanju.domains.dispatch.models import PreAlert
from quanju.domains.dispatch.models.pre_alerts import PreAlertQuerySet
from quanju.domains.dispatch.queries.places import PlaceView
from quanju.domains.dispatch.queries.recommendation import recommend_for
from quanju.domains.dispatch.queries.tables import type_at
from quanju.domains.dispatch.quiet import DESK_SIGNS
from quanju.domains.dispatch.types import KEPT_CLOSE, Candidate
from quanju.domains.kernel.types import Text
from quanju.domains.people.types import Actor
from quanju.domains.rulebook.queries import in_force


@dataclass(frozen=True, slots=True)
class ToldAhead:
    """A crew that may be sent: where to, for what, and since when its phone shows it."""

    pk: int
    call_sign: str
    kind: Text
    grade: int
    address: str
    since_at: datetime
    until_at: datetime
    shown_at: datetime | None


def told_ahead_by(actor: Actor, *, at: datetime) -> ToldAhead | None:
    """What this desk told ahead and that still stands."""
    return _view(PreAlert.objects.standing(at).filter(sent_by=actor.person_id or 0), at)


def told_ahead_to(unit: int, *, at: datetime) -> ToldAhead | None:
    """What a crew reads; nothing once the call is over."""
    return _view(PreAlert.objects.standing(at).filter(unit=unit), at)


def _view(rows: PreAlertQuerySet, at: datetime) -> ToldAhead | None:
    row = rows.select_related("unit").first()
    if row is None:
        return None
    kind = type_at(row.type_code, at)
    return ToldAhead(
        pk=row.pk,
        call_sign=row.unit.call_sign,
        kind=KEPT_CLOSE if kind.is_restricted else kind.name,
        grade=row.grade,
        address=row.address,
        since_at=row.since_at,
        until_at=row.until_at,
        shown_at=row.shown_at,
    )


def told_ahead_too_long(at: datetime) -> list[int]:
    """What has run out and still stands on a phone."""
    rows = PreAlert.objects.filter(ended_at__isnull=True, until_at__lte=at)
    return list(rows.values_list("pk", flat=True))


def may_tell_ahead(
    type_code: str, grade: int, place: PlaceView, *, at: datetime
) -> list[Candidate]:
    """Whom the rules would propose for a call that is not entered yet; none where it is off."""
    if not in_force(DESK_SIGNS, at=at).content.pre_alert_s:
        return []
    shown = recommend_for(type_code=type_code, grade=grade, place=place, at=at)
    return list(shown.proposed_units)
