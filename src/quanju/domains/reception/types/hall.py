"""The words of the hall: services, areas, sites, and a visit as everybody reads it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from quanju.domains.kernel.roles import LEGAL, LOBBY, RECEPTION
from quanju.domains.kernel.types import Text
from quanju.domains.reception.workflow import BEFORE_A_CALL, HANDOVER, VISIT

SERVICES = {
    "report": Text("报案登记", "Report registration"),
    "consultation": Text("法律咨询", "Legal consultation"),
    "complaint": Text("督察投诉", "Inspection complaint"),
    "petition": Text("信访接待", "Petition reception"),
}
"""The four services of the lobby (REC-10)."""
AREAS = {
    "acceptance": Text("受理区", "Acceptance"),
    "interview": Text("询问区", "Interview"),
    "legal": Text("法律咨询区", "Legal consultation"),
    "service": Text("便民服务区", "Services"),
    "waiting": Text("群众等候区", "Waiting"),
}
"""The five areas of the hall (REC-08)."""
CENTRE, ROOM = 1, 2
LEVELS = {CENTRE: Text("接报案中心", "Reception centre"), ROOM: Text("接报案室", "Reception room")}
"""The two levels (REC-06)."""
LIMITS = {
    "sort": Text("分类", "sorting"),
    "owner": Text("确定责任人", "an owner"),
    "wait": Text("叫号", "the call"),
}
"""What the clocks of a visit run toward."""
BOOKING_PURPOSES = {
    "interview": Text("询问", "interview"),
    "consultation": Text("咨询", "consultation"),
    "meeting": Text("会商", "meeting"),
    "closed": Text("暂停使用", "out of use"),
}
RECEIVERS: Mapping[str, tuple[Text, frozenset[str]]] = {
    "lobby": (Text("大堂警官", "lobby officers"), LOBBY),
    "reception": (Text("接报案民警", "reception officers"), RECEPTION),
    "legal": (Text("督察法制", "legal supervision"), LEGAL),
}
"""Whom a visit can be offered to: any of them accepts, or the one who is named."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """One of the places where people are received: the centre, or a station's room."""

    pk: int
    code: str
    name: Text
    level: int
    station_id: int | None

    @property
    def subject(self) -> str:
        return f"organisation:{self.code}"


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferView:
    """A visit that is offered to others, and to whom."""

    pk: int
    to: str
    person_id: int | None
    person: str
    offered_at: datetime
    status: str

    @property
    def to_label(self) -> Text | str:
        return self.person or RECEIVERS[self.to][0]

    @property
    def status_label(self) -> Text:
        return HANDOVER.state_labels[self.status]


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitView:
    """A visit with its number, where it stands, and who is responsible for it."""

    pk: int
    site: int
    number: str
    service: str
    area: str
    status: str
    place: str
    place_name: Text | str
    owner_id: int | None
    owner: str
    arrived_at: datetime
    sorted_at: datetime | None
    waiting_since: datetime | None
    called_at: datetime | None
    served_at: datetime | None
    ended_at: datetime | None
    promised: timedelta | None
    due_at: datetime | None
    toward: Text | str
    since: datetime
    back_at: datetime | None
    code: str
    offer: OfferView | None = None

    @property
    def subject(self) -> str:
        return f"visit:{self.pk}"

    @property
    def service_label(self) -> Text | str:
        return SERVICES.get(self.service, "")

    @property
    def area_label(self) -> Text | str:
        return AREAS.get(self.area, "")

    @property
    def status_label(self) -> Text:
        return VISIT.state_labels[self.status]

    @property
    def verbs(self) -> tuple[str, ...]:
        """The moves that fit its state."""
        return VISIT.verbs(self.status)

    @property
    def is_before_a_call(self) -> bool:
        return self.status in BEFORE_A_CALL


@dataclass(frozen=True, slots=True, kw_only=True)
class BookingView:
    """A place that is kept from a moment until a moment."""

    pk: int
    site: int
    place: str
    place_name: Text | str
    from_at: datetime
    until_at: datetime
    purpose: str
    person_id: int
    person: str

    @property
    def subject(self) -> str:
        return f"booking:{self.pk}"

    @property
    def purpose_label(self) -> Text:
        return BOOKING_PURPOSES[self.purpose]


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketView:
    """What the visitor's own page says of a ticket: numbers, places and times."""

    code: str
    number: str
    site: Site
    service: str
    status: str
    place_name: Text | str
    ahead: int
    expected: timedelta | None
    back_at: datetime | None
    be_here_by: datetime | None
    """One may go away until then; None while nothing can be promised."""
    may_comment: bool = False
    """The visit is over, and it was not said yet what it was like."""

    @property
    def subject(self) -> str:
        return f"ticket:{self.code}"

    @property
    def service_label(self) -> Text | str:
        return SERVICES.get(self.service, "")

    @property
    def status_label(self) -> Text:
        return VISIT.state_labels[self.status]

    @property
    def is_queued(self) -> bool:
        return self.status in ("arrived", "sorted", "waiting")

    @property
    def minutes(self) -> int | None:
        return None if self.expected is None else -int(-self.expected.total_seconds() // 60)


@dataclass(frozen=True, slots=True, kw_only=True)
class CallView:
    """A number on the big screen, and where it is to go."""

    number: str
    place_name: Text | str
    called_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceView:
    """A window or a room, and who is at it now."""

    code: str
    name: Text
    area: str
    visit: str
    """The number that is called to it or served there, "" while it is free."""
    booking: "BookingView | None" = None
    """What keeps it now, if it is booked."""

    @property
    def is_free(self) -> bool:
        return not self.visit and self.booking is None


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaView:
    """One of the five areas: how many people, which places, how many free."""

    code: str
    people: int
    seats: int
    places: tuple[PlaceView, ...]

    @property
    def name(self) -> Text:
        return AREAS[self.code]

    @property
    def free(self) -> int:
        return sum(one.is_free for one in self.places)

    @property
    def seats_free(self) -> int:
        return max(0, self.seats - self.people)


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitView:
    """What somebody who takes a ticket now would wait, for one service."""

    service: str
    ahead: int
    expected: timedelta | None
    """None while too few were called lately to tell."""

    @property
    def label(self) -> Text:
        return SERVICES[self.service]

    @property
    def minutes(self) -> int | None:
        """Rounded up: a promise is rather kept than short."""
        if self.expected is None:
            return None
        return -int(-self.expected.total_seconds() // 60)


@dataclass(frozen=True, slots=True, kw_only=True)
class HallFigures:
    """The day of a site in numbers."""

    visits: int
    sorted_in_time: int
    sorted_n: int
    waited_median: timedelta | None
    waited_n: int
    off_median: timedelta | None
    """How far the wait that was told was off, either way."""
    off_n: int
    late: Mapping[str, int]
