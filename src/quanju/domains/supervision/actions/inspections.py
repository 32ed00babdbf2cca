"""Verbs of inspection plans (SUP-02): draw, look, close or stop; they are made beside this.

The sample is nobody's choice: it follows from the list of matters and a seed that is the hash of
the very entry which recorded that list. Before the list is fixed nobody can know the seed; after
it there is nothing left to choose, whoever presses “draw” and whenever.
"""

from datetime import datetime

from quanju.domains.journal.queries import history_of
from quanju.domains.kernel import words
from quanju.domains.kernel.held import held
from quanju.domains.kernel.transaction import write
from quanju.domains.kernel.types import NotFound, Refused, Text
from quanju.domains.people.types import Actor
from quanju.domains.supervision import events
from quanju.domains.supervision.actions.findings import raise_at
from quanju.domains.supervision.actions.inspection_holding import held_inspection, note_inspection
from quanju.domains.supervision.matters import gather
from quanju.domains.supervision.models import InspectedMatter, Inspection
from quanju.domains.supervision.permissions import may_inspect
from quanju.domains.supervision.queries.inspections import told_inspection
from quanju.domains.supervision.types.inspections import (
    METHODS,
    RESULTS,
    InspectionView,
    drawn,
)
from quanju.domains.supervision.workflow import INSPECTION

REMARKS = Text("情况", "what was seen")
CONCLUSION = Text("结论", "the conclusion")
WHY = Text("理由", "the reason")


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


def draw_sample(*, inspection: str, by: Actor, at: datetime) -> InspectionView:
    """Draw by the hash of the entry that fixed the population; nobody chooses anything here."""
    may_inspect(by).or_refuse()
    with write():
        row = held_inspection(inspection)
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
        note_inspection(events.INSPECTION_MOVED["draw"], row, by, at, facts)
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
        row = held_inspection(inspection)
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
        note_inspection(events.INSPECTION_MOVED["inspect"], row, by, at, facts, f"report:{matter}")
    return told_inspection(inspection)


def close_inspection(
    *, inspection: str, conclusion: str, by: Actor, at: datetime
) -> InspectionView:
    """The whole sample was looked at: what came of it, in words."""
    may_inspect(by).or_refuse()
    said = words.lines(conclusion, CONCLUSION, longest=2000, field="conclusion")
    with write():
        row = held_inspection(inspection)
        left = row.matters.filter(result="").count()
        _end(row, "close", said, by, at)
        if left:
            raise StillToLookAt(n=left)
        results = list(row.matters.values_list("result", flat=True))
        facts = {code: results.count(code) for code in RESULTS}
        note_inspection(events.INSPECTION_MOVED["close"], row, by, at, facts)
    return told_inspection(inspection)


def cancel_inspection(*, inspection: str, why: str, by: Actor, at: datetime) -> InspectionView:
    """It is not gone on with, and this is why; it stays on the list with what was drawn."""
    may_inspect(by).or_refuse()
    said = words.lines(why, WHY, longest=2000, field="why")
    with write():
        row = held_inspection(inspection)
        _end(row, "cancel", said, by, at)
        note_inspection(events.INSPECTION_MOVED["cancel"], row, by, at, {})
    return told_inspection(inspection)


def _end(row: Inspection, verb: str, said: str, by: Actor, at: datetime) -> None:
    row.status = INSPECTION.after(row.status, verb)
    row.conclusion, row.ended_by_id, row.ended_at = said, by.person_id, at
    row.save()
