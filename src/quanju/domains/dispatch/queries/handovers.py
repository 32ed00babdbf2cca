"""What was offered to other bodies, and what an agreement says of an incident."""

from collections.abc import Mapping
from datetime import datetime

from quanju.domains.dispatch.bodies import BODIES, GIVEN, BodyLine
from quanju.domains.dispatch.lineage import family, surviving
from quanju.domains.dispatch.models import Call, Incident, IncidentHandover
from quanju.domains.dispatch.queries.incidents import notes_of
from quanju.domains.dispatch.queries.services import book_at
from quanju.domains.dispatch.types import IncidentView
from quanju.domains.dispatch.types.services import HandoverView
from quanju.domains.kernel.days import local_time
from quanju.domains.kernel.types import Text
from quanju.domains.rulebook.queries import in_force

GRADED = Text("{name}，{n} 级", "{name}, grade {n}")


def bodies_at(at: datetime) -> Mapping[str, BodyLine]:
    """The bodies of the table in force."""
    return in_force(BODIES, at=at).content.by_code


def handovers_of(incident: str, *, at: datetime) -> list[HandoverView]:
    """What was offered of this incident and those merged into it, the oldest first."""
    row = Incident.objects.filter(number=incident).only("pk").first()
    if row is None:
        return []
    rows = list(
        IncidentHandover.objects.filter(incident__in=family(row.pk)).order_by("offered_at", "pk")
    )
    if not rows:
        return []
    known, book = bodies_at(at), book_at(at)
    found = []
    for one in rows:
        body = known.get(one.body)
        line = book.get(body.line) if body else None
        found.append(
            HandoverView(
                number=one.number,
                name=Text(one.name_zh, one.name_en),
                phone=line.numbers[0] if line else "",
                state=one.state,
                withheld=tuple(GIVEN[name] for name in body.may_not) if body else (),
                fields=tuple(name for name in one.given if name in GIVEN),
                reason=one.reason,
                reference=one.reference,
                answer=one.answer,
                offered_at=one.offered_at,
                answered_at=one.answered_at,
                silent_at=body.silent_at(one.offered_at)
                if body and one.state == "offered"
                else None,
            )
        )
    return found


def silent_handovers(at: datetime) -> list[tuple[IncidentHandover, Incident]]:
    """Offers of open incidents that the other body has not answered in time."""
    known = bodies_at(at)
    rows = IncidentHandover.objects.filter(state="offered").select_related("incident__merged_into")
    found = []
    for row in rows:
        body, goes_on = known.get(row.body), surviving(row.incident)
        if body is not None and body.silent_at(row.offered_at) <= at and goes_on.is_open:
            found.append((row, goes_on))
    return found


def sheet_of(view: IncidentView, fields: tuple[str, ...]) -> list[tuple[Text, Text | str]]:
    """What is read out to a body: the words of these fields of the incident, and no others.

    The number of the caller is the first call's; it stands here only where it was agreed and the
    caller said yes.
    """
    calls = list(Call.objects.filter(incident=view.pk).order_by("ringing_at"))
    point = view.place.points[0] if view.place.points else None
    known: dict[str, Text | str] = {
        "number": view.number,
        "type": GRADED.filled(name=view.type_name, n=view.grade),
        "place": view.address,
        "point": f"{point[1]:.5f}, {point[0]:.5f}" if point else "",
        "moments": f"{local_time(view.received_at):%m-%d %H:%M:%S}",
        "said": "；".join(call.said for call in calls if call.said),
        "card": Text(
            "；".join(f"{one.question.zh} {one.answer.zh}" for one in view.card),
            "; ".join(f"{one.question.en} {one.answer.en}" for one in view.card),
        ),
        "units": " ".join(job.call_sign for job in view.assignments if job.is_at_work),
        "notes": "；".join(n.text for n in notes_of(view.number) if n.struck_at is None)
        if "notes" in fields
        else "",
        "caller_number": next((c.caller_number for c in calls if c.caller_number), "")
        if "caller_number" in fields
        else "",
    }
    return [(GIVEN[name], known[name]) for name in fields if str(known.get(name, ""))]
