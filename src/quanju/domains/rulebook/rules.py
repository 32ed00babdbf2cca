"""The rulebook's own table: how long acts wait for their second person."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated

from pydantic import AfterValidator, Field

from quanju.domains.approvals.types import act_named, acts
from quanju.domains.kernel.types import Text
from quanju.domains.rulebook.types import Lines, RuleKind, Table, worded, wrong


def act_names() -> Mapping[str, Text]:
    """Every act that needs two people, in words."""
    return {act.name: act.label for act in acts()}


Minutes = Annotated[int, Field(ge=5, le=525_600)]


def _known(name: str) -> str:
    if act_named(name) is None:
        known = [act.name for act in acts()]
        raise wrong(
            f"没有“{name[:60]}”这种需两人办理的事项：{'、'.join(known)}",
            f"no act that needs two people is called “{name[:60]}”: {', '.join(known)}",
        )
    return name


class ActWait(Lines):
    """One act, and its own limit in minutes."""

    name: Annotated[str, AfterValidator(_known)] = worded("事项", "Act", names=act_names)
    wait_min: Minutes = worded("等待时限", "Waits at most")


class SecondPerson(Table):
    """How many minutes a proposal waits before it expires."""

    wait_min: Minutes = worded("一般等待时限", "Waits at most, in general")
    act: tuple[ActWait, ...] = worded(
        "另有时限的事项", "Acts with a limit of their own", default=()
    )

    def wait_of(self, act: str) -> timedelta:
        own = (one.wait_min for one in self.act if one.name == act)
        return timedelta(minutes=next(own, self.wait_min))


SECOND_PERSON = RuleKind(
    "rulebook.second_person",
    Text("等待第二人的期限", "How long an act waits for its second person"),
    SecondPerson,
)
