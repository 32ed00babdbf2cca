"""To whom one may write, the standard sentences, and what was written."""

from typing import Any

from quanju.domains.dispatch.permissions import may_send_messages
from quanju.domains.dispatch.queries import messages as queries
from quanju.domains.dispatch.types.messages import AT_INCIDENT, EVERYBODY, FORCE, UNIT, ZONE
from quanju.domains.kernel.types import Text
from quanju.domains.patrol.queries.units import units_visible_to
from quanju.domains.patrol.queries.zones import zone_names
from quanju.domains.patrol.types.standing import FORCE_TYPES
from quanju.pages.shared.request import Request

Choices = list[tuple[Text, list[tuple[str, Text]]]]


def message_context(request: Request, incident: str = "") -> dict[str, Any]:
    """To whom one may write, the standard sentences, and what was written."""
    at, actor = request.moment, request.actor
    return {
        "may_message": may_send_messages(actor),
        "message_to": _choices(request, is_incident=bool(incident)),
        "sentences": queries.sentences(at),
        "crew_messages": queries.messages_of(incident, at=at)
        if incident
        else queries.messages_standing(actor, at=at),
        "moment_now": at,
    }


def _choices(request: Request, *, is_incident: bool) -> Choices:
    """Crews of the incident, all on duty, forces, zones, single units: those that are there."""
    on_duty = units_visible_to(request.actor, is_on_duty=True)
    if is_incident:
        on_duty = [one for one in on_duty if one.force_type not in queries.UNTOLD_FORCES]
    names = zone_names(request.moment)
    forces = {one.force_type for one in on_duty}
    first = [(EVERYBODY, Text("全体在勤", "All on duty"))]
    if is_incident:
        first.insert(0, (AT_INCIDENT, Text("本警情各车组", "The crews of this incident")))
    return [
        (Text("常用", "Often"), first),
        (
            Text("警种", "Force"),
            [(f"{FORCE}:{one}", FORCE_TYPES[one]) for one in FORCE_TYPES if one in forces],
        ),
        (Text("巡区", "Zone"), [(f"{ZONE}:{one}", names[one]) for one in sorted(names)]),
        (
            Text("车组", "Unit"),
            [(f"{UNIT}:{one.call_sign}", Text(one.call_sign, one.call_sign)) for one in on_duty],
        ),
    ]
