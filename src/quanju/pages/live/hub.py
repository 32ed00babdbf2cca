"""The one hub of this process, with what is sampled beside the journal."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from quanju.domains.journal.stream import Hub, Source
from quanju.domains.kernel.clock import clock, now
from quanju.domains.operation import queries as operation
from quanju.domains.patrol.queries import units

SAID_AGAIN_S = 10.0


def _positions(cursor: Any) -> tuple[list[Any], Any]:
    """Positions not sent yet: `[call sign, lon, lat, moment]` each."""
    rows, cursor = units.positions_after(cursor)
    return [[r.call_sign, r.lon, r.lat, r.at.isoformat()] for r in rows], cursor


@dataclass(frozen=True)
class _Told:
    """What of the service did not run when it was last told, and when (in ticks)."""

    codes: list[Any]
    ticks: float


def _service(told: _Told | None) -> tuple[list[Any], _Told]:
    """The faults of the service when they change, and now and then for who has just come."""
    faults = [
        {"code": one.code, "zh": one.text.zh, "en": one.text.en}
        for one in operation.faults(at=now())
    ]
    ticks = clock().ticks()
    if told and told.codes == faults and ticks - told.ticks < SAID_AGAIN_S:
        return [], told
    return [faults], _Told(faults, ticks)


@cache
def hub() -> Hub:
    return Hub((Source("positions", _positions), Source("service", _service)))
