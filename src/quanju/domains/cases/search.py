"""Cases by their number alone: no title, no party, and only those one may see."""

from datetime import datetime

from quanju.domains.cases.models import CaseRecord
from quanju.domains.cases.types.cases import KINDS, STATES
from quanju.domains.kernel.found import Found, number_asked
from quanju.domains.kernel.types import Text
from quanju.domains.people.types import Actor


def find(words: str, *, by: Actor, at: datetime, most: int) -> list[Found]:
    """Cases whose number begins or ends so."""
    asked = number_asked(words)
    if asked is None:
        return []
    rows = CaseRecord.objects.visible_to(by).filter(asked)
    return [
        Found(
            kind="number",
            subject=row.subject,
            title=Text(f"案件 {row.number}", f"Case {row.number}"),
            detail=Text(
                f"{KINDS[row.kind].zh} · {STATES[row.status].zh}",
                f"{KINDS[row.kind].en} · {STATES[row.status].en}",
            ),
        )
        for row in rows.order_by("-number")[:most]
    ]
