"""Questions about calls for help: which stand, who was told of them and has seen them."""

from typing import Any

from quanju.domains.patrol.models import HelpCall, Unit
from quanju.domains.patrol.types.standing import HelpCallView, HelpTold, UnitView, pressed_before


def help_calls() -> list[HelpCallView]:
    """The calls for help that stand, the oldest first."""
    standing = HelpCall.objects.filter(ended_at=None).order_by("called_at", "pk")
    rows = list(standing.prefetch_related("seen__unit"))
    units = Unit.objects.filter(pk__in=[row.unit_id for row in rows]).with_position()
    views = {unit.pk: unit.view() for unit in units}
    return [
        HelpCallView(
            pk=row.pk,
            unit=views[row.unit_id],
            called_at=row.called_at,
            pressed_at=pressed_before(row.pressed_at, row.called_at),
            **_seen(row),
        )
        for row in rows
    ]


def _seen(row: HelpCall) -> dict[str, Any]:
    """Who was told, and when each of them and the desk saw it."""
    seen = {one.unit.subject if one.unit else "": one.seen_at for one in row.seen.all()}
    told = [
        HelpTold(one["unit"].removeprefix("unit:"), one["seconds"], seen.get(one["unit"]))
        for one in row.nearest
    ]
    return {"told": tuple(told), "seen_at": seen.get("")}


def help_call_of(unit: int) -> HelpCallView | None:
    """That unit's own, if it stands."""
    return next((call for call in help_calls() if call.unit.pk == unit), None)


def help_calls_told_to(unit: UnitView) -> list[tuple[HelpCallView, HelpTold]]:
    """Those of which this unit was told, being among the nearest."""
    return [
        (call, told)
        for call in help_calls()
        for told in call.told
        if told.call_sign == unit.call_sign
    ]
