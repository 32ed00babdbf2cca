"""The photos of an incident."""

from datetime import datetime

from quanju.domains.dispatch.lineage import family
from quanju.domains.dispatch.models import Incident
from quanju.domains.documents.queries.files import files_on
from quanju.domains.documents.types import FileView
from quanju.domains.people.types import Actor


def photos_of(incident: str, *, actor: Actor, at: datetime) -> list[FileView]:
    """Photos of the scene, also of what was merged into it; the oldest first."""
    row = Incident.objects.filter(number=incident).first()
    known = Incident.objects.filter(pk__in=family(row.pk)) if row else Incident.objects.none()
    found = [
        view
        for number in known.values_list("number", flat=True)
        for view in files_on(f"incident:{number}", actor=actor, at=at)
    ]
    return sorted(found, key=lambda view: (view.taken_at or view.added_at, view.id))
