"""Questions about the telephone: what rings, what one has in hand, which system is silent."""

from datetime import datetime, timedelta

from django.db.models import Q

from quanju.domains.dispatch.models import Bridge, Call
from quanju.domains.dispatch.permissions import may_manage_bridges, may_take_calls
from quanju.domains.dispatch.telephone import TELEPHONE, key_hash
from quanju.domains.dispatch.types.calls import BridgeView, CallView
from quanju.domains.dispatch.views import call_view
from quanju.domains.kernel.types import NotFound
from quanju.domains.people.types import Actor
from quanju.domains.rulebook.queries import in_force


def lines_ringing(actor: Actor) -> list[CallView]:
    """Calls that nobody has in hand, the one that waits longest first."""
    may_take_calls(actor).or_refuse()
    rows = Call.objects.filter(is_on_line=True, answered_by=None)
    return [_view(row) for row in rows.order_by("ringing_at", "number")]


def lines_in_hand(actor: Actor) -> list[CallView]:
    """Calls that this person took from the strip or called back, without an outcome yet."""
    may_take_calls(actor).or_refuse()
    told = Q(bridge__isnull=False) | Q(lost_call__isnull=False)
    rows = Call.objects.filter(told, is_on_line=True, state="answered", answered_by=actor.person_id)
    return [_view(row) for row in rows.order_by("ringing_at", "number")]


def line_in_hand(number: str, *, actor: Actor) -> CallView:
    """The call this person has in hand, with its number; `NotFound` for anybody else's."""
    found = [one for one in lines_in_hand(actor) if one.number == number]
    if not found:
        raise NotFound(subject=f"call:{number[:20]}")
    return found[0]


def _view(row: Call) -> CallView:
    return call_view(row, with_caller=True)


def bridge_of(key: str) -> BridgeView | None:
    """The telephone system whose key this is, if it was not withdrawn."""
    row = Bridge.objects.filter(key_hash=key_hash(key), withdrawn_at=None).first()
    return _bridge(row) if row else None


def bridge_actor(bridge: BridgeView) -> Actor:
    """Who speaks when a telephone system does: no person, no role, no other right."""
    return Actor(subject=bridge.subject, role="")


def bridges(actor: Actor) -> list[BridgeView]:
    """All telephone systems, those whose key was withdrawn last."""
    may_manage_bridges(actor).or_refuse()
    rows = Bridge.objects.order_by("-withdrawn_at", "name")
    return sorted(map(_bridge, rows), key=lambda one: (one.withdrawn_at is not None, one.name))


def has_telephone() -> bool:
    """Does any telephone system tell us of calls? Without one `N` itself is the answer."""
    return Bridge.objects.filter(withdrawn_at=None).exists()


def silent_bridges(at: datetime) -> list[tuple[BridgeView, datetime]]:
    """Telephone systems that were not heard for as long as the table allows: since when."""
    limit = timedelta(seconds=in_force(TELEPHONE, at=at).content.silent_s)
    known = [
        (row, row.heard_at or row.added_at) for row in Bridge.objects.filter(withdrawn_at=None)
    ]
    return [(_bridge(row), heard) for row, heard in known if at - heard > limit]


def _bridge(row: Bridge) -> BridgeView:
    return BridgeView(row.pk, row.name, row.added_at, row.withdrawn_at, row.heard_at)


def call_told(bridge: int, call: str) -> dict[str, str]:
    """What the answer to a telephone system says of its call: our number and state, no more."""
    row = Call.objects.get(bridge=bridge, line_ref=call)
    return {"number": row.number, "state": row.state}
