"""Verbs of responsibility: offer a visit to others, accept it, decline it, take the offer back.

Until somebody accepts, the owner before stays responsible (REC-16).
"""

from datetime import datetime

from django.db import IntegrityError, transaction

from quanju.domains.kernel import words
from quanju.domains.kernel.held import held
from quanju.domains.kernel.transaction import write
from quanju.domains.kernel.types import NotFound, Refused, Text
from quanju.domains.people.queries.candidates import candidates
from quanju.domains.people.types import Actor
from quanju.domains.reception import events
from quanju.domains.reception.actions.holding import held_visit, note, own
from quanju.domains.reception.models import Handover, Visit
from quanju.domains.reception.permissions import may_take_over
from quanju.domains.reception.queries.visits import told
from quanju.domains.reception.types.hall import RECEIVERS, VisitView
from quanju.domains.reception.workflow import HANDOVER, HERE

LONGEST_WHY = 200


class OfferedAlready(Refused):
    """One offer at a time, so that it is clear who is asked."""

    code = "OFFERED_ALREADY"
    text = Text(
        "这位来访者已提请别人接收，先等答复或收回",
        "This visit is offered already; wait for the answer or take the offer back",
    )


class NotThisOnesToOffer(Refused):
    """Only who is responsible gives it away."""

    code = "NOT_YOURS_TO_OFFER"
    text = Text("只有现在的责任人可以交接", "Only the present owner may hand it over")
    status = 403


class NoSuchReceiver(Refused):
    """The person is not one of those who take visits over here."""

    code = "NO_SUCH_RECEIVER"
    text = Text("请选择本接报案点在岗的人", "Choose somebody who serves at this site")
    status = 422
    field = "person"


class NotOfferedToYou(Refused):
    """It waits for somebody else's answer."""

    code = "NOT_OFFERED_TO_YOU"
    text = Text("没有提请您接收", "It was not offered to you")
    status = 403


def hand_over_visit(
    *, visit: int, to: str, person: int | None = None, by: Actor, at: datetime
) -> VisitView:
    """Offer a visit to a group, or to one of them by name; nothing changes until they accept."""
    if to not in RECEIVERS:
        raise NotFound(subject=f"receiver {to[:20]!r}")
    with write():
        row = held_visit(visit, by)
        if row.owner_id != by.person_id or by.person_id is None:
            raise NotThisOnesToOffer()
        if row.status not in HERE:
            raise NotFound(subject=row.subject)
        if person is not None and not _is_receiver(row, to, person, at):
            raise NoSuchReceiver()
        try:
            with transaction.atomic():
                Handover.objects.create(
                    visit=row, to=to, person_id=person, offered_by_id=by.person_id, offered_at=at
                )
        except IntegrityError as error:
            raise OfferedAlready() from error
        note(events.VISIT_OFFERED, row, by, at, to=f"person:{person}" if person else to)
    return told(visit, at=at)


def accept_visit(*, visit: int, by: Actor, at: datetime) -> VisitView:
    """Become responsible for a visit that was offered."""
    with write():
        row, _ = _offered(visit, by)
        own(row, by, at)
        row.save()
    return told(visit, at=at)


def decline_visit(*, visit: int, why: str, by: Actor, at: datetime) -> VisitView:
    """Say no, and why; the owner stays responsible."""
    clean = words.line(why, Text("理由", "the reason"), longest=LONGEST_WHY, field="why")
    with write():
        row, offer = _offered(visit, by)
        _end(offer, "decline", at, clean)
        note(events.VISIT_DECLINED, row, by, at)
    return told(visit, at=at)


def withdraw_offer(*, visit: int, by: Actor, at: datetime) -> VisitView:
    """The owner takes the offer back."""
    with write():
        row = held_visit(visit, by)
        offer = held(Handover, f"handover of {row.subject}", visit=row, status="offered")
        if row.owner_id != by.person_id:
            raise NotThisOnesToOffer()
        _end(offer, "withdraw", at, "")
        note(events.OFFER_WITHDRAWN, row, by, at)
    return told(visit, at=at)


def _offered(visit: int, by: Actor) -> tuple[Visit, Handover]:
    """The visit and its open offer, locked, if it is this person's to answer."""
    may_take_over(by).or_refuse()
    row = held(Visit.objects.visible_to(by), f"visit:{visit}", pk=visit)
    offer = held(Handover, f"handover of {row.subject}", visit=row, status="offered")
    is_named = offer.person_id is None or offer.person_id == by.person_id
    if not is_named or by.role not in RECEIVERS[offer.to][1] or row.owner_id == by.person_id:
        raise NotOfferedToYou()
    return row, offer


def _end(offer: Handover, verb: str, at: datetime, why: str) -> None:
    offer.status = HANDOVER.after(offer.status, verb)
    offer.answered_at, offer.why = at, why
    offer.save(update_fields=["status", "answered_at", "why"])


def _is_receiver(row: Visit, to: str, person: int, at: datetime) -> bool:
    roles = RECEIVERS[to][1]
    offices = [] if to == "legal" else [row.site_id]
    known = candidates(organisations=offices, roles=roles, at=at)
    return person in {one.pk for one in known}
