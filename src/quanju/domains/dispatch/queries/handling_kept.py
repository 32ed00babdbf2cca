"""What a record of another room keeps of how an incident was handled: moments, units, receipts.

No caller, no word of a note: whoever reads the record need not be one who may read the incident.
"""

from dataclasses import dataclass
from datetime import datetime

from quanju.domains.dispatch.models import Assignment, Incident, Receipt
from quanju.domains.dispatch.queries.told import MOMENTS
from quanju.domains.dispatch.types import ASSIGNMENT_STATES, INCIDENT_STATES
from quanju.domains.kernel.types import Text

JOB_MOMENTS = {
    "assigned_at": Text("派出", "ordered"),
    "acknowledged_at": Text("接令", "acknowledged"),
    "departed_at": Text("出发", "left"),
    "arrived_at": Text("到场", "arrived"),
    "controlled_at": Text("控制", "under control"),
    "cleared_at": Text("处置完", "cleared"),
    "released_at": Text("离开", "released"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class HandlingKept:
    """An incident's moments; each unit's; the digests of the decisions' receipts."""

    number: str
    state: Text
    disposition: str
    moments: tuple[tuple[Text, datetime], ...]
    units: tuple[tuple[str, Text, tuple[tuple[Text, datetime], ...]], ...]
    receipts: tuple[tuple[datetime, str], ...]


def handling_kept(number: str) -> HandlingKept | None:
    """How the incident was handled; None if there is none of this number. Asks nobody's right."""
    row = Incident.objects.filter(number=number).first()
    if row is None:
        return None
    jobs = Assignment.objects.filter(incident=row).select_related("unit")
    receipts = Receipt.objects.filter(incident=row).order_by("made_at", "pk")
    return HandlingKept(
        number=row.number,
        state=INCIDENT_STATES[row.state],
        disposition=row.disposition_code,
        moments=_moments(row, dict(MOMENTS)),
        units=tuple(
            (job.unit.call_sign, ASSIGNMENT_STATES[job.state], _moments(job, JOB_MOMENTS))
            for job in jobs.order_by("assigned_at", "pk")
        ),
        receipts=tuple(receipts.values_list("made_at", "sha256")),
    )


def _moments(row: object, named: dict[str, Text]) -> tuple[tuple[Text, datetime], ...]:
    found = ((words, getattr(row, name)) for name, words in named.items())
    return tuple((words, at) for words, at in found if at is not None)
