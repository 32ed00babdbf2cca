"""When units were on duty, as far as records of their jobs tell."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from quanju.replay.records import UnitRow

# San Francisco's ambulances: between 4 and 8 hours the number on duty hardly depends on this.
LONGEST_IDLE = timedelta(hours=6)
BEFORE_AND_AFTER = timedelta(minutes=30)
Unit = tuple[str, str]


def spans_on_duty(
    rows: Iterable[UnitRow], in_shifts: Iterable[str]
) -> Mapping[Unit, list[tuple[datetime, datetime]]]:
    """Of each unit of those kinds, the runs of jobs without a long pause; half an hour on each
    side, since nobody's duty begins with a call. Units of other kinds are not told of.
    """
    kinds = set(in_shifts)
    spans: dict[Unit, list[tuple[datetime, datetime]]] = {}
    for row in sorted(rows, key=lambda row: row.ordered_at):
        if row.unit_kind not in kinds:
            continue
        begin = row.ordered_at - BEFORE_AND_AFTER
        end = (row.cleared_at or row.ordered_at) + BEFORE_AND_AFTER
        own = spans.setdefault((row.unit, row.unit_kind), [])
        if own and begin - own[-1][1] <= LONGEST_IDLE - 2 * BEFORE_AND_AFTER:
            own[-1] = (own[-1][0], max(own[-1][1], end))
        else:
            own.append((begin, end))
    return spans
