"""The words of people: organisations, roles, actors."""

from dataclasses import dataclass, field
from datetime import datetime

from quanju.domains.journal.types import Author
from quanju.domains.kernel.types import Text

ORGANISATION_KINDS = {
    "branch": Text("分局", "branch bureau"),
    "station": Text("派出所", "police station"),
    "community_team": Text("社区警务队", "community policing team"),
    "case_team": Text("案件办理队", "case-handling team"),
    "command_room": Text("综合指挥室", "integrated command room"),
    "brigade": Text("大队", "brigade"),
    "centre": Text("中心", "centre"),
    "outside_agency": Text("外单位", "outside agency"),
}

ONE_OF_A_KIND = ("community_team", "case_team", "command_room")
"""A station or branch has at most one of each."""

APPOINT_ACT, RESET_ACT = "people.appoint", "people.reset_second_factor"
"""The acts of this room that need two people, as approvals call them."""


@dataclass(frozen=True, kw_only=True)
class Actor(Author):
    """A person acting in one post, or a stranger (`role` empty)."""

    person_id: int | None = None
    post_id: int | None = None
    organisation_id: int | None = None
    organisation_ids: frozenset[int] = field(default_factory=frozenset)
    organisation_kind: str = ""
    station_id: int | None = None
    # For the person's own screen only; entries of the journal carry no names.
    name: str = field(default="", compare=False)
    title: Text | None = field(default=None, compare=False)

    def is_of(self, station_id: int | None) -> bool:
        """Is the post of this station? What belongs to no station is no station's own."""
        return station_id is not None and self.station_id == station_id


SERVICE = Actor(subject="service:quanju", role="")
"""The service itself, for clocks and seals. It holds no right to decide anything (NB-10)."""

STRANGER = Actor(subject="stranger", role="")
"""Somebody who has not signed in."""


@dataclass(frozen=True)
class SignedIn:
    """A session that holds: who, since when, in which post."""

    ref: str
    person_id: int
    post: str
    started_at: datetime
    seen_at: datetime
    ends_at: datetime
    device: str
    address: str
    is_demo_entry: bool
    has_second_factor: bool


@dataclass(frozen=True)
class Standing:
    """What the pages must know of a signed-in person at this moment, apart from the actor."""

    actor: Actor
    session: SignedIn
    password_hash: str
    language: str
    theme: str
    must_choose_post: bool
    must_change_password: bool
    must_set_second_factor: bool
    post_until: datetime | None
    """When the post of this session ends, if that is known already."""


def station_subjects(*stations: int | None) -> list[str]:
    """Stations as entries name them, each once, so that their command rooms hear of it."""
    return [f"station:{pk}" for pk in dict.fromkeys(stations) if pk is not None]


# Why a session ended; shown on the sign-in page.
ENDINGS = {
    "sign_out": Text("您已退出。", "You have signed out."),
    "idle": Text(
        "太久没有操作，会话已结束。", "The session ended because nothing was done for a while."
    ),
    "absolute": Text(
        "会话满 12 小时，需要重新登录。", "The session reached 12 hours; please sign in again."
    ),
    "appointment": Text(
        "这个岗位的任期已结束，会话随之结束。",
        "The appointment to this post has ended, and the session with it.",
    ),
    "deactivated": Text("账号已停用。", "The account has been deactivated."),
    "password": Text("密码已更改，请重新登录。", "The password was changed; please sign in again."),
    "second_factor": Text(
        "第二因素已更改，请重新登录。", "The second factor was changed; please sign in again."
    ),
    "elsewhere": Text("您已从别处结束了这个会话。", "You ended this session from another device."),
}
