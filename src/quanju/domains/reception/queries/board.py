"""The public board (SUP-08): time limits, who waits now, and what was on time in closed months."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, F, Q

from quanju.domains.deadlines.queries import kept_between, tables_in_force, title_of
from quanju.domains.kernel.days import local_day
from quanju.domains.kernel.types import Text
from quanju.domains.reception.clocks import hall_rule
from quanju.domains.reception.models import Letter, Visit
from quanju.domains.reception.queries.portal import portal_rule
from quanju.domains.reception.queries.sites import sites
from quanju.domains.reception.types.letters import LETTERS

MONTHS = 6
"""As many as a phone shows without scrolling for long."""
OF_THE_LAW = ("R6", "C2", "C4", "C5", "A2")
"""Limits that whoever reports something asks about first, by their numbers."""


DAYS, WORKING_DAYS = Text("{n} 天", "{n} days"), Text("{n} 个工作日", "{n} working days")


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """How many of how many were on time."""

    kept: int
    n: int
    least: int

    @property
    def percent(self) -> int | None:
        """None where they are too few to say something, or could tell of somebody."""
        return None if self.n < self.least else round(100 * self.kept / self.n)


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthView:
    """A closed month: time limits of matters, letters, waits in the halls."""

    begins_on: date
    matters: Share
    letters: Share
    waits: Share


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitView:
    """A limit of the branch's own, as it is told."""

    what: Text
    within: Text


def closed_months(*, at: datetime) -> list[MonthView]:
    """The last months that are over, the newest first."""
    found, until = [], local_day(at).replace(day=1)
    for _ in range(MONTHS):
        since = (until - timedelta(days=1)).replace(day=1)
        found.append(_month(since, until, at))
        until = since
    return found


def _month(since: date, until: date, at: datetime) -> MonthView:
    calendar = tables_in_force(at=at).calendar
    least = portal_rule(at).comments_least
    begins, ends = calendar.start_of(since), calendar.start_of(until)
    counts = (matters_kept(begins, ends), letters_kept(begins, ends), _waits(since, until, at))
    shares = [Share(kept=kept, n=n, least=least) for kept, n in counts]
    return MonthView(begins_on=since, matters=shares[0], letters=shares[1], waits=shares[2])


def matters_kept(since: datetime, until: datetime) -> tuple[int, int]:
    """Limits of reports and cases that were due in that span, kept and all (RP-3)."""
    return kept_between(since, until, kinds=("report", "case"))


def letters_kept(since: datetime, until: datetime) -> tuple[int, int]:
    """Letters that were answered or handed over in that span (CM-1)."""
    rows = Letter.objects.filter(answered_at__gte=since, answered_at__lt=until)
    found = rows.aggregate(n=Count("pk"), late=Count("pk", filter=Q(was_late=True)))
    return found["n"] - found["late"], found["n"]


def _waits(since: date, until: date, at: datetime) -> tuple[int, int]:
    """Visitors who were called within the minutes of the hall's table."""
    rows = Visit.objects.filter(
        day__gte=since, day__lt=until, first_called_at__isnull=False, waiting_since__isnull=False
    )
    limit = hall_rule(at).limit("wait")
    found = rows.aggregate(
        n=Count("pk"), kept=Count("pk", filter=Q(first_called_at__lte=F("waiting_since") + limit))
    )
    return found["kept"], found["n"]


def limits_of_law(*, at: datetime) -> list[Text]:
    """What the law gives for each step, in words."""
    return [title for number in OF_THE_LAW if (title := title_of(number, at=at))]


def own_limits(*, at: datetime) -> Iterator[LimitView]:
    """What the branch has set itself."""
    hall = hall_rule(at)
    called = Text("大厅叫号", "to be called in the hall")
    yield LimitView(what=called, within=_minutes(hall.wait_min))
    for kind, row in portal_rule(at).letters.items():
        unit = WORKING_DAYS if row.working else DAYS
        yield LimitView(what=LETTERS[kind], within=unit.filled(n=row.answer_days))


def _minutes(minutes: float) -> Text:
    return Text("{n:g} 分钟", "{n:g} min").filled(n=minutes)


def waiting_now(*, at: datetime) -> list[tuple[Text, int]]:
    """How many wait at each site: numbers alone."""
    rows = Visit.objects.on(local_day(at)).filter(status__in=("arrived", "sorted", "waiting"))
    found = dict(rows.values_list("site").annotate(n=Count("pk")))
    return [(one.name, found.get(one.pk, 0)) for one in sites()]
