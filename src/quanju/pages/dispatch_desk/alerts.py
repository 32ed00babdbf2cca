"""What somebody at the desk must look at now; calls for help before everything else."""

from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from quanju.domains.dispatch.queries.help import answered_by, recommend_help
from quanju.domains.dispatch.queries.incidents import open_alerts
from quanju.domains.dispatch.queries.messages import messages_standing
from quanju.domains.dispatch.queries.recommendation import receipt_content
from quanju.domains.dispatch.types import Candidate, Recommendation
from quanju.domains.geo.queries.addresses import describe
from quanju.domains.kernel.types import Text
from quanju.domains.patrol.permissions import may_end_emergency, may_see_to_help
from quanju.domains.patrol.queries import help
from quanju.domains.patrol.types.standing import HelpCallView
from quanju.pages.dispatch_desk import receipts
from quanju.pages.dispatch_desk.sound_views import sound_of
from quanju.pages.shared.request import Request


@dataclass(frozen=True)
class HelpShown:
    """A call for help as the desk reads it: in words where, and on which incident."""

    call: HelpCallView
    place: Text | None
    incident: str
    shown: Recommendation | None = None
    receipt: str = ""
    key: str = ""

    @property
    def proposed(self) -> tuple[Candidate, ...]:
        """Whom one press sends."""
        return self.shown.proposed_units if self.shown else ()

    @property
    def take_call(self) -> str:
        """The form of a call with the place of those who ask filled in."""
        here = self.call.unit.position
        if here is None:
            return reverse("dispatch_desk:take_call")
        query = {"lon": here.lon, "lat": here.lat, "address": str(self.place or "")}
        return f"{reverse('dispatch_desk:take_call')}?{urlencode(query)}"


MOST = 4
"""So many alerts stand above the incident; the others wait on the worklist."""


def alerts_context(request: Request) -> dict[str, Any]:
    """Calls for help and alerts, for the strip above the incident."""
    standing = open_alerts(request.actor, at=request.moment)
    alerts = [one for one in standing if one.tells_at is None]
    calls = [_shown(call, request) for call in help.help_calls()]
    first = next((n for n, one in enumerate(calls) if one.proposed and not one.call.seen_at), None)
    return {
        "help_calls": [replace(c, key="Enter") if n == first else c for n, c in enumerate(calls)],
        "may_see_to_help": may_see_to_help(request.actor),
        "may_end": may_end_emergency(request.actor),
        "alerts": alerts[:MOST],
        "told_later": [(one, sound_of(one.kind)) for one in standing if one.tells_at][:MOST],
        "sounding": [
            *(("help", f"help-{one.call.pk}") for one in calls if not one.call.seen_at),
            *((sound_of(one.kind), f"alert-{one.pk}") for one in alerts),
        ],
        "more_alerts": max(0, len(alerts) - MOST),
        "unseen_messages": [
            one for one in messages_standing(request.actor, at=request.moment) if one.unseen
        ],
        "moment_now": request.moment,
    }


def _shown(call: HelpCallView, request: Request) -> HelpShown:
    here, at = call.unit.position, request.moment
    shown = recommend_help(call, at=at)
    return HelpShown(
        call,
        describe(here.lon, here.lat, at=at) if here else None,
        answered_by(call),
        shown,
        receipts.sealed(f"help:{call.unit.pk}", receipt_content(shown)) if shown else "",
    )
