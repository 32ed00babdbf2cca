"""Verbs of one's own screen: language and theme."""

from datetime import datetime

from quanju.domains.journal.actions.entries import record
from quanju.domains.journal.types import Event
from quanju.domains.kernel.held import held
from quanju.domains.kernel.transaction import write
from quanju.domains.kernel.types import Text
from quanju.domains.people import events
from quanju.domains.people.models import LANGUAGES, THEMES, Person
from quanju.domains.people.rules import NotWritable
from quanju.domains.people.types import Actor


def set_language(*, language: str, by: Actor, at: datetime) -> None:
    """Keep the person's language; empty follows the browser. Refuses an unknown one."""
    _set(events.LANGUAGE_SET, "language", language, dict(LANGUAGES), by, at)


def set_theme(*, theme: str, by: Actor, at: datetime) -> None:
    """Keep the person's theme; refuses an unknown one."""
    _set(events.THEME_SET, "theme", theme, dict(THEMES), by, at)


def _set(
    event: Event, field: str, value: str, known: dict[str, str], by: Actor, at: datetime
) -> None:
    if value and value not in known:
        raise NotWritable(
            field=field, what=event.label, why=Text("不在列表里", "it is not one of the list")
        )
    with write():
        row = held(Person, by.subject, pk=by.person_id or 0)
        if getattr(row, field) == value:
            return
        setattr(row, field, value)
        row.save(update_fields=[field])
        record(event, subject=row.subject, by=by, at=at, purpose="administer", facts={field: value})
