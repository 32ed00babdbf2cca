"""What the room of documents asks about incidents that have files (`documents/ports.py`)."""

from datetime import datetime

from quanju.domains.dispatch.lineage import surviving
from quanju.domains.dispatch.models import Incident
from quanju.domains.dispatch.permissions import may_read_incidents
from quanju.domains.documents.ports import Matter
from quanju.domains.kernel.types import NotFound, Text, Verdict
from quanju.domains.people.types import Actor


class FilesOfIncidents:
    """Answers for `incident:…`."""

    def may_read(self, subject: str, actor: Actor, at: datetime) -> Verdict:
        """Whoever may read the incident, or the one that it was merged into; hidden to others."""
        if not (may := may_read_incidents(actor)):
            return may
        row = _named(subject)
        known = {row.pk, surviving(row).pk} if row else set()
        if not Incident.objects.visible_to(actor, at).filter(pk__in=known).exists():
            raise NotFound(subject=subject[:60])
        return may

    def matter(self, subject: str) -> Matter | None:
        """It has ended when the incident that goes on for it has; a case keeps what is its own."""
        if (row := _named(subject)) is None:
            return None
        last = surviving(row)
        told = last.is_case or bool(last.case_report_no)
        is_case = told or last.disposition_code == "case_opened"
        return Matter(Text(row.number, row.number), last.ended_at, is_case)


def _named(subject: str) -> Incident | None:
    number = subject.removeprefix("incident:")
    return Incident.objects.filter(number=number).select_related("merged_into").first()
