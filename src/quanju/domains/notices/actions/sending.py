"""Sending what waits: claimed in one write, sent outside of any, and the outcome noted in another.

The claim moves the next try ahead, so no second worker takes it, and a worker that dies between
sending and noting leaves a line that is sent again, by the same key.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from quanju.domains.journal.actions.entries import record
from quanju.domains.journal.types import Event
from quanju.domains.kernel.days import branch_zone
from quanju.domains.kernel.held import held
from quanju.domains.kernel.outside import NotTaken
from quanju.domains.kernel.transaction import write
from quanju.domains.kernel.tries import next_try_at
from quanju.domains.kernel.types import Text
from quanju.domains.notices import events
from quanju.domains.notices.actions.telling import ways_of
from quanju.domains.notices.models import Delivery
from quanju.domains.notices.outside import Message, mail, sms, webhook
from quanju.domains.notices.permissions import may_retry_delivery
from quanju.domains.notices.ports import addresses
from quanju.domains.notices.rules import WAYS_OUT, Ways, first_moment
from quanju.domains.notices.ways import host_of, target_of
from quanju.domains.notices.workflow import DELIVERY, WAITING
from quanju.domains.people.types import SERVICE, Actor
from quanju.domains.rulebook.queries import in_force

SENDERS: dict[str, Callable[[Message, str], bool]] = {
    "sms": sms.send,
    "mail": mail.send,
    "webhook": webhook.send,
}
AT_ONCE = 50
"""Lines looked at for one that may leave now; those of the quiet hours are moved on."""
NOTHING = Text("", "")
NO_ADDRESS = Text("本人已不要这种通知", "they take no messages by this way any more")
NOT_DELIVERED = Text("对方报告未送达", "the other side says that it was not delivered")


def send_next(way: str, *, at: datetime) -> bool:
    """Send the line of this way that has waited longest.

    False if none is due or the other side did not take it: the others wait for the next turn,
    since a gateway that is down takes none of them.
    """
    rule = in_force(WAYS_OUT, at=at).content
    row = _claimed(way, rule, at)
    if row is None:
        return False
    message = _message(row)
    if message is None:
        _note(row, "give_up", rule, at, why=NO_ADDRESS)
        return True
    try:
        has_arrived = SENDERS[way](message, target_of(way))
    except NotTaken as failed:
        is_last = failed.is_final or row.tries >= rule.most_tries
        _note(row, "give_up" if is_last else "fail", rule, at, why=failed.text)
        return failed.is_final
    _note(row, "send", rule, at)
    if has_arrived:
        _note(row, "deliver", rule, at)
    return True


def ask_receipt(*, at: datetime) -> bool:
    """Ask the SMS gateway what became of the next line that it took; False if none is due."""
    rule = in_force(WAYS_OUT, at=at).content
    since = at - timedelta(minutes=rule.receipt_min)
    with write():
        due = Delivery.objects.select_for_update(skip_locked=True).filter(
            way="sms", state="sent", next_try_at__lte=at
        )
        row = due.order_by("next_try_at", "pk").first()
        if row is None or not target_of("sms"):
            return False
        assert row.sent_at is not None
        again = at + timedelta(seconds=rule.ask_every_s)
        row.next_try_at = again if row.sent_at > since else None
        row.save(update_fields=["next_try_at"])
    try:
        told = sms.receipt(str(row.key), target_of("sms"))
    except NotTaken:
        return False
    if told == "delivered":
        _note(row, "deliver", rule, at)
    elif told == "failed":
        is_last = row.tries >= rule.most_tries
        _note(row, "give_up" if is_last else "fail", rule, at, why=NOT_DELIVERED)
    return True


def retry_delivery(*, delivery: int, by: Actor, at: datetime) -> None:
    """Try a line that failed or was given up at the next turn."""
    may_retry_delivery(by).or_refuse()
    with write():
        rows = Delivery.objects.select_related("notice")
        row = held(rows, f"delivery:{delivery}", pk=delivery)
        row.state = DELIVERY.after(row.state, "try_again")
        row.next_try_at, row.tries = at, 0
        row.save(update_fields=["state", "next_try_at", "tries"])
        _record(events.NOTICE_RETRIED, row, by, at)


def _claimed(way: str, rule: Ways, at: datetime) -> Delivery | None:
    if not target_of(way):
        return None
    with write():
        due = Delivery.objects.select_for_update(skip_locked=True, of=("self",)).filter(
            way=way, state__in=WAITING, next_try_at__lte=at
        )
        due = due.select_related("notice__person").order_by("next_try_at", "pk")
        for row in due[:AT_ONCE]:
            begins = _may_leave_at(row, rule, at)
            if begins <= at:
                row.tries, row.tried_at = row.tries + 1, at
                row.next_try_at = next_try_at(row.tries, at, rule.rests)
                row.save(update_fields=["tries", "tried_at", "next_try_at"])
                return row
            row.next_try_at = begins
            row.save(update_fields=["next_try_at"])
    return None


def _may_leave_at(row: Delivery, rule: Ways, at: datetime) -> datetime:
    """Now, or when the quiet hours end: they hold for a later try as well."""
    how = ways_of(row.notice.kind, rule)
    zone = branch_zone()
    return first_moment(rule, at, zone, at_night=how is None or how.at_night)


def _message(row: Delivery) -> Message | None:
    """What leaves; None where who has no account took the address back."""
    notice = row.notice
    address = "" if notice.person else _address(notice.about, row.way)
    if not notice.account and not address:
        return None
    return Message(
        key=str(row.key),
        account=notice.account,
        address=address,
        kind=notice.kind,
        subject=Text(notice.title_zh, notice.title_en),
        words=row.words,
        about=notice.about,
        told_at=notice.told_at,
    )


def _address(about: str, way: str) -> str:
    return next((found for ask in addresses if (found := ask(about, way))), "")


def _note(row: Delivery, verb: str, rule: Ways, at: datetime, *, why: Text = NOTHING) -> None:
    """Note what became of a try, unless somebody else was quicker after a crash of this one."""
    with write():
        now = Delivery.objects.select_for_update().get(pk=row.pk)
        if not DELIVERY.allows(now.state, verb):
            return
        now.state = DELIVERY.after(now.state, verb)
        now.why_zh, now.why_en = why.zh[:300], why.en[:300]
        if verb == "send":
            now.sent_at = at
            ask = timedelta(seconds=rule.ask_every_s)
            now.next_try_at = at + ask if now.way == "sms" and rule.receipt_min else None
        elif verb == "fail":
            now.next_try_at = next_try_at(now.tries, at, rule.rests)
        else:
            now.next_try_at = None
        now.save()
        if verb == "send":
            _record(events.NOTICE_SENT, now, SERVICE, at)
        elif verb == "give_up":
            _record(events.NOTICE_GIVEN_UP, now, SERVICE, at)


def _record(event: Event, row: Delivery, by: Actor, at: datetime) -> None:
    record(
        event,
        subject=row.notice.about,
        by=by,
        at=at,
        related=[f"person:{row.notice.person_id}"] if row.notice.person_id else [],
        recipient=host_of(row.way)[:120] if event is events.NOTICE_SENT else "",
        facts={"kind": row.notice.kind, "way": row.way, "tries": row.tries, "key": str(row.key)},
    )
