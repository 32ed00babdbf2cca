"""The year behind the demo: the closed incidents of the drawn history, stored in bulk."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path

from quanju.demo.history.draw import draw_calls
from quanju.demo.history.facts import read_facts
from quanju.demo.history.telling import CASE, case_report_no
from quanju.demo.history.types import HistoryCall
from quanju.domains.dispatch.actions.history import PastIncident, load_history
from quanju.domains.kernel.clock import now
from quanju.domains.patrol.queries import units as units_queries
from quanju.domains.people.queries.organisations import organisations_by_code
from quanju.domains.people.types import SERVICE

SEED = 20260101
CALLS_A_DAY = 400


def load_past(folder: Path, from_at: datetime, until_at: datetime) -> list[PastIncident]:
    """Draw the calls between two moments, store the incidents that were closed, and return them."""
    units = {unit.call_sign: unit.pk for unit in units_queries.all_units()}
    stations = organisations_by_code()
    calls = draw_calls(read_facts(folder), from_at, until_at, CALLS_A_DAY, SEED)
    rows = [_incident(call, units, stations) for call in calls if call.fate == "closed"]
    load_history(rows, by=SERVICE, at=now())
    return rows


def cases_of(past: Iterable[PastIncident]) -> Iterator[PastIncident]:
    """Those of which a public-order case was opened."""
    for one in past:
        if one.disposition_code == CASE and one.feedback_class_code == "public_order":
            yield one


def _incident(
    call: HistoryCall, units: Mapping[str, int], stations: Mapping[str, int]
) -> PastIncident:
    """A closed call always has these moments; those that may be missing stay missing."""
    assert call.answered_at
    assert call.created_at
    assert call.ordered_at
    assert call.cleared_at
    assert call.fed_back_at
    return PastIncident(
        number=call.number,
        title=call.title[0],
        class_code=call.class_code,
        type_code=call.type_code,
        feedback_class_code=call.feedback_class_code,
        feedback_type_code=call.feedback_type_code,
        grade=call.grade,
        address=call.address[0],
        lon=call.lon,
        lat=call.lat,
        zone=call.zone,
        ring=call.ring,
        station_id=stations.get(call.station_code),
        unit_id=units[call.call_sign],
        received_at=call.received_at,
        answered_at=call.answered_at,
        created_at=call.created_at,
        ordered_at=call.ordered_at,
        acknowledged_at=call.acknowledged_at,
        departed_at=call.departed_at,
        arrived_at=call.arrived_at,
        cleared_at=call.cleared_at,
        fed_back_at=call.fed_back_at,
        disposition_code=call.disposition_code,
        case_report_no=case_report_no(call.disposition_code, call.number),
    )
