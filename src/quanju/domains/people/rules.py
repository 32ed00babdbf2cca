"""Pure decisions of people: how long a session lasts, what may be written in a name."""

import re
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta

from quanju.domains.kernel.roles import PATROL
from quanju.domains.kernel.types import Refused, Text

LONGEST_SESSION = timedelta(hours=12)
IDLE_AT_A_DESK = timedelta(minutes=30)
# A crew's phone lies in the car for hours and must still show the next order.
IDLE_LIMITS: Mapping[str, timedelta] = dict.fromkeys(PATROL, timedelta(hours=12))
SEEN_EVERY = timedelta(minutes=1)
ONE_TIME_PASSWORD_LIFE = timedelta(hours=72)
SUBMISSIONS_KEPT = timedelta(days=2)

CODE = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,58}[a-z0-9])?")
BADGE = re.compile(r"[A-Za-z0-9-]{0,20}")
# No 0 O 1 l I: it is read from paper and typed on a telephone.
PASSWORD_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


class NotWritable(Refused):
    """A text or code that cannot be stored; says which field and what would be right."""

    code = "NOT_WRITABLE"
    text = Text("{what}：{why}", "{what}: {why}")
    status = 422

    def __init__(self, *, field: str, what: Text, why: Text) -> None:
        super().__init__(what=what, why=why)
        self.field = field


def idle_limit(role: str) -> timedelta:
    """How long a session of that role may rest."""
    return IDLE_LIMITS.get(role, IDLE_AT_A_DESK)


def why_ended(*, started_at: datetime, seen_at: datetime, role: str, at: datetime) -> str:
    """`absolute`, `idle`, or empty while the session holds. At the limit itself it has ended."""
    if at - started_at >= LONGEST_SESSION:
        return "absolute"
    return "idle" if at - seen_at >= idle_limit(role) else ""


def session_ends_at(*, started_at: datetime, seen_at: datetime, role: str) -> datetime:
    """When it ends if nothing more is done."""
    return min(started_at + LONGEST_SESSION, seen_at + idle_limit(role))


def code(value: object, *, field: str, what: Text) -> str:
    """A code of small letters, digits and hyphens; `NotWritable` otherwise."""
    written = str(value or "").strip()
    if not CODE.fullmatch(written):
        raise NotWritable(
            field=field,
            what=what,
            why=Text(
                "只用小写字母、数字和连字符，最长 60",
                "small letters, digits and hyphens only, at most 60",
            ),
        )
    return written


def badge(value: object, *, field: str, what: Text) -> str:
    """A badge number: letters, digits, hyphens, at most 20, or nothing."""
    written = str(value or "").strip()
    if not BADGE.fullmatch(written):
        raise NotWritable(
            field=field,
            what=what,
            why=Text("只用字母、数字和连字符，最长 20", "letters, digits and hyphens, at most 20"),
        )
    return written


def one_time_password() -> str:
    """Four groups of four letters that are not mistaken for each other; about 79 bits."""
    groups = ("".join(secrets.choice(PASSWORD_LETTERS) for _ in range(4)) for _ in range(4))
    return "-".join(groups)


def device_words(user_agent: str) -> str:
    """The browser and system that a User-Agent names, in two words; empty when it names none."""
    browsers = (
        ("Edg/", "Edge"),
        ("Firefox/", "Firefox"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
    )
    systems = (
        ("HarmonyOS", "HarmonyOS"),
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Windows", "Windows"),
        ("Mac OS X", "macOS"),
        ("Linux", "Linux"),
    )
    found = [
        next((name for mark, name in table if mark in user_agent), "")
        for table in (browsers, systems)
    ]
    return " · ".join(word for word in found if word)
