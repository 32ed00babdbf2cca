"""Verbs of inspection plans (SUP-02): fix what is drawn from, draw, look, close or stop.

The sample is nobody's choice: it follows from the list of matters and a seed that is the hash of
the very entry which recorded that list. Before the list is fixed nobody can know the seed; after
it there is nothing left to choose, whoever presses “draw” and whenever.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from quanju.domains.journal.actions.entries import record
from quanju.domains.journal.queries import history_of
from quanju.domains.journal.types import Event
from quanju.domains.kernel import words
from quanju.domains.kernel.days import end_of_day, local_day, start_of_day
from quanju.domains.kernel.held import held
from quanju.domains.kernel.numbers import count_on, of_day
from quanju.domains.kernel.transaction import write
from quanju.domains.kernel.types import NotFound, Refused, Text
from quanju.domains.people.types import Actor
from quanju.domains.reception.queries.checked import numbers_begun
from quanju.domains.reception.queries.sites import sites as all_sites
from quanju.domains.supervision import events
from quanju.domains.supervision.actions.findings import raise_at
from quanju.domains.supervision.matters import gather, kind_names
from quanju.domains.supervision.models import InspectedMatter, Inspection, InspectionCounter
from quanju.domains.supervision.permissions import may_inspect
from quanju.domains.supervision.queries.inspections import told_inspection
from quanju.domains.supervision.rules import inspections_rule
from quanju.domains.supervision.types.inspections import (
    INSPECTION_KINDS,
    METHODS,
    RESULTS,
    InspectionView,
    digest_of,
    drawn,
)
from quanju.domains.supervision.workflow import INSPECTION

AIM = Text("检查什么", "what is looked at")
REMARKS = Text("情况", "what was seen")
CONCLUSION = Text("结论", "the conclusion")
WHY = Text("理由", "the reason")


class NotYetOver(Refused):
    """A population is fixed once its days are over: nothing comes to it later."""

    code = "DAYS_NOT_OVER"
    status = 422
    text = Text(
        "只能抽查已经过完的日子：最晚到 {day}", "Only days that are over: until {day} at the latest"
    )
    field = "until_on"


class DaysTheOtherWay(Refused):
    """The span ends before it begins."""

    code = "DAYS_REVERSED"
    status = 422
    text = Text("结束日早于开始日", "The last day is before the first")
    field = "until_on"


class NothingToDraw(Refused):
    """No matter fits."""

    code = "NOTHING_TO_DRAW"
    status = 422
    text = Text("这个范围里没有接报案", "No report was received there in these days")
    field = "since_on"


class TooManyToDraw(Refused):
    """More than the table of the branch allows."""

    code = "TOO_MANY_TO_DRAW"
    status = 422
    text = Text("{what}最多 {most} 件，现在是 {n} 件", "{what}: at most {most}, and this is {n}")

    def __init__(self, field: str, **values: object) -> None:
        super().__init__(**values)
        self.field = field


class LookedAtAlready(Refused):
    """Somebody has noted a result; it stays."""

    code = "LOOKED_AT_ALREADY"
    text = Text("{number} 已经有结果，不再改", "{number} has a result, which stays")


class StillToLookAt(Refused):
    """A plan is closed when its whole sample was looked at."""

    code = "STILL_TO_LOOK_AT"
    text = Text(
        "还有 {n} 件没有结果，不能结束；查不了的也要写明",
        "{n} have no result yet; say so where one could not be looked at",
    )


SAMPLE, POPULATION = Text("样本", "The sample"), Text("范围", "The population")


def plan_inspection(
    *,
    kind: str,
    aim: str,
    since_on: date,
    until_on: date,
    size: int,
    places: Sequence[str] = (),
    kinds: Sequence[str] = (),
    by: Actor,
    at: datetime,
) -> InspectionView:
    """Fix what a sample will be drawn from: days that are over, sites and kinds; none means all."""
    may_inspect(by).or_refuse()
    if kind not in INSPECTION_KINDS:
        raise NotFound(subject=f"kind {kind[:20]}")
    said = words.lines(aim, AIM, longest=400, field="aim")
    numbers = _population(since_on, until_on, places, kinds, at)
    rule = inspections_rule(at)
    _within("size", SAMPLE, size, rule.content.largest_sample)
    _within("since_on", POPULATION, len(numbers), rule.content.largest_population)
    day = local_day(at)
    with write():
        row = Inspection.objects.create(
            number=of_day(day, count_on(InspectionCounter, day=day)),
            kind=kind,
            aim=said,
            since_on=since_on,
            until_on=until_on,
            sites=sorted(places),
            report_kinds=sorted(kinds),
            size=size,
            due_on=day + timedelta(days=rule.content.finish_days),
            status="planned",
            rules=rule.reference,
            population=numbers,
            digest=digest_of(numbers),
            planned_by_id=by.person_id or 0,
            planned_at=at,
        )
        facts = {"kind": kind, "size": size, "count": len(numbers), "digest": row.digest}
        _note(events.INSPECTION_PLANNED, row, by, at, facts)
    return told_inspection(row.number)


def _population(
    since: date, until: date, places: Sequence[str], kinds: Sequence[str], at: datetime
) -> list[str]:
    """Sorted, so that one population has one digest."""
    if since > until:
        raise DaysTheOtherWay()
    if until >= local_day(at):
        raise NotYetOver(day=(local_day(at) - timedelta(days=1)).isoformat())
    by_code = {one.code: one.pk for one in all_sites()}
    unknown = [one for one in places if one not in by_code]
    unknown += [one for one in kinds if one not in kind_names(at)]
    if unknown:
        raise NotFound(subject=unknown[0][:40])
    chosen = [by_code[one] for one in places] or None
    numbers = numbers_begun(start_of_day(since), end_of_day(until), sites=chosen, kinds=kinds)
    if not numbers:
        raise NothingToDraw()
    return numbers


def _within(field: str, what: Text, n: int, most: int) -> None:
    if not 1 <= n <= most:
        raise TooManyToDraw(field, what=what, most=most, n=n)


def draw_sample(*, inspection: str, by: Actor, at: datetime) -> InspectionView:
    """Draw by the hash of the entry that fixed the population; nobody chooses anything here."""
    may_inspect(by).or_refuse()
    with write():
        row = _held(inspection)
        row.status = INSPECTION.after(row.status, "draw")
        planned = next(
            one
            for one in history_of(row.subject)
            if one.event == events.INSPECTION_PLANNED.name and one.result == "ok"
        )
        row.entry, row.seed = planned.number, planned.hash
        row.drawn_by_id, row.drawn_at = by.person_id, at
        row.save()
        sample = drawn(row.population, seed=row.seed, size=row.size)
        InspectedMatter.objects.bulk_create(
            InspectedMatter(inspection=row, number=number, place=place)
            for place, number in enumerate(sample, start=1)
        )
        facts = {"seed_entry": row.entry, "seed": row.seed, "size": len(sample)}
        _note(events.INSPECTION_MOVED["draw"], row, by, at, facts)
    return told_inspection(inspection)


def inspect_matter(
    *,
    inspection: str,
    matter: str,
    method: str,
    result: str,
    remarks: str = "",
    level: int = 3,
    by: Actor,
    at: datetime,
) -> InspectionView:
    """Note how one of the sample was looked at and what came of it; what is wrong is a finding at
    the office whose matter it is now."""
    may_inspect(by).or_refuse()
    if method not in METHODS or result not in RESULTS:
        raise NotFound(subject=f"{method[:20]} {result[:20]}")
    said = words.lines(remarks, REMARKS, longest=2000, needed=result != "good", field="remarks")
    with write():
        row = _held(inspection)
        row.status = INSPECTION.after(row.status, "inspect")
        one = held(InspectedMatter, f"report:{matter}", inspection=row, number=matter)
        if one.result:
            raise LookedAtAlready(number=matter)
        if result == "bad":
            where = gather(matter, at=at)
            one.finding_id = raise_at(
                office=where.office,
                station=where.station,
                report=matter,
                level=level,
                what=said,
                by=by,
                at=at,
            )
        one.method, one.result, one.remarks = method, result, said
        one.looked_by_id, one.looked_at = by.person_id, at
        one.save()
        facts = {"method": method, "result": result}
        _note(events.INSPECTION_MOVED["inspect"], row, by, at, facts, f"report:{matter}")
    return told_inspection(inspection)


def close_inspection(
    *, inspection: str, conclusion: str, by: Actor, at: datetime
) -> InspectionView:
    """The whole sample was looked at: what came of it, in words."""
    may_inspect(by).or_refuse()
    said = words.lines(conclusion, CONCLUSION, longest=2000, field="conclusion")
    with write():
        row = _held(inspection)
        left = row.matters.filter(result="").count()
        _end(row, "close", said, by, at)
        if left:
            raise StillToLookAt(n=left)
        results = list(row.matters.values_list("result", flat=True))
        facts = {code: results.count(code) for code in RESULTS}
        _note(events.INSPECTION_MOVED["close"], row, by, at, facts)
    return told_inspection(inspection)


def cancel_inspection(*, inspection: str, why: str, by: Actor, at: datetime) -> InspectionView:
    """It is not gone on with, and this is why; it stays on the list with what was drawn."""
    may_inspect(by).or_refuse()
    said = words.lines(why, WHY, longest=2000, field="why")
    with write():
        row = _held(inspection)
        _end(row, "cancel", said, by, at)
        _note(events.INSPECTION_MOVED["cancel"], row, by, at, {})
    return told_inspection(inspection)


def _end(row: Inspection, verb: str, said: str, by: Actor, at: datetime) -> None:
    row.status = INSPECTION.after(row.status, verb)
    row.conclusion, row.ended_by_id, row.ended_at = said, by.person_id, at
    row.save()


def _held(number: str) -> Inspection:
    return held(Inspection, f"inspection:{number}", number=number)


def _note(
    event: Event,
    row: Inspection,
    by: Actor,
    at: datetime,
    facts: Mapping[str, object],
    *related: str,
) -> None:
    record(
        event,
        subject=row.subject,
        by=by,
        at=at,
        purpose="supervise",
        related=related,
        facts={"status": row.status, **facts},
    )
