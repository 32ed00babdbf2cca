"""The words of notices: kinds that rooms declare, whom to tell, ways out, what is shown."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from quanju.domains.kernel.types import Text
from quanju.domains.notices.workflow import DELIVERY

DELIVERY_STATES = DELIVERY.state_labels
WAYS = {
    "sms": Text("短信", "SMS"),
    "mail": Text("电子邮件", "e-mail"),
    "webhook": Text("分局自己的系统", "the branch's own system"),
}
"""Ways out of the house; in the app a notice always stands."""
OUTSIDE_WAYS = ("sms", "mail")
"""By these somebody without an account is told, where the matter says so."""


@dataclass(frozen=True, slots=True)
class NoticeKind:
    """Something that people are told, called `room.what`; the texts may use its `values`.

    A value is an identifier, a place of duty, a number or a time; never words of a matter.
    """

    name: str
    label: Text
    values: tuple[str, ...]

    def __post_init__(self) -> None:
        if _KINDS.setdefault(self.name, self) != self:
            raise ValueError(f"notice {self.name} is declared twice")


_KINDS: dict[str, NoticeKind] = {}


def notice_kinds() -> tuple[NoticeKind, ...]:
    """What the rooms tell, by name."""
    return tuple(_KINDS[name] for name in sorted(_KINDS))


def notice_kind_named(name: str) -> NoticeKind | None:
    return _KINDS.get(name)


@dataclass(frozen=True, slots=True, kw_only=True)
class To:
    """Whom to tell: these people, and who holds these roles or posts.

    Of those who hold a role or post only who is on duty in it, if anybody is. `station_id` keeps
    to the parts of one station.
    """

    people: Collection[int] = ()
    roles: Collection[str] = ()
    posts: Collection[int] = ()
    station_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeView:
    """A notice as the one who was told reads it."""

    pk: int
    kind: str
    title: Text
    body: Text
    about: str
    told_at: datetime
    read_at: datetime | None

    @property
    def label(self) -> Text:
        kind = notice_kind_named(self.kind)
        return kind.label if kind else Text(self.kind, self.kind)


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldView:
    """What became of telling somebody: in the app, and by each way out with its state."""

    told_at: datetime
    read_at: datetime | None
    ways: tuple[tuple[Text, Text], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OutsideView:
    """That somebody without an account was told of a matter, by which way, and how that did."""

    label: Text
    told_at: datetime
    way_label: Text
    state: str
    why: Text | None

    @property
    def state_label(self) -> Text:
        return DELIVERY.state_labels[self.state]


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryView:
    """What is to leave by one way, without its words."""

    pk: int
    way: str
    kind: str
    account: str
    state: str
    state_label: Text
    verbs: tuple[str, ...]
    tries: int
    told_at: datetime
    tried_at: datetime | None
    next_try_at: datetime | None
    why: Text | None

    @property
    def way_label(self) -> Text:
        return WAYS[self.way]

    @property
    def label(self) -> Text:
        kind = notice_kind_named(self.kind)
        return kind.label if kind else Text(self.kind, self.kind)


@dataclass(frozen=True, slots=True, kw_only=True)
class WayView:
    """A way out: where it leads, and how many stand in which state."""

    way: str
    target: str
    counts: tuple[tuple[Text, int], ...]

    @property
    def label(self) -> Text:
        return WAYS[self.way]

    @property
    def is_set(self) -> bool:
        return bool(self.target)
