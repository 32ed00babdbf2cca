"""Who is in a group, and which groups somebody is in."""

from datetime import datetime

from quanju.domains.coordination.models import Member
from quanju.domains.coordination.permissions import may_take_part
from quanju.domains.coordination.workflow import RUNNING
from quanju.domains.people.types import Actor


def called_now(at: datetime) -> set[int]:
    """Whom running groups have called and who has not answered yet."""
    rows = Member.objects.present(at).filter(status="invited", group__status__in=RUNNING)
    return set(rows.values_list("person", flat=True))


def followed(actor: Actor, *, at: datetime) -> dict[str, datetime | None]:
    """Subjects of the groups this person is a member of, each with the end of a guest's stay."""
    if not may_take_part(actor) or actor.person_id is None:
        return {}
    mine = Member.objects.present(at).filter(person=actor.person_id)
    return {
        f"group:{number}": until for number, until in mine.values_list("group__number", "until")
    }
