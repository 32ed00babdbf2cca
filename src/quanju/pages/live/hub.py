"""The one hub of this process, with what is sampled beside the journal."""

from functools import cache
from typing import Any

from quanju.domains.journal.stream import Hub, Source
from quanju.domains.kernel.clock import now
from quanju.domains.patrol import queries as patrol


def _positions(since: Any) -> tuple[list[Any], Any]:
    """Positions newer than the last sample: `[call sign, lon, lat, moment]` each."""
    rows = patrol.positions_since(since)
    newest = max((row.at for row in rows), default=since or now())
    return [[r.call_sign, r.lon, r.lat, r.at.isoformat()] for r in rows], newest


@cache
def hub() -> Hub:
    return Hub((Source("positions", _positions),))
