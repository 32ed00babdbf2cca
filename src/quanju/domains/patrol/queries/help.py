"""Questions about calls for help: which stand, and who was told of them."""

from quanju.domains.patrol.models import HelpCall, Unit
from quanju.domains.patrol.types.standing import HelpCallView, HelpTold, UnitView, pressed_before


def help_calls() -> list[HelpCallView]:
    """The calls for help that stand, the oldest first."""
    rows = list(HelpCall.objects.filter(ended_at=None).order_by("called_at", "pk"))
    units = Unit.objects.filter(pk__in=[row.unit_id for row in rows]).with_position()
    views = {unit.pk: unit.view() for unit in units}
    return [
        HelpCallView(
            unit=views[row.unit_id],
            called_at=row.called_at,
            pressed_at=pressed_before(row.pressed_at, row.called_at),
            told=tuple(
                HelpTold(one["unit"].removeprefix("unit:"), one["seconds"]) for one in row.nearest
            ),
        )
        for row in rows
    ]


def help_calls_told_to(unit: UnitView) -> list[tuple[HelpCallView, HelpTold]]:
    """Those of which this unit was told, being among the nearest."""
    return [
        (call, told)
        for call in help_calls()
        for told in call.told
        if told.call_sign == unit.call_sign
    ]
