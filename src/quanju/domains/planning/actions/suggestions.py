"""Verbs of suggestions (ICC-11): make them for a week, accept one, reject one with a reason."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import numpy as np

from quanju.domains.dispatch.queries.call_hours import call_hours
from quanju.domains.duty.actions.relocation import relocate_shift
from quanju.domains.duty.queries import shifts
from quanju.domains.duty.queries.posts import posts_in
from quanju.domains.journal.actions.entries import record
from quanju.domains.journal.types import Event
from quanju.domains.kernel import words
from quanju.domains.kernel.days import branch_zone, local_moment
from quanju.domains.kernel.held import held
from quanju.domains.kernel.transaction import write
from quanju.domains.kernel.types import Refused, Text
from quanju.domains.patrol.queries.zones import points_by_zone, zone_names, zones_of_points
from quanju.domains.people.types import SERVICE, Actor
from quanju.domains.planning import events
from quanju.domains.planning.models import Suggestion
from quanju.domains.planning.permissions import may_decide_suggestion
from quanju.domains.planning.suggestions.rules import LEAST_DAYS, SuggestionRule, suggestion_rule
from quanju.domains.planning.suggestions.shifting import WEEK_H, Demand, Proposal, propose
from quanju.domains.planning.suggestions.workflow import SUGGESTION, TOLD
from quanju.domains.planning.types import SuggestionView
from quanju.engine.demand.errors import DemandInputError
from quanju.engine.demand.learn import learn_demand
from quanju.engine.demand.problem import DemandProblem

WEEK = timedelta(days=7)


class TooFewCalls(Refused):
    """Four weeks of calls at least; from fewer nothing is learnt."""

    code = "TOO_FEW_CALLS"
    text = Text(
        "至少要有 {least} 天的警情记录，现在有 {days} 天{why}",
        "At least {least} days of recorded calls are needed; there are {days}{why}",
    )
    status = 422


class WeekIsOver(Refused):
    """Nothing can be moved in a week that is over."""

    code = "WEEK_IS_OVER"
    text = Text("这一周已经过去，不能再调整", "That week is over; nothing can be moved in it")
    status = 422


class ReasonNeeded(Refused):
    """Whoever rejects says why, so that the next planner knows."""

    code = "REASON_NEEDED"
    text = Text("请写明不采纳的理由", "Say why it is rejected")
    status = 422
    field = "why"


class ShiftChangedMeanwhile(Refused):
    """The plan is no longer what the suggestion was made from."""

    code = "SHIFT_CHANGED_MEANWHILE"
    text = Text(
        "这个班次在此期间已改动，这条建议不再适用；请重新生成建议",
        "The shift was changed meanwhile, so this suggestion no longer fits; make them anew",
    )


def suggest_shifts(*, week_on: date, by: Actor, at: datetime) -> int:
    """Look for shifts of a week that would stand better elsewhere; how many are new.

    Open suggestions that no longer hold are superseded; what was decided for this week is not
    offered again. Refuses a week that is over and fewer than 28 days of calls.
    """
    return looking(week_on=week_on, by=by, at=at)()


def looking(*, week_on: date, by: Actor, at: datetime) -> Callable[[], int]:
    """`suggest_shifts` asked, which takes its seconds, and still to be told."""
    may_decide_suggestion(by).or_refuse()
    zone, rule = branch_zone(), suggestion_rule(at)
    monday = week_on - timedelta(days=week_on.weekday())
    since = local_moment(monday, datetime.min.time(), zone)
    if since + WEEK <= at:
        raise WeekIsOver()
    demand = demand_of(rule, at)
    closed = Suggestion.objects.filter(week_on=monday, status__in=("accepted", "rejected"))
    found = propose(
        demand,
        posts_in(since - WEEK / 7, since + WEEK + WEEK / 7),
        list(points_by_zone(at).items()),
        rule,
        zone,
        not_before=max(at, since - timedelta(seconds=1)),
        decided=set(closed.values_list("zone_from", "zone_to", "duty_from")),
    )
    kept = [one for one in found if one.duty_from < since + WEEK]
    return lambda: _offer(monday, kept, demand, by, at)


def demand_of(rule: SuggestionRule, at: datetime) -> Demand:
    """What is learnt from past calls: places and hours go in, and nothing else."""
    calls = call_hours(at=at, most_days=rule.history_days)
    zones = tuple(sorted(zone_names(at)))
    places = list(zip(calls.lon.tolist(), calls.lat.tolist(), strict=True))
    number = {zone: place for place, zone in enumerate(zones)}
    place = np.array([number.get(z or 0, -1) for z in zones_of_points(places, at)], dtype=np.int64)
    inside = place >= 0
    if calls.days < LEAST_DAYS or not inside.any():
        raise TooFewCalls(least=LEAST_DAYS, days=calls.days, why="")
    try:
        problem = DemandProblem(
            cell=place[inside],
            hour=calls.hour[inside],
            cells=len(zones),
            days=calls.days,
            first_weekday=calls.first_on.weekday(),
        )
    except DemandInputError as error:
        why = Text(f"；{error.zh}", f"; {error.en}")
        raise TooFewCalls(least=LEAST_DAYS, days=calls.days, why=why) from error
    week = (calls.hour[inside] + 24 * calls.first_on.weekday()) % WEEK_H
    counts = np.bincount(place[inside] * WEEK_H + week, minlength=len(zones) * WEEK_H)
    return Demand(
        zones,
        counts.reshape(len(zones), WEEK_H).astype(np.int64),
        learn_demand(problem),
        calls.first_on,
        calls.days,
    )


def _offer(monday: date, found: list[Proposal], demand: Demand, by: Actor, at: datetime) -> int:
    why_zh, why_en = demand.rates.why
    stands_on = {
        "calls": int(demand.counts.sum()),
        "days": demand.days,
        "first_on": demand.first_on.isoformat(),
        "model": demand.rates.model,
        "why_zh": why_zh,
        "why_en": why_en,
    }
    with write():
        told = Suggestion.objects.select_for_update().filter(week_on=monday, status__in=TOLD)
        known = {(s.zone_from, s.zone_to, s.duty_from): s for s in told}
        wanted = {one.key: one for one in found}
        outdated = [s for key, s in known.items() if s.status == "offered" and key not in wanted]
        for row in outdated:
            row.status = SUGGESTION.after(row.status, "supersede")
            row.save(update_fields=["status"])
        new = [
            Suggestion(
                week_on=monday,
                shift_id=one.shift,
                zone_from=one.zone_from,
                zone_to=one.zone_to,
                point_to=one.point_to,
                duty_from=one.duty_from,
                duty_until=one.duty_until,
                basis=one.basis() | stands_on,
                offered_at=at,
            )
            for key, one in wanted.items()
            if key not in known
        ]
        # Two planners may ask in the same instant: what one offers the other does not again.
        Suggestion.objects.bulk_create(new, ignore_conflicts=True)
        record(
            events.SHIFTS_SUGGESTED,
            subject=f"duty_week:{monday.isoformat()}",
            by=by,
            at=at,
            facts={"offered": len(new), "superseded": len(outdated), **stands_on},
        )
    return len(new)


def accept_suggestion(*, suggestion: int, by: Actor, at: datetime) -> SuggestionView:
    """Let the shift stand where the suggestion says; the plan of that week changes with it.

    Refuses one that is decided already, and one whose shift was changed meanwhile.
    """
    may_decide_suggestion(by).or_refuse()
    with write():
        row = _locked(suggestion)
        row.status = SUGGESTION.after(row.status, "accept")
        shift = row.shift
        if (shift.zone, shift.duty_from, shift.duty_until) != (
            row.zone_from,
            row.duty_from,
            row.duty_until,
        ):
            raise ShiftChangedMeanwhile()
        relocate_shift(
            shift=row.shift_id, zone=row.zone_to, staging_point=row.point_to, by=by, at=at
        )
        _decide(row, events.SUGGESTION_ACCEPTED, by, at)
    return row.view()


def reject_suggestion(*, suggestion: int, why: str, by: Actor, at: datetime) -> SuggestionView:
    """Leave the plan as it is, with a reason; it is not offered again for this week."""
    may_decide_suggestion(by).or_refuse()
    with write():
        row = _locked(suggestion)
        row.status = SUGGESTION.after(row.status, "reject")
        row.why = words.line(
            why, Text("理由", "the reason"), longest=200, needed=False, field="why"
        )
        if not row.why:
            raise ReasonNeeded()
        _decide(row, events.SUGGESTION_REJECTED, by, at)
    return row.view()


def expire_suggestions(*, at: datetime) -> int:
    """Close what nobody decided before its shift began; how many."""
    if not Suggestion.objects.filter(status="offered", duty_from__lte=at).exists():
        return 0
    with write():
        rows = list(
            Suggestion.objects.select_for_update().filter(status="offered", duty_from__lte=at)
        )
        for row in rows:
            row.status = SUGGESTION.after(row.status, "expire")
            row.save(update_fields=["status"])
            _note(row, events.SUGGESTION_EXPIRED, SERVICE, at)
    return len(rows)


def drop_outdated_suggestion(*, shift: int, at: datetime) -> bool:
    """Take back what was offered for a shift that was changed since; whether something was.

    Nobody need find out by a refusal that the plan is no longer what it was made from.
    """
    now = shifts.shift(shift, by=SERVICE, at=at)
    stands = (now.zone, now.duty_from, now.duty_until)
    with write():
        open_ones = Suggestion.objects.select_for_update().filter(shift=shift, status="offered")
        row = open_ones.first()
        if row is None:
            return False
        if not now.is_gone and stands == (row.zone_from, row.duty_from, row.duty_until):
            return False
        row.status = SUGGESTION.after(row.status, "supersede")
        row.save(update_fields=["status"])
        _note(row, events.SUGGESTION_OUTDATED, SERVICE, at)
    return True


def _decide(row: Suggestion, event: Event, by: Actor, at: datetime) -> None:
    row.decided_by_id, row.decided_at = by.person_id, at
    row.save(update_fields=["status", "why", "decided_by", "decided_at"])
    _note(row, event, by, at)


def _note(row: Suggestion, event: Event, by: Actor, at: datetime) -> None:
    record(
        event,
        subject=row.subject,
        by=by,
        at=at,
        facts={"status": row.status, "from_zone": row.zone_from, "to_zone": row.zone_to},
        related=[f"planned_shift:{row.shift_id}", f"duty_week:{row.week_on.isoformat()}"],
    )


def _locked(pk: int) -> Suggestion:
    """The suggestion and its shift, locked: what is compared stays so until it is moved."""
    rows = Suggestion.objects.select_related("shift__unit", "decided_by")
    return held(rows, f"suggestion:{pk}", beside=("shift",), pk=pk)
