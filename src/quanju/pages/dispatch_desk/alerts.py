"""What somebody at the desk must look at now; calls for help before everything else."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from quanju.domains.dispatch.queries.board import job_of
from quanju.domains.dispatch.queries.incidents import open_alerts
from quanju.domains.geo.queries.addresses import describe
from quanju.domains.kernel.types import Text
from quanju.domains.patrol.permissions import may_end_emergency
from quanju.domains.patrol.queries import help
from quanju.domains.patrol.types.standing import HelpCallView
from quanju.pages.shared.request import Request


@dataclass(frozen=True)
class HelpShown:
    """A call for help as the desk reads it: in words where, and on which incident."""

    call: HelpCallView
    place: Text | None
    incident: str

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
    alerts = open_alerts()
    return {
        "help_calls": [_shown(call, request) for call in help.help_calls()],
        "may_end": may_end_emergency(request.actor),
        "alerts": alerts[:MOST],
        "more_alerts": max(0, len(alerts) - MOST),
    }


def _shown(call: HelpCallView, request: Request) -> HelpShown:
    here, job = call.unit.position, job_of(call.unit.pk)
    return HelpShown(
        call,
        describe(here.lon, here.lat, at=request.moment) if here else None,
        job.incident if job else "",
    )
