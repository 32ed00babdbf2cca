"""What groups of a type have taught: figures before and after a change of its template, lessons.

Figures are of groups, never of a person; drills are in none of them. Each tells its n.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from statistics import median

from django.db.models import Count, F, Min, Q

from quanju.domains.coordination.models import Group, Item, Lesson, Message
from quanju.domains.coordination.permissions import may_take_part
from quanju.domains.coordination.queries.groups import group_rules
from quanju.domains.coordination.rules import GROUPS
from quanju.domains.coordination.types import LESSONS
from quanju.domains.coordination.workflow import RUNNING
from quanju.domains.dispatch.queries.counts import entered_at
from quanju.domains.kernel.types import NotFound, Text
from quanju.domains.people.types import Actor
from quanju.domains.rulebook.queries import tables
from quanju.domains.rulebook.types import reference_told

AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with the n it stands on; None where nothing was counted."""

    value: float | None
    n: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Of groups that were opened in a span: G-3, items in time, and of those that run the idle."""

    groups: int
    to_group_s: Figure
    to_reply_s: Figure
    in_time: Figure
    idle: Figure


@dataclass(frozen=True, slots=True, kw_only=True)
class LessonView:
    """A lesson, and what became of it: a change that waits, holds or was refused."""

    pk: int
    group: str
    about: Text
    said: str
    noted_by: str
    noted_at: datetime
    rule: str
    state: str
    why: str

    @property
    def state_label(self) -> Text:
        return STATES[self.state]

    @property
    def rule_told(self) -> Text | str:
        return reference_told(self.rule) if self.rule else ""


STATES = {
    "noted": Text("待改", "noted"),
    "proposed": Text("改表待批准", "change waits for approval"),
    "taken": Text("已改", "taken into the template"),
    "refused": Text("改表没有批准", "change was refused"),
    "set_aside": Text("不改", "set aside"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """A version of the table of types, and groups that were opened while it held."""

    reference: str
    from_at: datetime | None
    until_at: datetime | None
    reason: str
    figures: Figures

    @property
    def name(self) -> Text:
        return reference_told(self.reference)


def figures_of(
    *, kinds: Collection[str] = (), from_at: datetime, until_at: datetime, at: datetime
) -> Figures:
    """Of groups of these types (of all, if none is named) that were opened in the span."""
    rows = Group.objects.filter(
        is_drill=False, opened_at__gte=from_at, opened_at__lt=until_at, merged_into__isnull=True
    )
    rows = rows.filter(kind__in=kinds) if kinds else rows
    found = list(rows.values_list("pk", "incident", "opened_at", "status"))
    pks = [one[0] for one in found]
    opened = {pk: opened_at for pk, _, opened_at, _ in found if opened_at}
    running = [status for _, _, _, status in found if status in RUNNING]
    return Figures(
        groups=len(found),
        to_group_s=_middle(_to_group(found)),
        to_reply_s=_middle(_to_reply(opened)),
        in_time=_in_time(pks, at),
        idle=_share(running.count("idle"), len(running)),
    )


def _to_group(found: Iterable[tuple[int, str, datetime | None, str]]) -> list[float]:
    """From the incident to its group; groups of no incident are left out."""
    moments = {incident: at for _, incident, at, _ in found if incident and at}
    listed, seconds = list(moments), []
    for place in range(0, len(listed), AT_ONCE):
        entered = entered_at(listed[place : place + AT_ONCE])
        seconds += [max(0.0, (moments[n] - t).total_seconds()) for n, t in entered.items()]
    return seconds


def _to_reply(opened: dict[int, datetime]) -> list[float]:
    """From the opening to the first message of another than its opener, not struck out."""
    said = Message.objects.filter(struck_at__isnull=True).exclude(author=F("group__opener"))
    first: dict[int, datetime] = {}
    listed = list(opened)
    for place in range(0, len(listed), AT_ONCE):
        rows = said.filter(group__in=listed[place : place + AT_ONCE]).order_by()
        first |= dict(rows.values_list("group").annotate(first=Min("sent_at")))
    return [max(0.0, (at - opened[pk]).total_seconds()) for pk, at in first.items()]


def _in_time(pks: list[int], at: datetime) -> Figure:
    """Items done by their limit, of those whose limit is over or that are done."""
    good = whole = 0
    for place in range(0, len(pks), AT_ONCE):
        rows = Item.objects.filter(group__in=pks[place : place + AT_ONCE], due_at__isnull=False)
        rows = rows.exclude(status__in=("handed_on", "declined"))
        said = rows.aggregate(
            whole=Count("pk", filter=Q(due_at__lte=at) | Q(done_at__isnull=False)),
            good=Count("pk", filter=Q(done_at__lte=F("due_at"))),
        )
        good, whole = good + said["good"], whole + said["whole"]
    return _share(good, whole)


def _share(good: int, whole: int) -> Figure:
    return Figure(good / whole * 100 if whole else None, whole)


def _middle(seconds: list[float]) -> Figure:
    return Figure(median(seconds) if seconds else None, len(seconds))


def versions_of(kind: str, *, by: Actor, at: datetime, most: int = 4) -> list[Version]:
    """Before and after each change of the table, the newest first; n decides what they tell."""
    may_take_part(by).or_refuse()
    known_type(kind, at)
    approved = [one for one in tables(GROUPS.name) if one.status == "approved"]
    approved.sort(key=lambda one: one.effective_from, reverse=True)
    found = []
    for row in approved[:most]:
        until = min(row.effective_until or at, at)
        if row.effective_from < until:
            found.append(
                Version(
                    reference=f"{row.kind}@{row.version}",
                    from_at=row.effective_from,
                    until_at=row.effective_until,
                    reason=row.reason,
                    figures=figures_of(
                        kinds=[kind], from_at=row.effective_from, until_at=until, at=at
                    ),
                )
            )
    return found


def known_type(kind: str, at: datetime) -> Text:
    """The name of a type; `NotFound` for what is none."""
    found = group_rules(at).types.get(kind)
    if found is None:
        raise NotFound(subject=f"type {kind[:40]!r}")
    return found.name


def lessons_of(*, by: Actor, at: datetime, kind: str = "", most: int = 50) -> list[LessonView]:
    """Lessons of a type (or of all), the newest first; not those of restricted groups."""
    may_take_part(by).or_refuse()
    rows = Lesson.objects.exclude(group__classification="restricted")
    rows = rows.filter(kind=kind) if kind else rows
    states = {f"{one.kind}@{one.version}": one.status for one in tables(GROUPS.name)}
    return [
        LessonView(
            pk=row.pk,
            group=row.group.number,
            about=LESSONS[row.about],
            said=row.said,
            noted_by=row.noted_by.display_name,
            noted_at=row.noted_at,
            rule=row.rule,
            state=_state(row, states),
            why=row.set_aside_why,
        )
        for row in rows.select_related("group", "noted_by").order_by("-noted_at", "-pk")[:most]
    ]


def _state(row: Lesson, states: dict[str, str]) -> str:
    if row.set_aside_at is not None:
        return "set_aside"
    if not row.rule:
        return "noted"
    return {"proposed": "proposed", "approved": "taken"}.get(states.get(row.rule, ""), "refused")


def lessons_counted() -> dict[str, int]:
    """How many lessons each type has."""
    rows = Lesson.objects.order_by().values_list("kind").annotate(n=Count("pk"))
    return dict(rows)


def kind_of(lesson: int) -> str:
    """The type that a lesson is about."""
    found = Lesson.objects.filter(pk=lesson).values_list("kind", flat=True).first()
    if found is None:
        raise NotFound(subject=f"lesson {lesson}")
    return found
