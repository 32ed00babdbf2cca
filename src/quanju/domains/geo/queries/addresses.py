"""A name for a point: the words a dispatcher says over the radio."""

from datetime import datetime

from quanju.domains.geo.queries.limits import place_limits
from quanju.domains.geo.queries.places import beside, nearest_place
from quanju.domains.geo.queries.roads import street_near
from quanju.domains.geo.types import NoMapLoaded
from quanju.domains.kernel.types import Text

LANDMARK_WITHIN_M = 150
STREET_WITHIN_M = 60


def describe(lon: float, lat: float, *, at: datetime | None = None) -> Text:
    """`中央大街夜市 旁 60 米`: a landmark close by, else the street, else what is nearest.

    Coordinates if nothing with a name is near.
    """
    found = nearest_place(lon, lat, place_limits(at))
    if found and found[1] <= LANDMARK_WITHIN_M:
        return beside(*found)
    try:
        street = street_near((lon, lat), STREET_WITHIN_M, at)
    except NoMapLoaded:
        street = None
    if street and found:
        near = beside(*found)
        return Text(f"{street.zh}，{near.zh}", f"{street.en}, {near.en}")
    if street:
        return street
    if found:
        return beside(*found)
    return Text(f"东经 {lon:.5f}，北纬 {lat:.5f}", f"{lon:.5f} E, {lat:.5f} N")
