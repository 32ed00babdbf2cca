"""Which services were asked, whose turn it is, and who is silent."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db.models import Max

from quanju.domains.dispatch.lineage import family, surviving
from quanju.domains.dispatch.models import Incident, IncidentHandover, ServiceRequest
from quanju.domains.dispatch.phone_book import PHONE_BOOK, PhoneLine
from quanju.domains.dispatch.services import SERVICES, ServiceLine, Turn, next_turn, services_meant
from quanju.domains.dispatch.types.services import ServiceOffer, ServiceView, StepTold
from quanju.domains.dispatch.workflow import SERVICE_AWAITED, SERVICE_OPEN
from quanju.domains.kernel.types import Text
from quanju.domains.rulebook.queries import in_force


def services_at(at: datetime) -> Mapping[str, ServiceLine]:
    """The services of the table in force."""
    return in_force(SERVICES, at=at).content.by_code


def book_at(at: datetime) -> Mapping[str, PhoneLine]:
    """The lines of the duty phone book in force."""
    return {one.code: one for one in in_force(PHONE_BOOK, at=at).content.lines}


def turn_of(service: ServiceLine) -> Turn:
    """Whose turn it is. Who was asked had a turn, also when it did not come; who was called off,
    or only wanted, had none."""
    rows = ServiceRequest.objects.filter(service=service.code, line__in=service.lines)
    rows = rows.exclude(state__in=("wanted", "called_off"))
    last = rows.values_list("line").annotate(last=Max("asked_at"))
    return next_turn(service.lines, {line: moment for line, moment in last if moment})


def requests_of(incident: str, *, at: datetime) -> list[ServiceView]:
    """What was asked for this incident and those merged into it, the oldest first."""
    row = Incident.objects.filter(number=incident).only("pk").first()
    known = family(row.pk) if row else []
    return views_of(ServiceRequest.objects.filter(incident__in=known), at)


def views_of(rows: Iterable[ServiceRequest], at: datetime) -> list[ServiceView]:
    """Rows as pages see them, with the number to ring."""
    rows = sorted(rows, key=lambda one: (one.number,))
    if not rows:
        return []
    known, book = services_at(at), book_at(at)
    return [_view(row, known.get(row.service), book.get(row.line)) for row in rows]


def _view(row: ServiceRequest, kind: ServiceLine | None, line: PhoneLine | None) -> ServiceView:
    return ServiceView(
        number=row.number,
        service=row.service,
        name=Text(row.name_zh, row.name_en),
        line=Text(row.line_zh, row.line_en),
        phone=line.numbers[0] if line else "",
        state=row.state,
        reference=row.reference,
        since_at=row.since_at,
        silent_at=kind.silent_at(row.state, row.since_at) if kind else None,
        turn_reason=row.turn_reason,
        refusal=row.refusal,
        steps=tuple(
            StepTold(one["verb"], datetime.fromisoformat(one["at"]), one["told_by"])
            for one in row.steps
        ),
    )


def offers(asked: Iterable[ServiceView], *, at: datetime) -> list[ServiceOffer]:
    """Every service of the table, with whose turn it is; `asked` are those of the incident."""
    book = book_at(at)
    standing = {one.service for one in asked if one.state in SERVICE_OPEN and one.state != "wanted"}

    def named(line: str) -> Text:
        return book[line].name if line in book else Text(line, line)

    found = []
    for kind in services_at(at).values():
        turn = turn_of(kind)
        found.append(
            ServiceOffer(
                code=kind.code,
                key=kind.key,
                name=kind.name,
                line=turn.line,
                line_name=named(turn.line) if kind.is_in_turn else kind.name,
                phone=book[turn.line].numbers[0] if turn.line in book else "",
                why=turn.why,
                others=tuple((one, named(one)) for one in kind.lines if one != turn.line),
                is_open=kind.code in standing,
            )
        )
    return found


def services_of_line(
    words: str, incident: str, *, at: datetime
) -> tuple[tuple[ServiceLine, ...], bool]:
    """The services that the desk's line may mean for the chosen incident, and whether it says one
    whole; none where no incident is chosen."""
    if not incident:
        return (), False
    return services_meant(words, in_force(SERVICES, at=at).content)


def silent_services(at: datetime) -> list[tuple[ServiceRequest, Incident]]:
    """Requests of open incidents that nobody has heard of for as long as the table allows."""
    known = services_at(at)
    rows = ServiceRequest.objects.filter(state__in=SERVICE_AWAITED)
    found = []
    for row in rows.select_related("incident__merged_into"):
        kind, goes_on = known.get(row.service), surviving(row.incident)
        due = kind.silent_at(row.state, row.since_at) if kind else None
        if due is not None and due <= at and goes_on.is_open:
            found.append((row, goes_on))
    return found


def outside_names(subjects: Iterable[str]) -> dict[str, str]:
    """The names of services and bodies by the subjects of what was asked, for alerts about it."""
    mine = [one.partition(":") for one in subjects]
    found: dict[str, str] = {}
    for kind, model in (
        ("service_request", ServiceRequest),
        ("incident_handover", IncidentHandover),
    ):
        numbers = [number for named, _, number in mine if named == kind]
        for row in model.objects.filter(number__in=numbers) if numbers else ():
            found[row.subject] = str(Text(row.name_zh, row.name_en))
    return found
