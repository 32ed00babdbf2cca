"""Questions to deadlines."""

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from functools import reduce
from operator import or_

from django.db.models import Count, F, Q

from quanju.domains.deadlines.models import Clock, ClockAct, PutOff
from quanju.domains.deadlines.reckoning import deadline_of, rule_of
from quanju.domains.deadlines.rules import (
    STATUTORY_CLOCKS,
    WORKING_DAYS,
    WORKLIST,
)
from quanju.domains.deadlines.types import (
    ClockMoves,
    ClockView,
    Excluded,
    PutOffView,
    StepView,
    Tables,
    WorklistLimits,
    in_words,
    steps_of,
)
from quanju.domains.deadlines.workflow import CLOCK, RECKONED
from quanju.domains.kernel.types import NotFound, Text
from quanju.domains.people.types import Actor
from quanju.domains.rulebook.queries import in_force
from quanju.engine.clocks.deadline import work_out
from quanju.engine.clocks.errors import ClockError
from quanju.engine.clocks.rule import Rule, rule_for


def tables_in_force(*, at: datetime) -> Tables:
    """The clocks and the working days in force at that moment; the room's own where none is."""
    clocks, days = in_force(STATUTORY_CLOCKS, at=at), in_force(WORKING_DAYS, at=at)
    if not (_last and _last[0].book is clocks.content.book):
        _last.clear()
    if not (_last and _last[0].calendar is days.content.calendar):
        reference = f"{clocks.reference} {days.reference}"
        _last[:] = [Tables(clocks.content.book, days.content.calendar, reference)]
    return _last[0]


_last: list[Tables] = []
"""The pair used last: its fingerprints cost 20 ms and hold as long as the tables do."""


def last_day(since: date, count: int, *, working: bool, at: datetime) -> date:
    """The last of so many days after a day, for limits that are a room's own and no law's."""
    if not working:
        return since + timedelta(days=count)
    is_working, day = tables_in_force(at=at).calendar.is_working, since
    while count:
        day += timedelta(days=1)
        count -= is_working(day)
    return day


def kept_between(
    since: datetime, until: datetime, *, kinds: Sequence[str], numbers: Sequence[str] = ()
) -> tuple[int, int]:
    """Of the clocks on such matters (`report`) that were due in a span: how many were kept, and of
    how many; with `numbers` of clocks of those numbers. What was dropped was owed to nobody; what
    still runs at its end was not kept."""
    of_kinds = reduce(or_, (Q(subject__startswith=f"{kind}:") for kind in kinds))
    rows = Clock.objects.filter(of_kinds, due_at__gte=since, due_at__lt=until)
    rows = rows.filter(family__in=numbers) if numbers else rows
    rows = rows.exclude(state="dropped")
    found = rows.aggregate(
        n=Count("pk"), kept=Count("pk", filter=Q(state="satisfied", ended_at__lte=F("due_at")))
    )
    return found["kept"], found["n"]


def begun_between(number: str, since: datetime, until: datetime) -> dict[str, datetime]:
    """When clocks of that number began in a span, by the matter they run on."""
    rows = Clock.objects.filter(family=number, started_at__gte=since, started_at__lt=until)
    return dict(rows.values_list("subject", "started_at"))


def title_of(number: str, *, at: datetime) -> Text | None:
    """What a limit of the law is called, with its length: for who asks what the law says."""
    rule = tables_in_force(at=at).book.rules.get(number)
    if rule is None:
        return None
    name, length = in_words(rule.title), in_words(rule.length.words)
    return Text(f"{name.zh}：{length.zh}", f"{name.en}: {length.en}")


def due_if_begun(number: str, start: datetime, *, at: datetime) -> datetime | None:
    """When that clock runs out if it begins at `start`; nothing is stored, and None is no clock."""
    tables = tables_in_force(at=at)
    if number not in tables.book.rules:
        return None
    rule = rule_for(tables.book.rules, number, tables.calendar.day_of(start))
    return work_out(rule, start=start, acts=[], calendar=tables.calendar).ends_at


def worklist_limits(at: datetime) -> WorklistLimits:
    """What waits at once and how much of it is listed, by the table in force."""
    return in_force(WORKLIST, at=at).content


def put_off_by(actor: Actor, *, at: datetime) -> dict[str, PutOffView]:
    """What this person has laid aside and is not back yet, by its key on the list."""
    rows = PutOff.objects.filter(person=actor.person_id or 0, until_at__gt=at)
    return {row.key: row.view() for row in rows}


def clock_view(clock: int, *, at: datetime) -> ClockView:
    """One clock with its reasons; `NotFound`."""
    row = Clock.objects.filter(pk=clock).first()
    if row is None:
        raise NotFound(subject=f"clock:{clock}")
    return _view(row, tables_in_force(at=at))


def clocks_on(subject: str, *, at: datetime, with_ended: bool = False) -> list[ClockView]:
    """The clocks on a subject, the first due first; those that have ended last, if asked for."""
    rows = Clock.objects.filter(subject=subject)
    if not with_ended:
        rows = rows.filter(state__in=RECKONED)
    tables = tables_in_force(at=at)
    views = [_view(row, tables) for row in rows.prefetch_related("acts").order_by("pk")]
    far = datetime.max.replace(tzinfo=at.tzinfo)
    return sorted(views, key=lambda view: (view.ended_at is not None, view.due_at or far))


def extensions_of(clock: int) -> int:
    """How often a clock was extended."""
    return ClockAct.objects.filter(clock=clock, kind="extended").count()


def moves_of(clock: int, *, at: datetime) -> ClockMoves:
    """For which reasons of its rule a clock may stand now, and for which it stands."""
    row = Clock.objects.prefetch_related("acts").filter(pk=clock).first()
    tables = tables_in_force(at=at)
    if row is None or row.state not in RECKONED or row.family not in tables.book.families:
        return ClockMoves(may_stand=(), standing=())
    stood = {act.code: act for act in row.acts.all() if act.kind == "suspended" and not act.until}
    found = [
        Excluded(
            code=one.code,
            name=in_words(one.name),
            opened_by=in_words(one.opened_by),
            closed_by=in_words(one.closed_by),
            since=stood[one.code].at if one.code in stood else None,
            paper=stood[one.code].paper if one.code in stood else "",
        )
        for one in rule_of(row, tables).exclusions
    ]
    return ClockMoves(
        may_stand=tuple(one for one in found if one.since is None),
        standing=tuple(one for one in found if one.since is not None),
    )


def due_between(since: datetime, until: datetime, *, most: int = 500) -> list[tuple[int, str]]:
    """Running clocks due from `since` up to `until`: key and subject, the first due first."""
    rows = Clock.objects.running().filter(due_at__gte=since, due_at__lt=until)
    return list(rows.order_by("due_at", "pk").values_list("pk", "subject")[:most])


def _view(row: Clock, tables: Tables) -> ClockView:
    """A clock whose rule is no longer in the table keeps its date and has no reasons."""
    acts = sorted(row.acts.all(), key=lambda act: act.pk)
    try:
        deadline = deadline_of(row, acts, tables)
    except (KeyError, ClockError):
        return _shown(row, None, ())
    return _shown(row, deadline.rule, steps_of(deadline, tables.calendar))


def _shown(row: Clock, known: Rule | None, steps: tuple[StepView, ...]) -> ClockView:
    return ClockView(
        id=row.pk,
        subject=row.subject,
        rule=row.rule,
        title=in_words(known.title) if known else Text(row.rule, row.rule),
        state=row.state,
        state_label=CLOCK.state_labels[row.state],
        started_at=row.started_at,
        due_at=row.due_at,
        due_on=row.due_on,
        amber_at=row.amber_at,
        ended_at=row.ended_at,
        is_provisional=row.is_provisional,
        must_check_locally=bool(known and not known.is_verified),
        document=in_words(known.document) if known and known.document else None,
        remedy=in_words(known.remedy) if known and known.remedy else None,
        steps=steps,
        verbs=CLOCK.verbs(row.state),
    )


def soonest_due(subjects: Sequence[str], *, rules: Collection[str] = ()) -> dict[str, datetime]:
    """When the first of the clocks that still count on each of these subjects ends: one query.
    `rules` keeps to clocks of these numbers."""
    rows = Clock.objects.filter(subject__in=subjects, state__in=RECKONED).order_by("-due_at")
    rows = rows.filter(rule__in=rules) if rules else rows
    return {subject: due_at for subject, due_at in rows.values_list("subject", "due_at") if due_at}
