"""What dispatch does upon news: an ended session leaves no desk manned, an order wakes phones."""

from datetime import datetime

from quanju.domains.dispatch import events
from quanju.domains.dispatch.actions.gone import free_desk
from quanju.domains.journal.subscribers import reacts_to
from quanju.domains.journal.types import EntryView
from quanju.domains.kernel.types import Text
from quanju.domains.notices.actions.pushing import wake
from quanju.domains.people import events as people


@reacts_to(
    people.SIGNED_OUT,
    name="dispatch.session_ended",
    label=Text("登录结束后让出席位", "free the desk of a session that ended"),
)
def leave_no_empty_desk(entry: EntryView, at: datetime) -> None:
    """Who signed out has left the desk already: then there is nothing to do."""
    kind, _, person = entry.subject.partition(":")
    if kind == "person" and person.isdigit():
        free_desk(person=int(person), at=at)


@reacts_to(
    events.ORDER_SENT,
    name="dispatch.order_wakes",
    label=Text("唤醒被派车组的手机", "wake the phones of crews that were sent"),
)
def wake_crews(entry: EntryView, at: datetime) -> None:
    """Nothing of the order leaves the house: each phone is told that something waits."""
    people = [one.removeprefix("person:") for one in entry.subjects if one.startswith("person:")]
    wake([int(one) for one in people if one.isdigit()], at=at)
