"""Who should go, as the desk and the worklist offer it."""

from typing import Any

from quanju.domains.dispatch.permissions import may_send_order
from quanju.domains.dispatch.queries import recommendation
from quanju.domains.dispatch.queries.nearer import nearer_now
from quanju.domains.dispatch.queries.plans import level_named, next_level
from quanju.domains.dispatch.queries.recommendation import receipt_content
from quanju.domains.dispatch.types import IncidentView, Recommendation
from quanju.domains.kernel.roles import ROLES
from quanju.domains.kernel.types import Text, Verdict
from quanju.domains.patrol.queries import help
from quanju.domains.rulebook.types import reference_told
from quanju.pages.dispatch_desk import receipts
from quanju.pages.shared.request import Request

MOST = 6
"""So many candidates stand in sight; the others behind one press, each can be ticked."""
NOBODY_TO_SEND = Verdict.no(
    "NOBODY_TO_SEND", Text("现在没有可派的单位", "There is no unit that can be sent now")
)


def proposal_context(
    request: Request, view: IncidentView, *, is_waiting: bool = False
) -> dict[str, Any]:
    """The list, what it was made of, and whether Enter sends it.

    Enter does nothing that nobody asked for: it is left alone while a second person is waited for
    (`is_waiting`), where nobody more is needed, and until the desk has seen a crew's call for help.
    """
    if "order" not in view.verbs:
        return {"shown": None}
    shown = recommendation.recommend(incident=view.number, at=request.moment)
    is_needed = shown.is_needed(view)
    is_called = any(call.seen_at is None for call in help.help_calls())
    is_armed = is_needed and bool(shown.proposed) and not is_waiting and not is_called
    left = [(out, out.may_be_sent(view.grade)) for out in shown.left_out]
    return {
        "shown": shown,
        "is_needed": is_needed,
        "key": "Enter" if is_armed else "",
        "keys": "Enter d" if is_armed else "d",
        "receipt": receipts.sealed(view.number, receipt_content(shown)),
        "proposed": shown.proposed_units,
        "left_out": left,
        "others_on_duty": len(left) + max(0, len(shown.candidates) - MOST),
        "plan": reference_told(shown.rules[1]),
        "may_send": _may_send(request, view, shown),
        "nearer": nearer_now(view, shown, request.moment),
    }


def alarm_context(request: Request, view: IncidentView) -> dict[str, Any]:
    """The next level of alarm: who would go, sealed as it is shown, and who is told."""
    line = next_level(view.alarm_level, request.moment)
    known = {"alarm_now": level_named(view.alarm_level, request.moment)}
    if line is None or "order" not in view.verbs:
        return {**known, "alarm": None}
    more = recommendation.recommend(incident=view.number, at=request.moment, level=line.number)
    tells = [ROLES[role] for role in line.tells]
    return {
        **known,
        "alarm": line,
        "alarm_units": more.proposed_units,
        "alarm_unmet": more.unmet,
        "alarm_receipt": receipts.sealed(view.number, receipt_content(more)),
        "alarm_tells": Text("、".join(one.zh for one in tells), ", ".join(o.en for o in tells)),
    }


def _may_send(request: Request, view: IncidentView, shown: Recommendation) -> Verdict:
    """Whoever may order, once there is somebody to be sent."""
    may = may_send_order(request.actor, view.station_id)
    can = shown.candidates or any(out.may_be_sent(view.grade) for out in shown.left_out)
    return may if not may or can else NOBODY_TO_SEND
