"""Questions about one's own views of a list."""

from dataclasses import dataclass

from quanju.domains.people.models import SavedView
from quanju.domains.people.types import Actor


@dataclass(frozen=True)
class ViewOfList:
    """A name and the conditions it stands for."""

    pk: int
    name: str
    path: str
    asked: str


def saved_views(*, path: str = "", by: Actor) -> list[ViewOfList]:
    """The reader's own, of one list or of all, by name; nobody sees another person's."""
    if by.person_id is None:
        return []
    rows = SavedView.objects.filter(person_id=by.person_id)
    rows = rows.filter(path=path) if path else rows
    return [ViewOfList(one.pk, one.name, one.path, one.asked) for one in rows.order_by("name")]
