"""An incident replayed on the map: what was recorded of it, second by second."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from quanju.domains.dispatch.actions.replaying import Replay, replay_incident
from quanju.domains.dispatch.queries.incidents import note_words
from quanju.domains.geo.queries.roads import current_map
from quanju.domains.journal import queries as journal
from quanju.pages.shared.request import Request
from quanju.pages.shared.timeline import lines_of


@never_cache
@require_GET
def replay(request: Request, number: str) -> HttpResponse:
    """Map, time line, entries; the opening is recorded."""
    told = replay_incident(incident=number, by=request.actor, at=request.moment)
    entries = lines_of(
        journal.history_of(told.view.subject), is_signed=False, notes=note_words(number)
    )
    shown = [one for one in entries if told.from_at <= one.at <= told.until_at]
    point = told.view.place.points[0] if told.view.place.points else None
    context = {
        "view": told.view,
        "told": told,
        "entries": shown,
        "facts": _facts(told),
        "map": current_map(request.moment),
        "point": point,
    }
    return render(request, "dispatch_desk/replay.html", context)


def _facts(told: Replay) -> dict[str, Any]:
    """What the page draws, in seconds since the beginning."""

    def second(moment: Any) -> float:
        return round((moment - told.from_at).total_seconds(), 1)

    return {
        "seconds": second(told.until_at),
        "began": told.from_at.isoformat(),
        "places": told.view.place.points,
        "subject": told.view.subject,
        "grade": told.view.grade,
        "tracks": [
            {
                "sign": one.call_sign,
                "states": [[second(at), state] for at, state in one.states],
                "points": [[second(at), lon, lat] for at, lon, lat in one.points],
                "until": second(one.until_at),
            }
            for one in told.tracks
        ],
    }
