"""The journal's words: events, authors, purposes, and an entry as everybody reads it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from quanju.domains.kernel.types import Text

# What an entry says was done with data (specification 6.3).
KINDS = {
    "collect": Text("采集", "collected"),
    "alter": Text("变更", "altered"),
    "consult": Text("查阅", "consulted"),
    "disclose": Text("披露", "disclosed"),
    "combine": Text("合并", "combined"),
    "erase": Text("删除", "erased"),
    "login": Text("登录", "signed in"),
    "login_failed": Text("登录失败", "sign-in failed"),
    "permission_change": Text("权限变更", "rights changed"),
    "config_change": Text("配置变更", "configuration changed"),
    "export": Text("导出", "exported"),
    "print": Text("打印", "printed"),
    "break_glass": Text("紧急越权", "break-glass"),
}

# The closed list of purposes (specification 2.1).
PURPOSES = {
    "respond": Text("处置警情", "respond"),
    "receive_report": Text("接报案", "receive a report"),
    "investigate": Text("办案", "investigate"),
    "supervise": Text("监督", "supervise"),
    "coordinate": Text("协同", "coordinate"),
    "base_task": Text("基础任务", "base task"),
    "fraud_protect": Text("反诈", "protect from fraud"),
    "travel": Text("差旅", "travel"),
    "legal_help": Text("法律服务", "legal help"),
    "audit": Text("审计", "audit"),
    "public_information": Text("公开信息", "public information"),
    "administer": Text("管理", "administer"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Audience:
    """Who hears an event on the live stream; identifiers alone are told, in any case.

    Whoever wrote an entry and, if `is_named`, whoever it names hear it. Beyond these: posts that
    hear all of it (`roles`, or `everybody` who holds a post); posts that hear of what names their
    own station (`at_station`); posts that read numbers only and hear that it happened, not to
    whom or what (`counting`); who follows the matter of that kind that it names (`followers`), for
    as long as they do. An event that `moves_followers` begins or ends that for whom it names.
    """

    roles: frozenset[str] = frozenset()
    everybody: bool = False
    at_station: frozenset[str] = frozenset()
    counting: frozenset[str] = frozenset()
    is_named: bool = True
    followers: str = ""
    moves_followers: bool = False

    def is_open_to(self, role: str, station: str, entry: "EntryView") -> bool:
        """May all of this post, at this station (`station:3`), hear the whole of it?"""
        if not role or self.everybody or role in self.roles:
            return bool(role)
        return role in self.at_station and station in entry.subjects

    def is_followed(self, followed: Mapping[str, datetime | None], entry: "EntryView") -> bool:
        """Does who follows these, each until its moment, hear the whole of it?"""
        return any(
            subject.startswith(f"{self.followers}:") and (until is None or entry.at < until)
            for subject, until in followed.items()
            if self.followers and subject in entry.subjects
        )

    def is_counted_by(self, role: str) -> bool:
        """May this post hear that it happened?"""
        return role in self.counting

    def concerns(self, person: str, entry: "EntryView") -> bool:
        """Did this person write it, or may hear it as one whom it names?"""
        return entry.author == person or (self.is_named and person in entry.subjects)


_AUDIENCES: dict[str, Audience] = {}
NOBODY_ELSE = Audience(is_named=False)
"""Of an event that nobody has spoken for, only the author hears."""


def heard(room: str, audience: Audience) -> None:
    """Say who hears the events of a room, each of which may say otherwise for itself."""
    if _AUDIENCES.setdefault(room, audience) != audience:
        raise ValueError(f"{room}: its audience is said twice")


@dataclass(frozen=True, slots=True)
class Event:
    """A kind of entry. `name` is `<room>.<past tense>`, e.g. `dispatch.unit_assigned`."""

    name: str
    label: Text
    kind: str = "alter"
    audience: Audience | None = None

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"event {self.name}: unknown kind {self.kind!r}")
        known = _EVENTS.setdefault(self.name, self)
        if known.label != self.label:
            raise ValueError(f"event {self.name} is defined twice")


_EVENTS: dict[str, Event] = {}


def event_named(name: str) -> Event | None:
    """The event of that name, if any room defines it."""
    return _EVENTS.get(name)


def audience_of(name: str) -> Audience:
    """Who hears the event of that name: as it says itself, else as its room does."""
    event = _EVENTS.get(name)
    if event and event.audience:
        return event.audience
    return _AUDIENCES.get(name.partition(".")[0], NOBODY_ELSE)


def events() -> tuple[Event, ...]:
    """All events of all rooms, by name."""
    return tuple(_EVENTS[name] for name in sorted(_EVENTS))


@dataclass(frozen=True, slots=True)
class Matter:
    """A kind of subject that is a matter: something happens to it, and its thread can be read.

    People, units and places are none. One that `joins` brings its whole story into the thread of
    what it is named together with; the others are only mentioned there.
    """

    kind: str
    label: Text
    joins: bool = False

    def __post_init__(self) -> None:
        if _MATTERS.setdefault(self.kind, self) != self:
            raise ValueError(f"matter {self.kind} is defined twice")


_MATTERS: dict[str, Matter] = {}


def matter_named(kind: str) -> Matter | None:
    """The matter of that kind, if any room defines it."""
    return _MATTERS.get(kind)


@dataclass(frozen=True, kw_only=True)
class Author:
    """Who an entry is by. Texts only: the journal knows nobody."""

    subject: str
    role: str = ""
    post: str = ""
    organisation: str = ""
    session: str = ""
    device: str = ""
    network_zone: str = ""


@dataclass(frozen=True, kw_only=True)
class EntryView:
    """One entry as readers and the live stream see it."""

    number: int
    at: datetime
    event: str
    kind: str
    subject: str
    related: tuple[str, ...]
    author: str
    role: str
    post: str
    organisation: str
    purpose: str
    result: str
    deny_code: str
    justification: str
    urgent: bool
    session: str = ""
    facts: dict[str, Any] = field(default_factory=dict)
    hash: str = ""

    @property
    def label(self) -> Text:
        event = event_named(self.event)
        return event.label if event else Text(self.event, self.event)

    @property
    def subjects(self) -> frozenset[str]:
        return frozenset((self.subject, *self.related))


# How a way by which seals leave is called.
WAYS = {
    "file": Text("另一存储上的文件夹", "folder on another mount"),
    "mailto": Text("电子邮件", "e-mail"),
    "http": Text("另一台机器", "another machine"),
    "https": Text("另一台机器", "another machine"),
    "printer": Text("打印的二维码", "printed code"),
}


@dataclass(frozen=True)
class WayView:
    """A way by which seals leave the machine. `why` says why the last try failed, if it did."""

    kind: str
    target: str
    sent_until: int
    left_at: datetime | None
    tries: int
    tried_at: datetime | None
    why: Text | None

    @property
    def label(self) -> Text:
        return WAYS.get(self.kind, Text("不认识的方式", "unknown way"))


@dataclass(frozen=True)
class SealsOutside:
    """All ways, when a seal left last by any of them, and whether the newest should have."""

    ways: tuple[WayView, ...]
    left_at: datetime | None
    sent_until: int
    is_overdue: bool

    @property
    def left_by(self) -> Text | None:
        """The way by which the last one left."""
        return next((one.label for one in self.ways if one.left_at == self.left_at), None)


@dataclass(frozen=True, kw_only=True)
class ReactionView:
    """Where a room's reaction stands: behind which entry, by how many, and what went wrong."""

    name: str
    event: Text
    label: Text
    number: int
    behind: int
    moved_at: datetime | None
    tries: int
    tried_at: datetime | None
    next_try_at: datetime | None
    fault: Text | None
    is_known: bool

    @property
    def state(self) -> str:
        """`failing` rests after a fault, `behind` has entries before it, `abreast` has none."""
        if not self.is_known:
            return "gone"
        if self.fault:
            return "failing"
        return "behind" if self.behind else "abreast"
