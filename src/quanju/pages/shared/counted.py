"""What this process counts for /metrics. Labels are routes and words of ours, never addresses."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector

COUNTED = CollectorRegistry()
ProcessCollector(registry=COUNTED)

REQUESTS_S = Histogram(
    "quanju_request_seconds",
    "Seconds until an answer's head, by method, route and class of status.",
    ("method", "route", "status"),
    buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10),
    registry=COUNTED,
)
STREAMS = Gauge("quanju_streams_open", "Live pages that are open now.", registry=COUNTED)
JOB_FAILURES = Counter(
    "quanju_job_failures", "Jobs of this process that failed, by job.", ("job",), registry=COUNTED
)
