"""Who may: everybody reads their own notices; the outbox is the operator's."""

from quanju.domains.kernel.types import Text, Verdict
from quanju.domains.people.permissions import may_operate, may_read_operation
from quanju.domains.people.types import Actor


def may_read_notices(actor: Actor) -> Verdict:
    """One's own, whoever has signed in."""
    if actor.person_id is not None:
        return Verdict.yes()
    return Verdict.no(
        "DENY_ROLE", Text("登录后才有自己的通知", "Sign in to have notices of your own")
    )


def may_read_outbox(actor: Actor) -> Verdict:
    """What leaves the house, by which way, without its words."""
    return may_read_operation(actor)


def may_retry_delivery(actor: Actor) -> Verdict:
    return may_operate(actor)
