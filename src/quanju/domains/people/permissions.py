"""Who may: the shared half of every room's permissions."""

from quanju.domains.kernel.types import Text, Verdict
from quanju.domains.people.types import ROLES, Actor

OUT_OF_TERM = Verdict.no(
    "DENY_EXPIRED", Text("您现在没有在任岗位", "You hold no post at this moment")
)


def holds_role(actor: Actor, *roles: str) -> Verdict:
    """Rule 1 of access: the role gives the action."""
    if not actor.role:
        return OUT_OF_TERM
    if actor.role in roles:
        return Verdict.yes()
    return Verdict.no(
        "DENY_ROLE",
        Text("只有{who}可以这样做", "Only these may do this: {who}").filled(
            who=Text("、".join(ROLES[r].zh for r in roles), ", ".join(ROLES[r].en for r in roles))
        ),
    )


def is_another_person(actor: Actor, first: str) -> Verdict:
    """Acts that need two people: the second one is not the first (DENY_CONFLICT)."""
    if actor.subject != first:
        return Verdict.yes()
    return Verdict.no(
        "DENY_CONFLICT",
        Text("需要另一个人来确认，不能自己批自己", "A second person must confirm this, not you"),
    )


def may_read_journal(actor: Actor) -> Verdict:
    """The raw record is for auditors (SG-06): leaders get numbers, not the log."""
    return holds_role(actor, "auditor")
