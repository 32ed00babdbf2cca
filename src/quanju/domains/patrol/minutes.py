"""Pure arithmetic of hours: minutes of each activity, none counted twice."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import pairwise

from quanju.domains.patrol.types.standing import Span

PRECEDENCE = ("response", "service", "staging", "patrolling")


def minutes_by_activity(
    spans: Mapping[str, Sequence[Span]], since: datetime, until: datetime
) -> dict[str, float]:
    """Minutes of each of the four activities within a span; where two overlap, the first of
    `PRECEDENCE` counts, so that no minute counts twice."""
    clipped = {
        activity: [(max(a, since), min(b, until)) for a, b in spans.get(activity, ())]
        for activity in PRECEDENCE
    }
    marks = sorted({moment for found in clipped.values() for span in found for moment in span})
    minutes = dict.fromkeys(PRECEDENCE, 0.0)
    for begin, end in pairwise(marks):
        for activity in PRECEDENCE:
            if any(a <= begin and end <= b for a, b in clipped[activity]):
                minutes[activity] += (end - begin).total_seconds() / 60
                break
    return minutes
