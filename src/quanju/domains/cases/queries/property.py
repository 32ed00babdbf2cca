"""Where the things of a case lie, counted from their hand-overs."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from quanju.domains.cases.models import CaseProperty, CustodyMove
from quanju.domains.cases.types.cases import CaseView
from quanju.domains.cases.types.custody import (
    PLACES,
    TAKEN_AT,
    Holding,
    MoveView,
    PropertyView,
)


def property_of(case: str) -> list[PropertyView]:
    """The things of a case with every hand-over, the first first; whoever asks may read it whole.

    Two questions however many.
    """
    items = list(CaseProperty.objects.filter(case__number=case).order_by("pk"))
    moves: dict[int, list[CustodyMove]] = {}
    asked = CustodyMove.objects.filter(item__in=items).select_related("by").order_by("pk")
    for move in asked:
        moves.setdefault(move.item_id, []).append(move)
    return [_view(item, moves.get(item.pk, [])) for item in items]


def property_shown(view: CaseView) -> list[PropertyView]:
    """As `property_of`, for who reads the case whole; nothing for who reads headers."""
    return [] if view.is_header else property_of(view.number)


def unsettled(case: int) -> list[PropertyView]:
    """What is still in the house of the case with that key."""
    items = CaseProperty.objects.filter(case=case, withdrawn_at=None).order_by("pk")
    views = [_view(item, list(item.moves.order_by("pk"))) for item in items]
    return [view for view in views if not view.is_settled]


def holdings_of(item: CaseProperty) -> Counter[str]:
    """How many of a thing lie where; a negative count is a hand-over of what is not there."""
    return counted(item.count, item.moves.filter(withdrawn_at=None))


def counted(count: int, moves: Iterable[CustodyMove]) -> Counter[str]:
    """`count` things begin with the officer, and go where the hand-overs say."""
    lie = Counter({TAKEN_AT: count})
    for one in moves:
        lie[one.from_place] -= one.count
        lie[one.to_place] += one.count
    return lie


def with_the_officer(cases: QuerySet[Any, Any]) -> Mapping[int, datetime]:
    """Of these cases (their keys), since when a thing has lain with its officer, not in the store.

    The longest, where several do.
    """
    since: dict[int, datetime] = {}
    items = CaseProperty.objects.filter(case__in=cases, withdrawn_at=None)
    for item in items.prefetch_related("moves"):
        live = [one for one in item.moves.all() if one.withdrawn_at is None]
        if counted(item.count, live)[TAKEN_AT] > 0:
            back = [one.moved_at for one in live if one.to_place == TAKEN_AT]
            began = max(back, default=item.taken_at)
            since[item.case_id] = min(since.get(item.case_id, began), began)
    return since


def _view(item: CaseProperty, moves: list[CustodyMove]) -> PropertyView:
    live = [one for one in moves if one.withdrawn_at is None]
    lie = {} if item.withdrawn_at else counted(item.count, live)
    return PropertyView(
        pk=item.pk,
        name=item.name,
        count=item.count,
        unit=item.unit,
        remark=item.remark,
        taken_from=item.taken_from,
        taken_at=item.taken_at,
        awaits=item.awaits,
        holdings=tuple(
            Holding(place=place, count=lie[place]) for place in PLACES if lie.get(place, 0) > 0
        ),
        moves=tuple(_move(one) for one in moves),
        withdrawn_at=item.withdrawn_at,
        withdrawn_why=item.withdrawn_why,
    )


def _move(one: CustodyMove) -> MoveView:
    return MoveView(
        pk=one.pk,
        count=one.count,
        from_place=one.from_place,
        to_place=one.to_place,
        receiver=one.receiver,
        proof=one.proof,
        moved_at=one.moved_at,
        by=one.by.display_name,
        withdrawn_at=one.withdrawn_at,
        withdrawn_why=one.withdrawn_why,
    )
