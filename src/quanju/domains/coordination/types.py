"""The words of coordination: classes, roles, and a group as its members see it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from quanju.domains.coordination.workflow import AT_WORK, GROUP, ITEM, ITEM_OPEN, MEMBER, RUNNING
from quanju.domains.documents.types import FileView
from quanju.domains.kernel.types import Text
from quanju.domains.notices.types import ToldView

CLASSIFICATIONS = {
    "open": Text("一般", "open"),
    "internal": Text("内部", "internal"),
    "restricted": Text("限制", "restricted"),
}
MEMBER_ROLES = {
    "owner": Text("负责人", "owner"),
    "lead": Text("主办", "lead"),
    "support": Text("协办", "support"),
    "duty_command": Text("值班指挥", "duty command"),
    "observer": Text("监督", "observer"),
    "keeper": Text("存档", "keeper of the archive"),
}
"""Each member has exactly one (COL-08)."""
SPEAKERS = ("owner", "lead", "support", "duty_command")
"""Who contributes; an observer and an archivist read, review and keep."""
LEADS = ("owner", "lead", "duty_command")
"""Who calls people in and takes them out."""

STAGES = {
    "opening": Text("建群", "opening"),
    "running": Text("运行", "running"),
    "closing": Text("结群", "closing"),
    "archive": Text("归档", "archive"),
}
"""The four stages of 436; each is signed."""
SCORE_PARTS = {
    "closed_loop": Text("闭环：确认的事项", "closed loop: items confirmed"),
    "timeliness": Text("及时：按时办结的事项", "timeliness: items done in time"),
    "participation": Text("到位：按时应答的席位", "participation: seats that answered in time"),
    "record": Text("责任与记录：六项要求", "responsibility and record: six requirements"),
    "archive": Text("归档：按时", "archive: in time"),
    "usefulness": Text("有用：负责人的评价", "usefulness: the owner's rating"),
}
LESSONS = {
    "seats": Text("席位", "seats"),
    "packs": Text("任务包", "task packs"),
    "clocks": Text("时限", "clocks"),
    "other": Text("其他", "other"),
}
"""Which part of its type a lesson is about."""
CHECKS = {
    "idle": Text("停滞", "idle"),
    "oversize": Text("超员", "oversize"),
    "unchecked": Text("建群过时未核", "opening not checked in time"),
    "ownerless": Text("负责人已不在岗", "its owner holds no post any more"),
    "expired": Text("有人早该离开", "somebody should have left"),
    "unarchived": Text("结群后未归档", "closed and not archived"),
}
"""What the weekly look at open groups finds (COL-11)."""
SEAT_AT = {
    "self": Text("发起人", "who opens it"),
    "unit": Text("责任部门", "the responsible unit"),
    "branch": Text("分局", "the branch"),
}
STANDARD_TYPES = (
    "urgent_incident",
    "case_investigation",
    "fraud_response",
    "missing_or_rescue",
    "event_safety",
    "dispute_mediation",
    "joint_patrol",
    "base_task",
    "trip",
)
"""The nine of 9+N: locked by code, so that counts of branches can be compared."""
MESSAGE_KINDS = {
    "text": Text("消息", "message"),
    "methane": Text("M/ETHANE 首报", "M/ETHANE report"),
    "place": Text("位置", "place"),
    "file": Text("文件", "file"),
}
FILE_KIND = "group_file"
LINE_KINDS = {
    "message": Text("消息", "message"),
    "item": Text("事项", "item"),
    "file": Text("文件", "file"),
}
"""What is found in a group."""
METHANE = {
    "major": Text("M 是否重大事件", "M Major incident declared?"),
    "exact": Text("E 准确位置", "E Exact location"),
    "type": Text("T 事件类型", "T Type of incident"),
    "hazards": Text("H 现场危险", "H Hazards"),
    "access": Text("A 进出路线", "A Access and egress"),
    "number": Text("N 伤亡人数", "N Number and type of casualties"),
    "services": Text("E 到场和所需力量", "E Emergency services present and needed"),
}
"""What the first message of an emergency tells, in this order; numbers of people, no names."""
ITEM_STATES = ITEM.state_labels
LATE = timedelta(minutes=1)
"""A message that waited so long for a line shows its own moment, too."""
LONGEST_MESSAGE, LONGEST_ITEM, LONGEST_RESULT = 4000, 200, 600
LONGEST_TITLE, LONGEST_FACT, LONGEST_REASON = 60, 600, 200


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberView:
    """A member: which seat, in which role, why and until when, and how far they have come."""

    pk: int
    person_id: int
    name: str
    seat: str
    seat_name: Text
    role: str
    status: str
    is_guest: bool
    is_duty: bool
    is_next_best: bool
    post: str
    why: str
    until: datetime | None
    invited_at: datetime
    joined_at: datetime | None
    ended_at: datetime | None
    told: ToldView | None = None

    @property
    def role_label(self) -> Text:
        return MEMBER_ROLES[self.role]

    @property
    def status_label(self) -> Text:
        return MEMBER.state_labels[self.status]

    @property
    def speaks(self) -> bool:
        return self.role in SPEAKERS

    @property
    def leads(self) -> bool:
        return self.role in LEADS


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceView:
    """Somebody's place in a group, and no more of the group than its record needs."""

    pk: int
    number: str
    person_id: int
    is_running: bool
    speaks: bool
    incident: str
    begun_at: datetime
    messages_last: int
    last_at: datetime

    @property
    def subject(self) -> str:
        return f"group:{self.number}"


@dataclass(frozen=True, slots=True, kw_only=True)
class HitView:
    """A text in which all words stand: where it is, and the piece around the words."""

    key: int
    kind: str
    group: str
    title: str
    place: int
    author: str
    said_at: datetime
    pieces: tuple[tuple[str, bool], ...]
    file: FileView | None = None

    @property
    def anchor(self) -> str:
        """Where in the page of its group it stands."""
        return f"#i{self.place}" if self.kind == "item" else f"?at={self.place}#m{self.place}"

    @property
    def kind_label(self) -> Text:
        return LINE_KINDS[self.kind]


@dataclass(frozen=True, slots=True, kw_only=True)
class FactView:
    """One opening fact: what is asked, and what was said."""

    code: str
    name: Text
    said: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupHead:
    """A group as lists show it: no word of what is said in it."""

    number: str
    kind: str
    kind_name: Text
    title: str
    classification: str
    status: str
    is_urgent: bool
    is_drill: bool
    responsible: Text
    incident: str
    opened_at: datetime | None
    last_at: datetime
    members: int
    outcome: str
    closed_at: datetime | None

    @property
    def subject(self) -> str:
        return f"group:{self.number}"

    @property
    def status_label(self) -> Text:
        return GROUP.state_labels[self.status]

    @property
    def classification_label(self) -> Text:
        return CLASSIFICATIONS[self.classification]

    @property
    def is_running(self) -> bool:
        return self.status in RUNNING

    @property
    def is_at_work(self) -> bool:
        return self.status in AT_WORK


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupView(GroupHead):
    """A group as its members see it."""

    pk: int
    owner_id: int
    owner: str
    opener_id: int
    begun_at: datetime
    facts: tuple[FactView, ...]
    missing_facts: tuple[Text, ...]
    empty_seats: tuple[Text, ...]
    check_due_at: datetime | None
    checked_at: datetime | None
    rules: str
    preset: str
    result: str
    archived_at: datetime | None
    is_oversize: bool
    present: tuple[MemberView, ...]
    gone: tuple[MemberView, ...]

    @property
    def needs_check(self) -> bool:
        """It was opened at once, and nobody has looked at it since (3.6)."""
        return self.check_due_at is not None and self.checked_at is None and self.is_running

    def member(self, person: int | None) -> MemberView | None:
        """The membership of this person that holds."""
        return next((one for one in self.present if one.person_id == person), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageView:
    """A message as members see it, with what it said before and who has it."""

    pk: int
    place: int
    kind: str
    author_id: int
    author: str
    text: str
    lon: float | None
    lat: float | None
    sent_at: datetime
    own_at: datetime | None
    corrected_at: datetime | None
    struck_at: datetime | None
    struck_why: str
    answers: int | None = None
    answers_whom: str = ""
    thread: int | None = None
    file: FileView | None = None
    before: tuple[tuple[datetime, str], ...] = ()
    served: int = 0
    read: int = 0
    others: int = 0

    @property
    def kind_label(self) -> Text:
        return MESSAGE_KINDS[self.kind]

    @property
    def is_late(self) -> bool:
        """Its own moment differs: it waited for a line, or the device's clock is wrong."""
        return self.own_at is not None and abs(self.sent_at - self.own_at) > LATE


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemView:
    """An item: what is asked of whom until when, and what came of it."""

    pk: int
    place: int
    title: str
    title_en: str
    status: str
    asked_by_id: int
    asked_by: str
    owner_id: int
    owner: str
    asked_at: datetime
    due_at: datetime | None
    accepted_at: datetime | None
    done_at: datetime | None
    ended_at: datetime | None
    result: str
    why: str
    message_place: int | None
    number: str
    subject: str

    @property
    def named(self) -> Text:
        """In both languages where a plan or a pack says it so."""
        return Text(self.title, self.title_en or self.title)

    @property
    def status_label(self) -> Text:
        return ITEM.state_labels[self.status]

    @property
    def is_open(self) -> bool:
        return self.status in ITEM_OPEN

    @property
    def verbs(self) -> tuple[str, ...]:
        return ITEM.verbs(self.status)
