"""The room's rule tables: the hall, the steps of reports, how they are sorted, residents."""

from datetime import timedelta
from functools import cached_property
from typing import Annotated, Self

from pydantic import AfterValidator, AliasChoices, Field, model_validator

from quanju.domains.kernel.types import Text
from quanju.domains.reception.types.follow_ups import ASKERS, OCCASIONS
from quanju.domains.reception.types.hall import AREAS, LEVELS, SERVICES
from quanju.domains.reception.types.letters import LETTERS
from quanju.domains.reception.types.reports import (
    STEPS,
)
from quanju.domains.reception.types.sorting import CLASSES, PAST_THE_STATION, QUEUES, ProposedClass
from quanju.domains.rulebook.types import (
    Code,
    Lines,
    Named,
    RuleKind,
    Table,
    Words,
    one_of,
    worded,
    wrong,
)

Area = Annotated[str, one_of(AREAS)]
LocalTime = Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]


class ServiceRow(Lines):
    """A service of the lobby: where it is given, and whether one queues for it."""

    code: Annotated[str, one_of(SERVICES)] = worded("服务", "Service")
    area: Area = worded("功能区", "Area")
    queues: bool = worded("要排队", "One queues for it")


class AreaRow(Lines):
    """An area of the halls of one level."""

    level: int = worded("大厅级别", "Level of the hall", ge=1, le=2)
    code: Area = worded("功能区", "Area")
    seats: int = worded("座位数", "Seats", ge=0, le=500)

    @property
    def stands_for(self) -> tuple[int, str]:
        return self.level, self.code


class PlaceRow(Named):
    """A window or a room of the halls of one level."""

    level: int = worded("大厅级别", "Level of the hall", ge=1, le=2)
    area: Area = worded("功能区", "Area")
    code: str = worded("编号", "Code", pattern=r"^[A-Z][0-9]{1,2}$")

    @property
    def stands_for(self) -> tuple[int, str]:
        return self.level, self.code


class HallRule(Table):
    """How people are received: the branch's own limits, and what its halls have."""

    sort_min: float = worded("分流时限", "Sorted within", ge=1, le=60)
    owner_min: float = worded("定责任人时限", "An owner within", ge=1, le=60)
    wait_min: float = worded("等候时限", "Waits at most", ge=1, le=240)
    no_show_min: float = worded("过号保留", "A called number is kept", ge=0, le=60)
    sample_min: float = worded(
        "估算等候所看时段", "Span that waits are estimated by", ge=10, le=480
    )
    sample_least: int = worded("估算至少几次", "Visits needed for an estimate", ge=1, le=50)
    offer_min: float = worded("交接最迟答复", "An offered visit is answered within", ge=1, le=240)
    come_back_h: float = worded("最晚多久后回来", "Comes back within", ge=0.5, le=12)
    be_early_min: float = worded("比预计提前多久到", "Is back so much earlier", ge=0, le=60)
    booking_h: float = worded("一次最长预订", "Longest booking", ge=0.5, le=12)
    booking_days: int = worded("最多提前预约", "Booked ahead at most", ge=1, le=90)
    visit_days: int = worded("网上预约最多提前", "A visit is booked ahead at most", ge=0, le=30)
    visit_from: LocalTime = worded("预约从几点", "Visits are booked from")
    visit_until: LocalTime = worded("预约到几点", "Visits are booked until")
    visit_step_min: int = worded("每隔", "One every", ge=5, le=120)
    service: tuple[ServiceRow, ...] = worded("服务", "Services")
    area: tuple[AreaRow, ...] = worded("功能区", "Areas")
    place: tuple[PlaceRow, ...] = worded("窗口与房间", "Windows and rooms", min_length=1)

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

    code: str = worded("代码", "Code", pattern=r"^[a-z_]{1,20}$")
    steps: tuple[Annotated[str, one_of(STEPS)], ...] = worded(
        "步骤（按顺序）", "Steps, in order", min_length=1
    )
    # Tables from before there were cases named the clock of the law that began.
    case: Annotated[str, AfterValidator(lambda word: FORMERLY.get(word, word))] = worded(
        "转成的案件种类",
        "Kind of case it becomes",
        default="",
        pattern=r"^[A-Za-z0-9]{0,20}$",
        validation_alias=AliasChoices("case", "clock"),
    )


class StepsRule(Table):
    """The working rules of the report centre: steps by kind, the heaviest kind first, and how a
    matter moves."""

    bounce_most: int = worded("最多退转次数", "Sent on at most so many times", ge=1, le=10)
    accept_min: float = worded("接收时限", "Taken over within", ge=5, le=1440)
    contact: Words = worded("联系方式", "Contact")
    complaint_line: Words = worded("投诉电话", "Complaint line")
    kind: tuple[ReportKind, ...] = worded("报案种类", "Kinds of reports", min_length=1)

    @cached_property
    def by_code(self) -> dict[str, ReportKind]:
        return {row.code: row for row in self.kind}

    def lighter_than(self, kind: str) -> tuple[ReportKind, ...]:
        """The kinds that stand below; what was of no kind yet has none."""
        place = next((n for n, row in enumerate(self.kind) if row.code == kind), len(self.kind))
        return self.kind[place + 1 :]

    @model_validator(mode="after")
    def _a_kind_stands_once(self) -> Self:
        if len(self.by_code) < len(self.kind):
            raise wrong("有一种写了两次", "a kind stands twice", line="kind")
        return self


class LetterRow(Lines):
    """A kind of letter: within how many days it is taken on and answered, how long it is kept."""

    code: Annotated[str, one_of(LETTERS)] = worded("来件种类", "Kind of letter")
    take_on_days: int = worded("受理时限", "Taken on within", ge=0, le=60)
    answer_days: int = worded("答复时限", "Answered within", ge=1, le=180)
    working: bool = worded("按工作日计", "Counted in working days")
    keep_days: int = worded("保存", "Kept", ge=30, le=36500)


class PortalRule(Table):
    """What residents may do without an account, and for how long it is kept."""

    pre_report_days: int = worded("预报案保留", "A pre-report is kept", ge=1, le=30)
    comment_days: int = worded("可评价", "Comments are taken for", ge=1, le=90)
    comments_least: int = worded("至少几份才公布", "Comments needed to publish", ge=5, le=100)
    review_days: int = worded("复查答复时限", "A review is answered within", ge=1, le=90)
    contact_days: int = worded("联系方式保留", "A contact is kept", ge=1, le=3650)
    report_contact_days: int = worded(
        "报案人联系方式保留", "A reporter's contact is kept", ge=1, le=3650
    )
    report_name_days: int = worded("报案人姓名保留", "A reporter's name is kept", ge=1, le=36500)
    request_days: int = worded(
        "查阅、更正几个工作日内答复",
        "A copy or correction is answered within working days",
        ge=1,
        le=60,
    )
    letter: tuple[LetterRow, ...] = worded("来件", "Letters")

    @cached_property
    def letters(self) -> dict[str, LetterRow]:
        return {row.code: row for row in self.letter}

    @model_validator(mode="after")
    def _every_kind_once(self) -> Self:
        if self.letters.keys() != LETTERS.keys() or len(self.letters) < len(self.letter):
            raise wrong("每种来件各写一次", "each kind of letter stands once", "letter")
        return self


Word = Annotated[str, Field(min_length=2, max_length=40)]


class SortingRow(Lines):
    """A class of matters: its queue, what to do with it in a sentence, and its words."""

    code: Annotated[str, one_of(CLASSES)] = worded("分类", "Class", names=CLASSES)
    queue: Annotated[str, one_of(QUEUES)] = worded("流转到", "Goes on to", names=QUEUES)
    next_zh: Words = worded("怎么流转（中文）", "What becomes of it (Chinese)")
    next_en: Words = worded("怎么流转（英文）", "What becomes of it (English)")
    words: tuple[Word, ...] = worded("建议用词", "Words that propose it", default=())

    @property
    def next(self) -> Text:
        """What becomes of it, told where the class is chosen."""
        return Text(self.next_zh, self.next_en)


class SortingRule(Table):
    """How matters are sorted and where they go on (REC-14)."""

    sort: tuple[SortingRow, ...] = worded("分类", "Classes")

    @cached_property
    def by_code(self) -> dict[str, SortingRow]:
        return {row.code: row for row in self.sort}

    def queue_of(self, kind: str) -> str:
        """Where a matter of that class goes on; "" for a kind of the branch's own."""
        row = self.by_code.get(kind)
        return row.queue if row else ""

    @model_validator(mode="after")
    def _each_class_once_and_complaints_past_the_station(self) -> Self:
        if self.by_code.keys() != CLASSES.keys() or len(self.by_code) < len(self.sort):
            raise wrong("六类各写一次", "each of the six classes stands once", line="sort")
        if self.queue_of("complaint") != PAST_THE_STATION:
            raise wrong(
                "投诉民警只能到督察法制",
                "a complaint about police goes to legal supervision and nowhere else",
                line="sort",
            )
        return self


class FollowUpRow(Lines):
    """Who is asked afterwards: of which kinds, after what, from which day on, and by whom."""

    occasion: Annotated[str, one_of(OCCASIONS)] = worded("何时之后", "After what", names=OCCASIONS)
    kinds: tuple[Code, ...] = worded("报案种类", "Kinds of reports", min_length=1)
    after_days: int = worded("几天后回访", "Asked after", ge=0, le=365)
    within_days: int = worded("几天内办", "Within, from then on", ge=0, le=60)
    by: Annotated[str, one_of(ASKERS)] = worded("由谁回访", "Asked by", names=ASKERS)


class FollowUpRule(Table):
    """Asking those who reported how it went (REC-15); restricted matters are never asked."""

    unhappy_at_most: int = worded("几分及以下算不满意", "Unhappy at a score of", ge=1, le=4)
    tries_most: int = worded("最多打几次", "Tried at most", ge=1, le=10)
    settle_days: int = worded("不满意几个工作日内处理", "Settled within working days", ge=1, le=60)
    follow_up: tuple[FollowUpRow, ...] = worded("回访", "Follow-ups", default=())

    def row_for(self, occasion: str, kind: str) -> FollowUpRow | None:
        """The row that this report falls under; None where nobody is asked."""
        rows = (row for row in self.follow_up if row.occasion == occasion and kind in row.kinds)
        return next(rows, None)

    @model_validator(mode="after")
    def _a_kind_is_asked_once_of_an_occasion(self) -> Self:
        pairs = [(row.occasion, kind) for row in self.follow_up for kind in row.kinds]
        if len(set(pairs)) < len(pairs):
            raise wrong(
                "同一种类在同一时机写了两次", "a kind stands twice after the same", line="follow_up"
            )
        return self


def proposed_class(text: str, rule: SortingRule) -> ProposedClass | None:
    """The class whose longest word stands in the text; of equally long ones, the first row's."""
    heard = text.lower()
    best: ProposedClass | None = None
    for row in rule.sort:
        for word in row.words:
            if word in heard and (best is None or len(word) > len(best.word)):
                best = ProposedClass(code=row.code, word=word)
    return best


PORTAL = RuleKind(
    "reception.portal",
    Text("群众服务", "For residents"),
    PortalRule,
    later=(
        "comment_days",
        "comments_least",
        "review_days",
        "contact_days",
        "report_contact_days",
        "report_name_days",
        "request_days",
        "letter",
    ),
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
SORTING = RuleKind("reception.sorting", Text("接报案分类流转", "Sorting of matters"), SortingRule)
FOLLOW_UP_RULE = RuleKind(
    "reception.follow_up", Text("回访", "Follow-ups of reports"), FollowUpRule
)
