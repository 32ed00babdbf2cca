"""What duty tells people: a shift of theirs was changed."""

from collections.abc import Collection
from datetime import datetime

from quanju.domains.duty.models import PlannedShift
from quanju.domains.kernel.days import local_time
from quanju.domains.kernel.types import Text
from quanju.domains.notices.actions.telling import tell
from quanju.domains.notices.types import NoticeKind, To
from quanju.domains.people.types import Actor

SHIFT_CHANGED = NoticeKind(
    "duty.shift_changed", Text("班次变动", "shift changed"), ("day", "span", "zone", "what")
)
MOVED = Text("调到 {zone} 巡区", "moved to zone {zone}")
ON_IT = Text("您在这一班", "you are on it")
OFF_IT = Text("您不再在这一班", "you are no longer on it")


def tell_of_shift(
    row: PlannedShift, people: Collection[int], what: Text, by: Actor, at: datetime
) -> None:
    """Tell these people what became of a shift; inside the write, after its revision went up."""
    begins, ends = local_time(row.duty_from), local_time(row.duty_until)
    tell(
        SHIFT_CHANGED,
        to=To(people=people),
        about=row.subject,
        cause=f"{row.subject}@{row.revision}",
        values={
            "day": f"{begins:%m-%d}",
            "span": f"{begins:%H:%M}–{ends:%H:%M}",
            "zone": row.zone,
            "what": what,
        },
        by=by,
        at=at,
    )
