"""Questions about groups: one's own, one of them whole, what an incident has already."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count

from quanju.domains.coordination.models import Group, GroupQuerySet, Member
from quanju.domains.coordination.notices import CALLED_IN
from quanju.domains.coordination.permissions import may_take_part
from quanju.domains.coordination.rules import GROUPS, GroupRules
from quanju.domains.coordination.types import (
    SPEAKERS,
    FactView,
    GroupHead,
    GroupView,
    MemberView,
    PlaceView,
)
from quanju.domains.coordination.workflow import PRESENT, RUNNING
from quanju.domains.kernel.prepared import Prepared
from quanju.domains.kernel.types import NotFound, Text
from quanju.domains.notices.queries import told_about
from quanju.domains.notices.types import ToldView
from quanju.domains.people.types import Actor
from quanju.domains.rulebook.queries import in_force

_BESIDE = ("responsible", "owner")
ONE_READING = timedelta(minutes=10)
DELETED_TITLE = Text("已按期限销毁", "deleted after its term")
CALLED = Text("叫入", "called in")


def group_rules(at: datetime) -> GroupRules:
    """The branch's table in force."""
    return in_force(GROUPS, at=at).content


def own_groups(
    actor: Actor, *, at: datetime, is_running: bool = True, most: int = 200
) -> list[GroupHead]:
    """Groups this person is in now, what moved last first."""
    may_take_part(actor).or_refuse()
    rows = Group.objects.visible_to(actor, at)
    rows = rows.filter(status__in=RUNNING) if is_running else rows.exclude(status__in=RUNNING)
    return heads(rows.order_by("-last_at", "-pk")[:most], at)


def drafts_of(actor: Actor, *, at: datetime) -> list[GroupHead]:
    """What this person has put up for approval."""
    rows = Group.objects.filter(status="draft", opener=actor.person_id or 0)
    return heads(rows.order_by("-begun_at"), at)


def group_of_incident(incident: str, actor: Actor, *, at: datetime) -> list[GroupHead]:
    """Running groups of an incident this person is in."""
    if not may_take_part(actor):
        return []
    rows = Group.objects.visible_to(actor, at).filter(incident=incident, status__in=RUNNING)
    return heads(rows.order_by("-pk"), at) if rows.exists() else []


def group_view(number: str, *, by: Actor, at: datetime) -> GroupView:
    """One group whole; `NotFound` to who is no member, as if it did not exist."""
    row = Group.objects.visible_to(by, at).filter(number=number).select_related(*_BESIDE).first()
    if row is None:
        raise NotFound(subject=f"group:{number[:20]}")
    return _view(row, at)


def place_in(number: str, *, by: Actor, at: datetime) -> PlaceView:
    """What the record needs to be drawn for this member: one question, whatever its size.

    Two hundred members ask it in the second in which something is said.
    """
    may_read = may_take_part(by) and by.person_id is not None
    rows = _PLACE(number=number, person=by.person_id, at=at) if may_read else []
    if not rows:
        raise NotFound(subject=f"group:{number[:20]}")
    pk, person, role, status, incident, begun, last, moved = rows[0]
    return PlaceView(
        pk=pk,
        number=number,
        person_id=person,
        is_running=status in RUNNING,
        speaks=role in SPEAKERS,
        incident=incident,
        begun_at=begun,
        messages_last=last,
        last_at=moved,
    )


_OF_A_PLACE = (
    "group_id", "person_id", "role", "group__status", "group__incident", "group__begun_at",
    "group__messages_last", "group__last_at",
)  # fmt: skip
_PLACE = Prepared(
    lambda number, person, at: (
        Member.objects.present(at)
        .filter(group__number=number, person=person)
        .values_list(*_OF_A_PLACE)
    ),
    number=str,
    person=int,
    at=datetime,
)


def check_seen(number: str, *, by: Actor, at: datetime) -> None:
    """`NotFound` to who is no member, and nothing more is read."""
    if not Group.objects.visible_to(by, at).filter(number=number).exists():
        raise NotFound(subject=f"group:{number[:20]}")


def told_group(pk: int, *, at: datetime) -> GroupView:
    """For the verbs of this room, which have asked already who may."""
    return _view(Group.objects.select_related(*_BESIDE).get(pk=pk), at)


def heads(rows: GroupQuerySet, at: datetime) -> list[GroupHead]:
    """Groups with the number of their members, in two questions however many."""
    listed = list(rows.select_related("responsible"))
    rules = group_rules(at)
    counts = dict(
        Member.objects.filter(group__in=[row.pk for row in listed], status__in=PRESENT)
        .order_by()
        .values_list("group")
        .annotate(n=Count("pk"))
    )
    return [GroupHead(**_head(row, rules, counts.get(row.pk, 0))) for row in listed]


def _head(row: Group, rules: GroupRules, members: int) -> dict[str, Any]:
    kind = rules.types.get(row.kind)
    return {
        **{name: getattr(row, name) for name in _PLAINLY},
        "title": row.title if row.status != "deleted" else str(DELETED_TITLE),
        "kind_name": kind.name if kind else Text(row.kind, row.kind),
        "responsible": row.responsible.name,
        "members": members,
    }


_PLAINLY = (
    "number", "kind", "title", "classification", "status", "is_urgent", "is_drill", "incident",
    "opened_at", "last_at", "outcome", "closed_at",
)  # fmt: skip
"""Columns that others see as they are."""


def _view(row: Group, at: datetime) -> GroupView:
    rules = group_rules(at)
    preset = rules.presets.get(row.preset, rules.now)
    told = told_about(row.subject, CALLED_IN.name)
    everybody = Member.objects.filter(group=row).select_related("person").order_by("pk")
    inside = {one.pk for one in everybody if one.is_present(at)}
    members = [_member(one, rules, told.get(one.person_id)) for one in everybody]
    present = tuple(one for one in members if one.pk in inside)
    facts = tuple(
        FactView(code=code, name=rules.facts[code].name, said=row.facts.get(code, ""))
        for code in dict.fromkeys((*preset.facts, *row.facts))
        if code in rules.facts
    )
    seated = {one.seat for one in present}
    return GroupView(
        **_head(row, rules, len(present)),
        pk=row.pk,
        owner_id=row.owner_id,
        owner=row.owner.display_name,
        opener_id=row.opener_id,
        begun_at=row.begun_at,
        facts=facts,
        missing_facts=tuple(f.name for f in facts if f.code in preset.facts and not f.said),
        empty_seats=tuple(rules.seats[code].name for code in preset.seats if code not in seated),
        check_due_at=row.check_due_at,
        checked_at=row.checked_at,
        rules=row.rules,
        preset=row.preset,
        result=row.result,
        archived_at=row.archived_at,
        is_oversize=len(present) > rules.oversize,
        present=present,
        gone=tuple(one for one in members if one.pk not in inside),
    )


def _member(row: Member, rules: GroupRules, told: ToldView | None) -> MemberView:
    seat = rules.seats.get(row.seat)
    return MemberView(
        **{name: getattr(row, name) for name in _OF_A_MEMBER},
        name=row.person.display_name,
        seat_name=seat.name if seat else CALLED,
        told=told,
    )


_OF_A_MEMBER = (
    "pk", "person_id", "seat", "role", "status", "is_guest", "is_duty", "is_next_best", "post",
    "why", "until", "invited_at", "joined_at", "ended_at",
)  # fmt: skip
"""Columns that members see as they are."""
