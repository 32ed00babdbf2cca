"""What opening a group does, once it may be opened: its number, its seats, its entry."""

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from quanju.domains.coordination import events
from quanju.domains.coordination.actions.calling import note_called, seat_people
from quanju.domains.coordination.actions.holding import note_group, sign
from quanju.domains.coordination.models import Group, GroupCounter, Member
from quanju.domains.coordination.queries.seats import Filled, fill_seats
from quanju.domains.coordination.rules import GroupRules, TypeRow
from quanju.domains.coordination.workflow import GROUP, RUNNING
from quanju.domains.kernel.days import local_day
from quanju.domains.kernel.numbers import count_on, of_day
from quanju.domains.kernel.roles import ROLES
from quanju.domains.kernel.types import Refused, Text
from quanju.domains.people.types import Actor


class SeatEmpty(Refused):
    """Nobody holds an office that could fill it."""

    code = "SEAT_EMPTY"
    text = Text(
        "席位“{seat}”没有人可叫：{offices}都无人任职",
        "Nobody can be called to the seat “{seat}”: no office of it is held ({offices})",
    )
    field = "responsible"


class GroupRunsAlready(Refused):
    """One group of a type an incident; the second press finds the first."""

    code = "GROUP_RUNS_ALREADY"
    text = Text(
        "这条警情已有同类协同群 {number}，请在那里办；不在群里的请值班指挥叫入",
        "Group {number} of this type runs for the incident; ask its duty command in",
    )


def carry_open(row: Group, rules: GroupRules, kind: TypeRow, by: Actor, at: datetime) -> None:
    """Number it if it has none, call its seats, write it down; also once a draft is approved."""
    filled = filled_seats(row, rules, kind, by, at)
    row.status, row.opened_at, row.last_at = GROUP.after("draft", "open"), at, at
    if kind.is_urgent:
        row.check_due_at = at + timedelta(hours=rules.check_h)
    owners = [one.holder.person_id for one in filled if one.seat.role == "owner" and one.holder]
    row.owner_id = owners[0] if owners else row.opener_id
    store_group(row, at)
    if not kind.is_urgent:  # complete as it stands; what is opened at once is signed by its check
        sign(row, "opening", by, at)
    members = seat_people(row, kind, filled, by, at)
    _make_owner(row, members)
    related = [f"person:{one.person_id}" for one in members]
    # A restricted group is not even mentioned in the thread of its incident.
    if row.incident and row.classification != "restricted":
        related.append(f"incident:{row.incident}")
    note_group(
        events.GROUP_OPENED,
        row,
        by,
        at,
        related=related,
        kind=row.kind,
        preset=row.preset,
        empty=[one.seat.code for one in filled if one.holder is None],
    )
    note_called(row, members, by, at)


def filled_seats(
    row: Group, rules: GroupRules, kind: TypeRow, by: Actor, at: datetime
) -> list[Filled]:
    fixed = [rules.seats[code] for code in rules.presets[row.preset].seats]
    called = [
        rules.seats[code] for code in kind.called if code not in rules.presets[row.preset].seats
    ]
    filled = fill_seats([*fixed, *called], responsible=row.responsible_id, by=by, at=at)
    empty = next((one.seat for one in filled[: len(fixed)] if one.holder is None), None)
    if empty is not None and not kind.is_urgent:
        raise SeatEmpty(seat=empty.name, offices=_offices(empty.offices))
    return filled


def _offices(roles: tuple[str, ...]) -> Text:
    named = [ROLES[role] for role in roles]
    return Text("、".join(one.zh for one in named), ", ".join(one.en for one in named))


def _make_owner(row: Group, members: list[Member]) -> None:
    """Where the owner's seat is empty the opener answers for the matter."""
    for one in members:
        if one.person_id == row.owner_id and one.role != "owner":
            one.role = "owner"
            one.save(update_fields=["role"])


def store_group(row: Group, at: datetime) -> None:
    if not row.number:
        day = local_day(at)
        row.number = of_day(day, count_on(GroupCounter, day=day))
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        known = Group.objects.filter(
            incident=row.incident, kind=row.kind, status__in=RUNNING
        ).first()
        raise GroupRunsAlready(number=known.number if known else "") from error
