"""A closed case is archived: looked through in four stages, and its record sealed."""

from collections.abc import Collection
from datetime import datetime

from quanju.domains.cases import events
from quanju.domains.cases.actions.holding import held_case, note_case
from quanju.domains.cases.permissions import may_archive_cases
from quanju.domains.cases.queries.archive import digest_of
from quanju.domains.cases.queries.cases import told_case
from quanju.domains.cases.types.archive import STAGES
from quanju.domains.cases.types.cases import CaseView
from quanju.domains.cases.workflow import CASE
from quanju.domains.kernel.transaction import write
from quanju.domains.kernel.types import Refused, Text
from quanju.domains.people.types import Actor


class StageNotLookedThrough(Refused):
    """All four, or it is not archived."""

    code = "STAGE_NOT_LOOKED_THROUGH"
    status = 422
    text = Text("还没有查验：{stages}", "Not looked through yet: {stages}")
    field = "stages"


def archive_case(*, case: str, stages: Collection[str], by: Actor, at: datetime) -> CaseView:
    """Seal the record; `stages` are those that the archivist has looked through, of `STAGES`."""
    may_archive_cases(by).or_refuse()
    with write():
        row = held_case(case, by)
        row.status = CASE.after(row.status, "archive")
        if left := [label for name, label in STAGES.items() if name not in stages]:
            raise StageNotLookedThrough(
                stages=Text("、".join(one.zh for one in left), ", ".join(one.en for one in left))
            )
        row.archived_at, row.archived_by_id = at, by.person_id
        row.record_sha256 = digest_of(row.pk)
        row.save()
        note_case(events.CASE_ARCHIVED, row, by, at, sha256=row.record_sha256)
    return told_case(case)
