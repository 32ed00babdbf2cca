"""Verbs of members: come, go, call somebody in, take somebody out, guests, hand the group over."""

from datetime import date, datetime, timedelta

from quanju.domains.approvals.actions import propose
from quanju.domains.approvals.types import ProposalView
from quanju.domains.coordination import events
from quanju.domains.coordination.actions.calling import note_called, tell_called
from quanju.domains.coordination.actions.holding import (
    check_leads,
    check_not_in,
    check_owns,
    check_running,
    held_group,
    moved,
    note_group,
)
from quanju.domains.coordination.acts import ADD_GUEST
from quanju.domains.coordination.models import Member
from quanju.domains.coordination.queries.groups import group_rules, told_group
from quanju.domains.coordination.types import LONGEST_REASON, GroupView
from quanju.domains.coordination.workflow import PRESENT
from quanju.domains.kernel import words
from quanju.domains.kernel.days import end_of_day, local_day
from quanju.domains.kernel.held import held
from quanju.domains.kernel.roles import LIAISONS
from quanju.domains.kernel.transaction import write
from quanju.domains.kernel.types import NotFound, Refused, Text
from quanju.domains.people.queries.candidates import Candidate, candidates
from quanju.domains.people.types import SERVICE, Actor

REASON = Text("事由", "the reason")
CALLABLE = ("lead", "support", "observer", "keeper")


class OwnerStays(Refused):
    """Exactly one is responsible, always."""

    code = "OWNER_STAYS"
    text = Text(
        "负责人不能直接离开，请先把群交给别人",
        "The owner cannot leave; hand the group over first",
    )


class GuestEndNotUsable(Refused):
    """A guest has a last day, after yesterday and not too far ahead."""

    code = "GUEST_END_NOT_USABLE"
    text = Text(
        "外单位成员要写到哪天为止：从今天起，最长 {days} 天",
        "A guest needs a last day: from today on, within {days} days",
    )
    status = 422
    field = "until_on"


class OutsidersAreGuests(Refused):
    """Whoever is not of the branch comes in by two people and with an end."""

    code = "OUTSIDERS_ARE_GUESTS"
    text = Text(
        "外单位人员请走“外单位成员”，由值班指挥批准",
        "People of other agencies come in as guests, approved by the duty command",
    )
    status = 422
    field = "person"


def join_group(*, group: str, by: Actor, at: datetime) -> GroupView:
    """Answer the call: one is there. The moment is the answer time of the seat."""
    with write():
        row, mine = held_group(group, by, at)
        moved(mine, "join", at)
        row.last_at = at
        row.save(update_fields=["last_at"])
        note_group(events.MEMBER_JOINED, row, by, at, related=[by.subject], seat=mine.seat)
    return told_group(row.pk, at=at)


def leave_group(*, group: str, why: str, by: Actor, at: datetime) -> GroupView:
    """Go, or say that one does not come, with the reason; access ends with it."""
    reason = words.line(why, REASON, longest=LONGEST_REASON, field="why")
    with write():
        row, mine = held_group(group, by, at)
        if row.owner_id == by.person_id:
            raise OwnerStays()
        mine.why = reason
        mine.save(update_fields=["why"])
        moved(mine, "leave", at)
        note_group(events.MEMBER_LEFT, row, by, at, related=[by.subject], seat=mine.seat)
    return told_group(row.pk, at=at)


def call_in(
    *, group: str, person: int | None, role: str, why: str, by: Actor, at: datetime
) -> GroupView:
    """N of 4+4+N: call somebody of the branch in, with the reason each of them shows."""
    reason = words.line(why, REASON, longest=LONGEST_REASON, field="why")
    if role not in CALLABLE:
        raise NotFound(subject=f"role {role[:20]!r}")
    with write():
        row, mine = held_group(group, by, at)
        check_leads(mine)
        check_running(row)
        chosen = _chosen(person, at)
        if chosen.pk in {one.pk for one in outsiders(at)}:
            raise OutsidersAreGuests()
        check_not_in(row, chosen.pk, at)
        member = Member(
            group=row,
            person_id=chosen.pk,
            role=role,
            status="invited",
            post=str(chosen.title)[:120],
            why=reason,
            invited_at=at,
        )
        member.save(force_insert=True)
        note_called(row, [member], by, at)
        tell_called(row, group_rules(at).types[row.kind], member, by, at)
    return told_group(row.pk, at=at)


def remove_member(*, group: str, member: int, why: str, by: Actor, at: datetime) -> GroupView:
    """Take somebody out, with the reason; their next request finds no such group."""
    reason = words.line(why, REASON, longest=LONGEST_REASON, field="why")
    with write():
        row, mine = held_group(group, by, at)
        check_leads(mine)
        gone = held(Member.objects.present(at), f"member {member}", pk=member, group=row)
        if gone.person_id == row.owner_id:
            raise OwnerStays()
        gone.why = reason
        gone.save(update_fields=["why"])
        moved(gone, "remove", at)
        related = [f"person:{gone.person_id}"]
        note_group(events.MEMBER_REMOVED, row, by, at, related=related, seat=gone.seat)
    return told_group(row.pk, at=at)


def hand_over_group(*, group: str, member: int, by: Actor, at: datetime) -> GroupView:
    """Another member who is there becomes responsible; the owner of before goes on as a lead."""
    with write():
        row, mine = held_group(group, by, at)
        check_owns(row, mine)
        rows = Member.objects.present(at).filter(status="joined", is_guest=False)
        next_one = held(rows, f"member {member}", pk=member, group=row)
        if next_one.pk == mine.pk:
            raise OwnerStays()
        mine.role, next_one.role = "lead", "owner"
        for one in (mine, next_one):
            one.save(update_fields=["role"])
        row.owner_id, row.last_at = next_one.person_id, at
        row.save(update_fields=["owner", "last_at"])
        related = [by.subject, f"person:{next_one.person_id}"]
        note_group(events.OWNER_CHANGED, row, by, at, related=related)
    return told_group(row.pk, at=at)


def propose_guest(
    *, group: str, person: int | None, purpose: str, until_on: date | None, by: Actor, at: datetime
) -> ProposalView:
    """Ask the duty command to let an outsider in: for what, and until the end of which day."""
    days = group_rules(at).guest_days
    today = local_day(at)
    if until_on is None or not today <= until_on <= today + timedelta(days=days):
        raise GuestEndNotUsable(days=days)
    until = end_of_day(until_on)
    with write():
        row, mine = held_group(group, by, at)
        check_owns(row, mine)
        check_running(row)
        guest = next((one for one in outsiders(at) if one.pk == person), None)
        if guest is None:
            raise NotFound(subject=f"outside person {person}")
        check_not_in(row, guest.pk, at)
        return propose(
            ADD_GUEST,
            subject=row.subject,
            said=Text(
                "{number}：{who}入群，到 {day} 24:00",
                "{number}: {who} as a guest until {day} 24:00",
            ).filled(number=row.number, who=guest.organisation, day=f"{until_on:%Y-%m-%d}"),
            content={"person": guest.pk, "post": str(guest.title), "until": until.isoformat()},
            about=f"person:{guest.pk}",
            reason=purpose,
            by=by,
            at=at,
        )


def expire_members(at: datetime) -> int:
    """End the stays that are over; access has ended already, at the moment itself."""
    due = Member.objects.filter(status__in=PRESENT, until__lte=at)
    return sum(_expired(pk, at) for pk in due.values_list("pk", flat=True))


def _expired(pk: int, at: datetime) -> bool:
    with write():
        row = held(Member.objects.select_related("group"), f"member {pk}", pk=pk)
        if row.status not in PRESENT:
            return False
        moved(row, "expire", at)
        related = [f"person:{row.person_id}"]
        note_group(events.MEMBER_EXPIRED, row.group, SERVICE, at, related=related)
    return True


def outsiders(at: datetime) -> list[Candidate]:
    """People of other agencies who have an account here."""
    return candidates(roles=LIAISONS, at=at)


def _chosen(person: int | None, at: datetime) -> Candidate:
    found = next((one for one in candidates(at=at) if one.pk == person), None)
    if found is None:
        raise NotFound(subject=f"person {person}")
    return found
