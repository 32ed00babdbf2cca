"""Notes on an incident, and a crew's call for more units."""

from datetime import datetime

from quanju.domains.dispatch import events
from quanju.domains.dispatch.actions.alerts import end_alerts, raise_alert
from quanju.domains.dispatch.actions.held import check_open, crew_subjects, note, told
from quanju.domains.dispatch.actions.jobs import held_concern, held_job
from quanju.domains.dispatch.actions.steps import check_crew
from quanju.domains.dispatch.models import Incident, Note
from quanju.domains.kernel.held import held
from quanju.domains.kernel.transaction import write
from quanju.domains.kernel.types import Refused, Text
from quanju.domains.people.types import Actor


class NotYourNote(Refused):
    """One strikes out one's own notes only."""

    code = "NOT_YOUR_NOTE"
    text = Text("只能划去自己写的记录", "Only your own notes can be struck out")
    status = 403


def add_note(*, incident: str, text: str, job: int | None = None, by: Actor, at: datetime) -> Note:
    """Write a sentence into the incident; the desk, its station and the crews at work may.

    Where the incident was merged into another, the sentence stands in the one that goes on.
    """
    words = told(text, Text("记录内容", "the note"))
    with write():
        return put_note(held_concern(incident, by, job), words, by, at)


def put_note(row: Incident, words: str, by: Actor, at: datetime) -> Note:
    """The part of `add_note` that runs inside a write; a split writes what the second is."""
    written = Note.objects.create(
        incident=row, written_by_id=by.person_id, written_at=at, text=words
    )
    end_alerts(at, "first_feedback", incident=row)
    note(events.NOTE_ADDED, row, by, at, note=written.pk, characters=len(words))
    return written


def strike_note(*, note_id: int, by: Actor, at: datetime) -> Note:
    """Strike out one's own note; it stays readable, and says so."""
    with write():
        found = held(Note, f"note {note_id}", pk=note_id)
        row = held_concern(found.incident.number, by)
        if found.written_by_id != by.person_id:
            raise NotYourNote
        found.struck_at, found.struck_by_id = at, by.person_id
        found.save(update_fields=["struck_at", "struck_by"])
        note(events.NOTE_STRUCK, row, by, at, note=found.pk)
    return found


def call_backup(
    *,
    incident: str,
    unit: int,
    job: int | None = None,
    pressed_at: datetime | None = None,
    by: Actor,
    at: datetime,
) -> None:
    """A crew asks for more units; the desk gets an alert at once, and reads when it was pressed."""
    pressed = min(pressed_at or at, at)
    with write():
        held, row, found = held_job(unit, incident, job)
        check_crew(held, by)
        check_open(row)
        subjects = [found.unit.subject, *crew_subjects(unit)]
        note(
            events.BACKUP_CALLED,
            row,
            by,
            at,
            urgent=True,
            related=subjects,
            pressed_at=pressed.isoformat(),
        )
        raise_alert("backup", found.unit.subject, row, by, at, since=pressed)
