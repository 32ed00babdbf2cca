"""An incident as the facts that an EIDO holds, by the fields that a body may get."""

from collections.abc import Collection

from quanju.domains.dispatch.eido import Facts
from quanju.domains.dispatch.queries.incidents import notes_of
from quanju.domains.dispatch.types import IncidentView
from quanju.domains.kernel.days import local_time
from quanju.domains.people.queries import organisations


def facts_of(view: IncidentView, fields: Collection[str]) -> Facts:
    """What of the incident goes out; a field that the agreement does not name stays empty.

    Number, type, state and grade are what makes it a document: they always go.
    """

    def told(moment: object, field: str = "moments") -> str:
        return local_time(moment).isoformat() if moment and field in fields else ""  # type: ignore[arg-type]

    return Facts(
        id=f"urn:emergency:uid:incidentid:{view.number}:{organisations.branch().code}",
        number=view.number,
        type_code=view.type_code,
        type_words=view.type_name.zh,
        common=view.common_type,
        state=view.state,
        grade=view.grade,
        zone=str(view.zone or "") if "place" in fields else "",
        address=view.address if "place" in fields else "",
        points=view.place.points if "point" in fields else (),
        radius_m=view.place.radius_m if "point" in fields else None,
        received_at=told(view.received_at),
        answered_at=told(view.answered_at),
        disposition=view.disposition_code,
        notes=tuple(
            (local_time(one.written_at).isoformat(), one.text)
            for one in (notes_of(view.number) if "notes" in fields else ())
            if one.struck_at is None
        ),
        units=tuple(
            (job.call_sign, job.force_type, job.state)
            for job in (view.assignments if "units" in fields else ())
            if job.is_at_work
        ),
    )
