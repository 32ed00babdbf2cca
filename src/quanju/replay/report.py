"""The figures of a replay, and the comparison of database, journal and input."""

from collections import Counter
from typing import Any

from quanju.domains.dispatch.queries.board import jobs_listed
from quanju.domains.dispatch.queries.measures import nearest_rank
from quanju.domains.journal import queries as journal
from quanju.domains.kernel.clock import now
from quanju.replay.drive import Course
from quanju.replay.records import Records, UnitRow


def figures(records: Records, course: Course) -> dict[str, Any]:
    """What `quanju replay --json` prints."""
    problems = [*records.problems, *course.problems]
    recorded, achieved = sorted(course.recorded_s), sorted(course.achieved_s)
    compared = course.choices["compared"] or 1
    return {
        "rows": records.rows,
        "calls": len(course.incidents),
        "orders": course.orders,
        "refused": len({p.line for p in problems}),
        "refused_by_reason": dict(Counter(p.code for p in problems)),
        "refusals": [
            {"line": p.line, "code": p.code, "zh": p.why.zh, "en": p.why.en} for p in problems
        ],
        "travel_n": len(recorded),
        "recorded_p50_s": nearest_rank(recorded, 0.5),
        "recorded_p90_s": nearest_rank(recorded, 0.9),
        "achieved_p50_s": nearest_rank(achieved, 0.5),
        "achieved_p90_s": nearest_rank(achieved, 0.9),
        "agreement_first_choice": course.choices["first_choice_was_sent"] / compared,
        "agreement_among_five": course.choices["sent_among_our_five"] / compared,
        "orders_compared": course.choices["compared"],
        "verbs": course.verbs,
        "seconds": course.seconds,
        "events_per_second": course.verbs / course.seconds if course.seconds else None,
        "lost": lost(records, course),
        "journal_entries": journal.head_number(),
        "journal_holds": journal.verify(at=now()).holds,
    }


def lost(records: Records, course: Course) -> int:
    """Rows that are neither stored with all their moments, nor told of as refused.

    Compared three ways: the input row, the assignment in the database, the order's entry in the
    journal.
    """
    stored = {(job.incident, job.unit_id, job.assigned_at): job for job in jobs_listed(is_all=True)}
    ordered = Counter(
        entry.subject for entry in journal.search(event="dispatch.order_sent", limit=10_000_000)
    )
    told = {p.line for p in (*records.problems, *course.problems)} | course.refused_rows
    missing = 0
    for row in (row for rows in records.calls.values() for row in rows):
        if row.line in told:
            continue
        number = course.incidents.get(row.call, "")
        created = min(r.created_at or r.ordered_at for r in records.calls[row.call])
        key = number, course.town.units[row.unit], max(row.ordered_at, created)
        job = stored.get(key)
        missing += job is None or not _same_moments(job, row) or not ordered[f"incident:{number}"]
    return missing


def _same_moments(job: Any, row: UnitRow) -> bool:
    if row.arrived_at is not None and job.arrived_at != max(row.arrived_at, job.assigned_at):
        return False
    departed = row.departed_at or row.arrived_at
    if departed is not None and job.departed_at != max(departed, job.assigned_at):
        return False
    return row.cleared_at is None or job.released_at == max(row.cleared_at, job.assigned_at)
