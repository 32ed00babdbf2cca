"""Photos of the scene, kept with their incident."""

from datetime import datetime

from quanju.domains.dispatch import events
from quanju.domains.dispatch.actions.held import note, related_to
from quanju.domains.dispatch.actions.jobs import held_concern
from quanju.domains.dispatch.permissions import may_add_photos
from quanju.domains.documents.actions.files import Upload, keep_file
from quanju.domains.documents.types import FileView
from quanju.domains.kernel.transaction import write
from quanju.domains.people.types import Actor


def add_photo(
    *,
    photo: Upload,
    incident: str,
    job: int | None = None,
    name: str = "",
    taken_at: datetime | None = None,
    by: Actor,
    at: datetime,
) -> FileView:
    """Keep a photo of the scene; the desk, its station and the crews that were there may.

    Also when the incident has ended: a phone may have been without signal. Where it was merged,
    the photo stands with the one that goes on. Refuses others, and more photos than are kept.
    """
    may_add_photos(by).or_refuse()
    with write():
        row = held_concern(incident, by, job)
        view = keep_file(
            photo,
            subject=row.subject,
            name=name,
            related=related_to(row),
            taken_at=taken_at,
            by=by,
            at=at,
        )
        if view.is_new:
            subjects = [f"file:{view.file_id}"]
            note(events.PHOTO_ADDED, row, by, at, related=subjects, use=view.id)
    return view
