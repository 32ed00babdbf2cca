"""Verbs of telling who made a report that it moved: chosen, changed, taken back, told."""

import re
import unicodedata
from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from quanju.domains.kernel import words
from quanju.domains.kernel.held import held
from quanju.domains.kernel.transaction import write
from quanju.domains.kernel.types import Refused, Text
from quanju.domains.notices.actions.telling import tell_outside
from quanju.domains.notices.queries import outside_ways
from quanju.domains.notices.types import NoticeKind
from quanju.domains.people.types import SERVICE, STRANGER, Actor
from quanju.domains.reception import events
from quanju.domains.reception.actions.report_holding import held_report, note_report
from quanju.domains.reception.models import CaseReport, ReportTelling
from quanju.domains.reception.notices import PAPER_READY, REPORT_MOVED, TELLING_BEGUN
from quanju.domains.reception.queries.reports import progress

ADDRESS, LONGEST = Text("手机号或邮箱", "the number or address"), 120
MOBILE = re.compile(r"1[3-9]\d{9}")


class WayNotOpen(Refused):
    """One of the ways that the branch has set."""

    code = "WAY_NOT_OPEN"
    text = Text("本局没有开通这种通知方式", "The branch has not opened this way")
    status = 422
    field = "way"


class NoMobileNumber(Refused):
    """Eleven digits, as mobile numbers here have."""

    code = "NO_MOBILE_NUMBER"
    text = Text(
        "这不是 11 位手机号，请再看一眼", "This is no mobile number of 11 digits; look once more"
    )
    status = 422
    field = "address"


class NoMailAddress(Refused):
    """name@host."""

    code = "NO_MAIL_ADDRESS"
    text = Text(
        "这不是邮箱地址，例如 name@example.cn", "This is no e-mail address, as name@example.cn"
    )
    status = 422
    field = "address"


def choose_telling(
    *, report: str, code: str, way: str, address: str, language: str, at: datetime
) -> None:
    """By number and code of the receipt: this way from now on, none with an empty one."""
    with write():
        number = progress(report, code, at=at).number
        row = held(CaseReport, "progress", number=number)
        _choose(row, way, address, language, STRANGER, at)


def choose_telling_here(
    *, report: str, way: str, address: str, language: str, by: Actor, at: datetime
) -> None:
    """The same, said at the window by who reported."""
    with write():
        _choose(held_report(report, by, at), way, address, language, by, at)


def tell_reporter(
    *, report: str, cause: str, kind: NoticeKind = REPORT_MOVED, by: Actor, at: datetime
) -> None:
    """Inside the write of what moved: tell who asked for it, once of a cause, and nothing of it."""
    row = ReportTelling.objects.filter(report__number=report).first()
    if row is None:
        return
    tell_outside(
        kind,
        ways=[row.way],
        language=row.language,
        about=f"report:{report}",
        cause=cause,
        values={"number": report},
        by=by,
        at=at,
    )


def tell_of_paper(*, report: str, paper: str, at: datetime) -> None:
    """A paper of the matter has its bytes."""
    with write():
        tell_reporter(report=report, cause=f"paper:{paper}", kind=PAPER_READY, by=SERVICE, at=at)


def forget_telling(*, report: str, at: datetime) -> bool:
    """The matter is over and its days are: the address goes."""
    with write():
        row = held(CaseReport, f"report:{report}", number=report)
        return _forget(row, SERVICE, at)


def _choose(
    row: CaseReport, way: str, address: str, language: str, by: Actor, at: datetime
) -> None:
    if not way:
        _forget(row, by, at)
        return
    if way not in outside_ways():
        raise WayNotOpen()
    where = _checked(way, address)
    said = {"way": way, "address": where, "language": language, "chosen_at": at}
    ReportTelling.objects.update_or_create(report=row, defaults=said)
    note_report(events.TELLING_CHOSEN, row, by, at, way=way)
    cause = f"telling:{row.number}:{at.isoformat()}"
    tell_reporter(report=row.number, cause=cause, kind=TELLING_BEGUN, by=by, at=at)


def _forget(row: CaseReport, by: Actor, at: datetime) -> bool:
    gone, _ = ReportTelling.objects.filter(report=row).delete()
    if gone:
        note_report(events.TELLING_FORGOTTEN, row, by, at)
    return bool(gone)


def _checked(way: str, typed: str) -> str:
    """The number without blanks and country code; an address as mail servers read it."""
    said = words.line(typed, ADDRESS, longest=LONGEST, field="address")
    plain = "".join(unicodedata.normalize("NFKC", said).split())
    if way == "sms":
        number = plain.replace("-", "").removeprefix("+86").removeprefix("0086")
        if not MOBILE.fullmatch(number):
            raise NoMobileNumber()
        return number
    try:
        validate_email(plain)
    except ValidationError as error:
        raise NoMailAddress() from error
    return plain
