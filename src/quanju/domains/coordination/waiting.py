"""What waits in coordination: calls to answer, openings to check."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from quanju.domains.coordination.models import Group, Member
from quanju.domains.coordination.permissions import may_take_part
from quanju.domains.coordination.queries.groups import group_rules
from quanju.domains.coordination.rules import GroupRules
from quanju.domains.coordination.types import LEADS
from quanju.domains.coordination.workflow import GROUP, MEMBER, RUNNING
from quanju.domains.kernel.types import Text
from quanju.domains.kernel.waiting import Waiting, WaitingVerb
from quanju.domains.people.types import Actor

TO_JOIN = Text("{since} 叫您入群，请到位。", "You were called in {since}; please join.")
CHECKERS = (*LEADS, "observer")
TO_CHECK = Text(
    "紧急群先建后核：请核事实和席位。", "It was opened at once: check its facts and seats."
)
CHECK = Text("核建群", "the check")


def waiting_for(actor: Actor, *, at: datetime, until: datetime) -> list[Waiting]:
    """Of one's own groups alone."""
    if not may_take_part(actor) or actor.person_id is None:
        return []
    rows = Member.objects.present(at).filter(person=actor.person_id, group__status__in=RUNNING)
    mine = list(rows.select_related("group"))
    if not mine:
        return []
    rules = group_rules(at)
    return [*_calls(mine, rules), *_checks(mine, rules)]


def _calls(mine: list[Member], rules: GroupRules) -> Iterator[Waiting]:
    for row in mine:
        if row.status != "invited":
            continue
        kind = rules.types.get(row.group.kind)
        limit = timedelta(minutes=kind.answer_min) if kind else None
        yield waits(
            row.group,
            rules,
            key=f"coordination.member:{row.pk}",
            why=TO_JOIN,
            since=row.invited_at,
            due_at=row.invited_at + limit if limit else None,
            toward=MEMBER.verb_labels["join"],
            verbs=(
                WaitingVerb(
                    name="coordination.join_group",
                    label=MEMBER.verb_labels["join"],
                    address=(row.group.number, "join"),
                ),
                opens(row.group),
            ),
        )


def _checks(mine: list[Member], rules: GroupRules) -> Iterator[Waiting]:
    for one in mine:
        row = one.group
        is_due = row.check_due_at is not None and row.checked_at is None
        if not is_due or row.opener_id == one.person_id or one.role not in CHECKERS:
            continue
        yield waits(
            row,
            rules,
            key=f"coordination.check:{row.pk}",
            why=TO_CHECK,
            since=row.opened_at or row.begun_at,
            due_at=row.check_due_at,
            toward=CHECK,
            verbs=(
                WaitingVerb(
                    name="coordination.check_opening",
                    label=CHECK_IT,
                    address=(row.number, "check"),
                ),
                opens(row),
            ),
        )


CHECK_IT = Text("核过，齐全", "Checked, complete")


def opens(row: Group) -> WaitingVerb:
    """The way to the group."""
    return WaitingVerb(
        name="coordination.open_room",
        label=Text("进群", "Open"),
        address=(row.number,),
        opens=True,
    )


def waits(row: Group, rules: GroupRules, **more: object) -> Waiting:
    """One matter of a group."""
    kind = rules.types.get(row.kind)
    return Waiting(
        subject=row.subject,
        kind="group",
        number=row.number,
        title=Text(row.title, row.title),
        place=kind.name if kind else row.kind,
        from_whom=GROUP.state_labels[row.status],
        **more,  # type: ignore[arg-type]
    )
