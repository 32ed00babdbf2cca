"""Groups by their number alone: no title and nobody in them, and only those one is a member of."""

from datetime import datetime

from quanju.domains.coordination.models.groups import Group
from quanju.domains.coordination.workflow import GROUP
from quanju.domains.kernel.found import Found, number_asked
from quanju.domains.kernel.types import Text
from quanju.domains.people.types import Actor


def find(words: str, *, by: Actor, at: datetime, most: int) -> list[Found]:
    """Groups of one's own whose number begins or ends so."""
    asked = number_asked(words)
    if asked is None:
        return []
    rows = Group.objects.visible_to(by, at).filter(asked).order_by("-number")
    return [
        Found(
            kind="number",
            subject=f"group:{number}",
            title=Text(f"协同群 {number}", f"Group {number}"),
            detail=GROUP.state_labels[status],
        )
        for number, status in rows.values_list("number", "status")[:most]
    ]
