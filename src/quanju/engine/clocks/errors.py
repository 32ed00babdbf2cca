"""What can be wrong with a rule, a calendar or an act, each with a sentence in both languages."""

from datetime import date, datetime


class ClockError(ValueError):
    """A clock that cannot be worked out. `.zh` and `.en` say why and what would be right."""

    def __init__(self, zh: str, en: str) -> None:
        self.zh, self.en = zh, en
        super().__init__(f"{zh} / {en}")


class BadLength(ClockError):
    """A length that is no whole number of a known unit, is negative, or is far beyond any law."""


class BadRule(ClockError):
    """A rule that contradicts itself: units that do not add up, a start that fits no unit."""


class BadCalendar(ClockError):
    """A calendar whose days do not belong to its years, or are off and working at once."""


class BadMoment(ClockError):
    """A moment without a time zone, or one beyond the calendar's last year."""


class NotInForce(ClockError):
    """No version of the rule binds an act of that day."""


class NoSuchExtension(ClockError):
    """The rule allows no extension, or none more."""


class ExtensionTooLong(ClockError):
    """More is granted than the rule allows, or in another unit."""


class ApproverTooLow(ClockError):
    """Whoever approved may not: another line of authority, or a lower level."""


class NotExcluded(ClockError):
    """The rule does not let its clock stand for this."""


class NoSuchCircumstance(ClockError):
    """The rule knows no such circumstance."""


class BadInterval(ClockError):
    """A span that ends before it begins."""


class ActTooEarly(ClockError):
    """An act before the clock has begun."""


class ActTooLate(ClockError):
    """An act after the clock had run out. `due` is when that was."""

    def __init__(self, what: tuple[str, str], due: date | datetime) -> None:
        self.due = due
        super().__init__(
            f"{what[0]}晚于到期（{due:%Y-%m-%d}）：时限已过，不能再{what[0]}",
            f"{what[1]} comes after the clock ran out ({due:%Y-%m-%d}): it is too late for it",
        )
