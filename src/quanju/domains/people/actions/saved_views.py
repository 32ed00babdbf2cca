"""Verbs of one's own views of a list: keep one under a name, forget it."""

from datetime import datetime

from quanju.domains.journal.actions.entries import record
from quanju.domains.kernel.held import held
from quanju.domains.kernel.transaction import write
from quanju.domains.kernel.types import NotFound, Refused, Text
from quanju.domains.kernel.words import line
from quanju.domains.people import events
from quanju.domains.people.models import Person, SavedView
from quanju.domains.people.types import Actor

LONGEST_NAME = 40
LONGEST_CONDITIONS = 1000
MOST = 20
"""Views that one person keeps of one list: what fits beside its conditions."""


class ViewSaysNothing(Refused):
    """A view without a condition is the list itself."""

    code = "VIEW_SAYS_NOTHING"
    text = Text(
        "先选好条件再保存；按人查的条件不保存",
        "Choose conditions first; those that look for somebody are not kept",
    )
    status = 422


class ViewTooLong(Refused):
    """More conditions than a view keeps."""

    code = "VIEW_TOO_LONG"
    text = Text("条件太长，不能保存", "These conditions are too long to keep")
    status = 422


class TooManyViews(Refused):
    """The list is full."""

    code = "TOO_MANY_VIEWS"
    text = Text(
        "这个列表已有 {n} 个视图，请先删去一个", "This list has {n} views; remove one of them first"
    )


def save_view(*, path: str, asked: str, name: str, by: Actor, at: datetime) -> None:
    """Keep the conditions under a name; another of the same name on this list is replaced."""
    title = line(name, Text("名称", "the name"), longest=LONGEST_NAME, field="name")
    if not asked:
        raise ViewSaysNothing
    if len(asked) > LONGEST_CONDITIONS or len(path) > 200:
        raise ViewTooLong
    with write():
        person = held(Person, by.subject, pk=by.person_id or 0)
        own = SavedView.objects.filter(person=person, path=path)
        if own.exclude(name=title).count() >= MOST:
            raise TooManyViews(n=MOST)
        kept = {"asked": asked, "saved_at": at}
        SavedView.objects.update_or_create(person=person, path=path, name=title, defaults=kept)
        record(
            events.VIEW_SAVED,
            subject=person.subject,
            by=by,
            at=at,
            purpose="administer",
            facts={"list": path, "name": title},
        )


def forget_view(*, view: int, by: Actor, at: datetime) -> None:
    """Keep it no longer; somebody else's is not found."""
    with write():
        row = SavedView.objects.filter(pk=view, person_id=by.person_id or 0).first()
        if row is None:
            raise NotFound(subject=f"view:{view}")
        facts = {"list": row.path, "name": row.name}
        row.delete()
        record(
            events.VIEW_FORGOTTEN,
            subject=by.subject,
            by=by,
            at=at,
            purpose="administer",
            facts=facts,
        )
