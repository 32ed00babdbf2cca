"""Questions to dispatch."""

from quanju.domains.dispatch.queries.board import (
    day_start,
    job_meant,
    job_of,
    jobs_listed,
    jobs_since,
    today_counts,
    unit_board,
)
from quanju.domains.dispatch.queries.call_hours import CallHours, call_hours
from quanju.domains.dispatch.queries.counts import counts_by_class, counts_by_day, repeat_calls
from quanju.domains.dispatch.queries.coverage import (
    coverage_by_hour,
    coverage_by_zone,
    covered_calls,
    ring_coverage,
)
from quanju.domains.dispatch.queries.handling import handled, handling_by_zone, handling_rate
from quanju.domains.dispatch.queries.incidents import (
    calls_of,
    calls_since,
    feedbacks_of,
    incident_after_write,
    incident_named,
    incidents_listed,
    notes_of,
    open_alerts,
    open_incidents,
    read_incident,
    receipts_of,
    similar_open_incidents,
    split_into,
)
from quanju.domains.dispatch.queries.measures import measures, nearest_rank, ring_measures
from quanju.domains.dispatch.queries.past_calls import past_calls, work_spans
from quanju.domains.dispatch.queries.recommendation import (
    read_receipt,
    receipt_content,
    recommend,
    recommend_for,
    recommendation_from,
    replay_receipt,
    reserved_for,
)
from quanju.domains.dispatch.queries.tables import (
    incident_types,
    reasons,
)

__all__ = [
    "CallHours",
    "call_hours",
    "calls_of",
    "calls_since",
    "counts_by_class",
    "counts_by_day",
    "coverage_by_hour",
    "coverage_by_zone",
    "covered_calls",
    "day_start",
    "feedbacks_of",
    "handled",
    "handling_by_zone",
    "handling_rate",
    "incident_after_write",
    "incident_named",
    "incident_types",
    "incidents_listed",
    "job_meant",
    "job_of",
    "jobs_listed",
    "jobs_since",
    "measures",
    "nearest_rank",
    "notes_of",
    "open_alerts",
    "open_incidents",
    "past_calls",
    "read_incident",
    "read_receipt",
    "reasons",
    "receipt_content",
    "receipts_of",
    "recommend",
    "recommend_for",
    "recommendation_from",
    "repeat_calls",
    "replay_receipt",
    "reserved_for",
    "ring_coverage",
    "ring_measures",
    "similar_open_incidents",
    "split_into",
    "today_counts",
    "unit_board",
    "work_spans",
]
