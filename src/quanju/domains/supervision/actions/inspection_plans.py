"""Planning an inspection (SUP-02): what a sample will be drawn from is fixed before it is drawn."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from quanju.domains.kernel import words
from quanju.domains.kernel.days import end_of_day, local_day, start_of_day
from quanju.domains.kernel.numbers import count_on, of_day
from quanju.domains.kernel.transaction import write
from quanju.domains.kernel.types import NotFound, Refused, Text
from quanju.domains.people.types import Actor
from quanju.domains.reception.queries.checked import numbers_begun
from quanju.domains.reception.queries.sites import sites as all_sites
from quanju.domains.supervision import events
from quanju.domains.supervision.actions.inspection_holding import note_inspection
from quanju.domains.supervision.matters import kind_names
from quanju.domains.supervision.models import Inspection, InspectionCounter
from quanju.domains.supervision.permissions import may_inspect
from quanju.domains.supervision.queries.inspections import told_inspection
from quanju.domains.supervision.rules import inspections_rule
from quanju.domains.supervision.types.inspections import (
    INSPECTION_KINDS,
    InspectionView,
    digest_of,
)

AIM = Text("检查什么", "what is looked at")
SAMPLE, POPULATION = Text("样本", "The sample"), Text("范围", "The population")


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
        note_inspection(events.INSPECTION_PLANNED, row, by, at, facts)
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
