"""The one hub of this process, with what is sampled beside the journal."""

from functools import cache
from typing import Any

from quanju.domains.journal.stream import Hub, Source
from quanju.domains.patrol import queries as patrol


def _positions(cursor: Any) -> tuple[list[Any], Any]:
    """Positions not sent yet: `[call sign, lon, lat, moment]` each."""
    rows, cursor = patrol.positions_after(cursor)
    return [[r.call_sign, r.lon, r.lat, r.at.isoformat()] for r in rows], cursor


@cache
def hub() -> Hub:
    return Hub((Source("positions", _positions),))
