"""Verb of sorting: what an officer says a matter is leads it to its queue (REC-14)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from quanju.domains.kernel.held import held
from quanju.domains.kernel.transaction import write
from quanju.domains.kernel.types import Refused, Text
from quanju.domains.people.types import Actor
from quanju.domains.reception import events
from quanju.domains.reception.actions.holding import note
from quanju.domains.reception.actions.letters import LONGEST, send_letter
from quanju.domains.reception.actions.reports import take_report
from quanju.domains.reception.models import Visit
from quanju.domains.reception.permissions import may_take_reports
from quanju.domains.reception.queries.sorting import sorting_rule
from quanju.domains.reception.types.letters import LetterReceipt
from quanju.domains.reception.types.reports import ReportView
from quanju.domains.reception.types.sorting import PAST_THE_STATION
from quanju.domains.reception.workflow import VISIT


class ComplaintTooLong(Refused):
    """Nothing of what somebody said is cut; legal supervision's form has its own length."""

    code = "COMPLAINT_TOO_LONG"
    text = Text(
        "投诉内容连事由共 {count} 字，最多 {limit} 字",
        "With its matter the complaint has {count} characters; at most {limit} are kept",
    )
    status = 422
    field = "statement"


def receive_matter(
    *,
    kind: str,
    said: Mapping[str, str],
    visit: int | None = None,
    by: Actor,
    at: datetime,
    **report: Any,
) -> ReportView | LetterReceipt:
    """Register what somebody came with: a report of this site, or, if the officer says that it is a
    complaint about police, a letter that is legal supervision's from this second (REC-11).

    `report` is whatever else `take_report` asks; of a complaint nothing of it is kept.
    """
    may_take_reports(by).or_refuse()
    if sorting_rule(at).queue_of(kind) == PAST_THE_STATION:
        return _complain(said, visit, by, at)
    return take_report(kind=kind, said=said, visit=visit, by=by, at=at, **report)


def _complain(said: Mapping[str, str], visit: int | None, by: Actor, at: datetime) -> LetterReceipt:
    """The visit ends with it and is hidden like every complaint; no entry ties the two together."""
    parts = (said.get(name, "").strip() for name in ("title", "happened", "place", "statement"))
    text = "\n".join(part for part in parts if part)
    if len(text) > LONGEST["text"]:
        raise ComplaintTooLong(count=len(text), limit=LONGEST["text"])
    letter = {"text": text, "sender": said.get("reporter", ""), "contact": said.get("contact", "")}
    with write():
        made = send_letter(kind="complaint", said=letter, by=by, at=at)
        if visit is not None:
            row = held(Visit.objects.visible_to(by), f"visit:{visit}", pk=visit)
            row.status, row.ended_at, row.place = VISIT.after(row.status, "leave"), at, ""
            row.service = "complaint"
            row.save()
            note(events.VISIT_SORTED, row, by, at, service=row.service)
    return made
