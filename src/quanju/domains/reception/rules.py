"""The rule table of the hall: limits, services, areas and places."""

from datetime import timedelta
from functools import cached_property
from typing import Annotated, Self

from pydantic import AfterValidator, AliasChoices, Field, model_validator

from quanju.domains.kernel.types import Text
from quanju.domains.reception.types.hall import AREAS, LEVELS, SERVICES
from quanju.domains.reception.types.letters import LETTERS
from quanju.domains.reception.types.reports import (
    STEPS,
)
from quanju.domains.rulebook.types import Lines, Named, RuleKind, Table, Words, one_of, wrong

Area = Annotated[str, one_of(AREAS)]
LocalTime = Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]


class ServiceRow(Lines):
    """A service of the lobby: where it is given, and whether one queues for it."""

    code: Annotated[str, one_of(SERVICES)]
    area: Area
    queues: bool


class AreaRow(Lines):
    """An area of the halls of one level."""

    level: int = Field(ge=1, le=2)
    code: Area
    seats: int = Field(ge=0, le=500)


class PlaceRow(Named):
    """A window or a room of the halls of one level."""

    level: int = Field(ge=1, le=2)
    area: Area
    code: str = Field(pattern=r"^[A-Z][0-9]{1,2}$")


class HallRule(Table):
    """How people are received: the branch's own limits, and what its halls have."""

    sort_min: float = Field(ge=1, le=60)
    owner_min: float = Field(ge=1, le=60)
    wait_min: float = Field(ge=1, le=240)
    no_show_min: float = Field(ge=0, le=60)
    sample_min: float = Field(ge=10, le=480)
    sample_least: int = Field(ge=1, le=50)
    offer_min: float = Field(ge=1, le=240)
    come_back_h: float = Field(ge=0.5, le=12)
    be_early_min: float = Field(ge=0, le=60)
    booking_h: float = Field(ge=0.5, le=12)
    booking_days: int = Field(ge=1, le=90)
    visit_days: int = Field(ge=0, le=30)
    visit_from: LocalTime
    visit_until: LocalTime
    visit_step_min: int = Field(ge=5, le=120)
    service: tuple[ServiceRow, ...]
    area: tuple[AreaRow, ...]
    place: tuple[PlaceRow, ...] = Field(min_length=1)

    @cached_property
    def services(self) -> dict[str, ServiceRow]:
        return {row.code: row for row in self.service}

    @cached_property
    def seats(self) -> dict[tuple[int, str], int]:
        """Seats by level and area."""
        return {(row.level, row.code): row.seats for row in self.area}

    def places(self, level: int) -> tuple[PlaceRow, ...]:
        """Windows and rooms of a hall of that level."""
        return tuple(row for row in self.place if row.level == level)

    def windows(self, level: int, service: str) -> int:
        """How many can be served at once for a service."""
        area = self.services[service].area
        return sum(row.area == area for row in self.places(level))

    def limit(self, name: str) -> timedelta:
        """How long a visit may wait for that: `sort`, `owner`, `wait`."""
        minutes = {"sort": self.sort_min, "owner": self.owner_min, "wait": self.wait_min}
        return timedelta(minutes=minutes[name])

    @model_validator(mode="after")
    def _has_every_service_and_all_areas_of_both_levels(self) -> Self:
        if self.services.keys() != SERVICES.keys() or len(self.service) != len(SERVICES):
            raise wrong("四项服务各写一次", "each of the four services stands once", "service")
        if self.seats.keys() != {(level, code) for level in LEVELS for code in AREAS}:
            raise wrong("两级各五个功能区", "both levels have all five areas", "area")
        if len({(row.level, row.code) for row in self.place}) < len(self.place):
            raise wrong("同一级有两个相同的编号", "a code stands twice on a level", "place")
        for level in LEVELS:
            given = {row.area for row in self.places(level)}
            if not given >= {row.area for row in self.service}:
                raise wrong(
                    f"第 {level} 级有服务没有窗口或房间",
                    f"a service has no window or room on level {level}",
                    "place",
                )
        return self


FORMERLY = {"C2": "criminal", "A2": "administrative"}


class ReportKind(Named):
    """A kind of report: the steps that are asked of it, and the kind of case it goes on as."""

    code: str = Field(pattern=r"^[a-z_]{1,20}$")
    steps: tuple[Annotated[str, one_of(STEPS)], ...] = Field(min_length=1)
    # Tables from before there were cases named the clock of the law that began.
    case: Annotated[str, AfterValidator(lambda word: FORMERLY.get(word, word))] = Field(
        "", pattern=r"^[A-Za-z0-9]{0,20}$", validation_alias=AliasChoices("case", "clock")
    )


class StepsRule(Table):
    """The working rules of the report centre: steps by kind, and how a matter moves."""

    bounce_most: int = Field(ge=1, le=10)
    accept_min: float = Field(ge=5, le=1440)
    contact: Words
    complaint_line: Words
    kind: tuple[ReportKind, ...] = Field(min_length=1)

    @cached_property
    def by_code(self) -> dict[str, ReportKind]:
        return {row.code: row for row in self.kind}

    @model_validator(mode="after")
    def _a_kind_stands_once(self) -> Self:
        if len(self.by_code) < len(self.kind):
            raise wrong("有一种写了两次", "a kind stands twice", line="kind")
        return self


class LetterRow(Lines):
    """A kind of letter: within how many days it is taken on and answered, how long it is kept."""

    code: Annotated[str, one_of(LETTERS)]
    take_on_days: int = Field(ge=0, le=60)
    answer_days: int = Field(ge=1, le=180)
    working: bool
    keep_days: int = Field(ge=30, le=36500)


class PortalRule(Table):
    """What residents may do without an account, and for how long it is kept."""

    pre_report_days: int = Field(ge=1, le=30)
    comment_days: int = Field(ge=1, le=90)
    comments_least: int = Field(ge=5, le=100)
    review_days: int = Field(ge=1, le=90)
    contact_days: int = Field(ge=1, le=3650)
    letter: tuple[LetterRow, ...]

    @cached_property
    def letters(self) -> dict[str, LetterRow]:
        return {row.code: row for row in self.letter}

    @model_validator(mode="after")
    def _every_kind_once(self) -> Self:
        if self.letters.keys() != LETTERS.keys() or len(self.letters) < len(self.letter):
            raise wrong("每种来件各写一次", "each kind of letter stands once", "letter")
        return self


PORTAL = RuleKind(
    "reception.portal",
    Text("群众服务", "For residents"),
    PortalRule,
    later=("comment_days", "comments_least", "review_days", "contact_days", "letter"),
)
STEPS_RULE = RuleKind("reception.steps", Text("接报案步骤", "Steps of a report"), StepsRule)
HALL = RuleKind(
    "reception.hall",
    Text("接报案大厅", "Reception hall"),
    HallRule,
    later=(
        "come_back_h",
        "be_early_min",
        "booking_h",
        "booking_days",
        "visit_days",
        "visit_from",
        "visit_until",
        "visit_step_min",
    ),
)
