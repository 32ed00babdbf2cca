"""The telephone's rule table, and the pure questions about numbers and moments."""

import hashlib
import re
import unicodedata
from datetime import datetime, timedelta
from typing import Annotated

from django.conf import settings

from quanju.domains.kernel.roles import ROLES
from quanju.domains.kernel.types import Text
from quanju.domains.rulebook.types import RuleKind, Table, one_of, worded


class Telephone(Table):
    """What is believed of a telephone system's word, and who sees a caller's number how long."""

    skew_s: float = worded("时钟最多快", "Its clock is ahead at most", ge=0, le=60)
    oldest_min: float = worded("最旧的消息", "Oldest news", ge=1, le=1440)
    silent_s: float = worded("多久无信号提示", "Silent after", ge=5, le=3600)
    takes_place: bool = worded("接收网络给的位置", "Takes the place the network delivers")
    number_roles: tuple[Annotated[str, one_of(ROLES)], ...] = worded(
        "可看号码的岗位", "Who may open a number", min_length=1
    )
    number_hours: float = worded("可看多久", "A number may be opened for", ge=0, le=720)
    call_back_min: float = worded("回拨时限", "Called back within", ge=0.5, le=60)
    join_min: float = worded("同号合并", "The same number joins within", ge=1, le=120)


TELEPHONE = RuleKind(
    "dispatch.telephone",
    Text("电话接入", "The telephone"),
    Telephone,
    later=("call_back_min", "join_min"),
)


def is_believed(told_at: datetime, rule: Telephone, *, at: datetime) -> bool:
    """A moment that a telephone tells: hardly ahead of our clock, and not from long ago."""
    oldest = at - timedelta(minutes=rule.oldest_min)
    return oldest <= told_at <= at + timedelta(seconds=rule.skew_s)


def key_hash(key: str) -> str:
    """A key of 256 random bits needs no salt; what is kept does not open the door."""
    return hashlib.sha256(key.encode()).hexdigest()


def masked(number: str) -> str:
    """A number as it is shown once the call has an outcome: enough to tell two calls apart."""
    if len(number) < 8:
        return "•" * max(0, len(number) - 2) + number[-2:]
    return number[:3] + "•" * (len(number) - 5) + number[-2:]


_OUTSIDE = re.compile(r"^(?:\+|00)")
_WITHOUT_AREA = re.compile(r"^(?:0|400|1[3-9]\d{9}$)")
_MOBILE = re.compile(r"^(?:86|0)(?=1[3-9]\d{9}$)")


def dialled(typed: str) -> str:
    """The digits one would dial inside the country, however a number is written.

    Full-width digits, spaces, hyphens, brackets, +86, 0086 and a 0 before a mobile number say
    nothing about whose number it is. What holds no digit is compared as it was typed.
    """
    text = unicodedata.normalize("NFKC", typed).strip()
    digits = "".join(c for c in text if c.isdecimal() or c == "+")
    digits = "".join(str(unicodedata.decimal(c)) if c != "+" else c for c in digits)
    if inside := _OUTSIDE.match(digits):
        abroad = digits[inside.end() :]
        if not abroad.startswith("86"):
            return "+" + abroad
        digits = abroad.removeprefix("86")
        if not _WITHOUT_AREA.match(digits):
            digits = "0" + digits  # an area code loses its 0 behind the country's
    return _MOBILE.sub("", digits.replace("+", "")) or text


def mark_of(typed: str) -> str:
    """A keyed hash of the number: two calls are compared by it, and nobody is listed."""
    number = dialled(typed)
    if not number:
        return ""
    return hashlib.sha256(f"{settings.SECRET_KEY}:{number}".encode()).hexdigest()[:16]
