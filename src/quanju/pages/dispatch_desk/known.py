"""What is known of a place as soon as it is chosen: its notes, and what was there lately."""

from typing import Any

from quanju.domains.dispatch.queries.here import here_lately
from quanju.domains.dispatch.queries.places import PlaceView
from quanju.domains.geo.queries.place_notes import lately_days, place_notes_near
from quanju.pages.shared.request import Request


def known_of(request: Request, place: PlaceView, besides: str = "") -> dict[str, Any]:
    """What is known of a place that was chosen: its notes, and what was there lately."""
    within = place.radius_m or 0.0
    at = request.moment
    return {
        "place_notes": place_notes_near(place.points, at, within_m=within),
        "lately": here_lately(place.points, at, besides=besides) if place.is_exact else [],
        "lately_days": round(lately_days(at)),
    }
