"""A right is a line of its room's table: which roles have it, and what it lets them do.

`permissions.py` of each room is that table; what depends on the row besides (own station, own
crew) is a function below it, which asks the line first. All lines are answered here.
"""

from dataclasses import dataclass

from quanju.domains.kernel.roles import ROLES
from quanju.domains.kernel.types import Text, Verdict
from quanju.domains.people.types import SERVICE, Actor

OUT_OF_TERM = Verdict.no(
    "DENY_EXPIRED", Text("您现在没有在任岗位", "You hold no post at this moment")
)


@dataclass(frozen=True, slots=True)
class Right:
    """Ask it by calling it: `may_take_calls(actor)`. An act for two persons asks it with the
    proposal beside the actor, which changes nothing here."""

    roles: frozenset[str]
    what: Text
    is_the_services: bool = False
    """The service itself has it too, for what follows by the clock (never a decision, NB-10)."""

    def __call__(self, actor: Actor, about: object = None) -> Verdict:
        return holds(actor, self)

    @property
    def refusal(self) -> Text:
        """The sentence that whoever has it not is told: who has it, in the order of the roles."""
        who = [label for role, label in ROLES.items() if role in self.roles]
        return Text("只有{who}可以{what}", "Only these may {what}: {who}").filled(
            who=Text("、".join(one.zh for one in who), ", ".join(one.en for one in who)),
            what=self.what,
        )


def right(roles: frozenset[str], what: Text, *, is_the_services: bool = False) -> Right:
    """A line of the table: the roles, and the words after “may”."""
    if not roles:
        raise ValueError(f"nobody may {what.en}")
    return Right(roles, what, is_the_services)


def holds(actor: Actor, asked: Right) -> Verdict:
    """Rule 1 of access: the role gives the action."""
    if asked.is_the_services and actor.subject == SERVICE.subject:
        return Verdict.yes()
    if not actor.role:
        return OUT_OF_TERM
    return Verdict.yes() if actor.role in asked.roles else Verdict.no("DENY_ROLE", asked.refusal)
