"""Who is in a group, and which groups somebody is in."""

from datetime import datetime

from quanju.domains.coordination.models import Item, Member
from quanju.domains.coordination.permissions import may_take_part
from quanju.domains.coordination.workflow import ITEM_OPEN, RUNNING
from quanju.domains.people.types import Actor


def working_now(at: datetime) -> set[int]:
    """Whom running groups wait for: called and not there yet, or with an item in hand."""
    rows = Member.objects.present(at).filter(status="invited", group__status__in=RUNNING)
    items = Item.objects.filter(status__in=ITEM_OPEN, group__status__in=RUNNING)
    hands = items.values_list("owner", "asked_by", "status")
    return set(rows.values_list("person", flat=True)) | {
        asker if status == "done" else owner for owner, asker, status in hands
    }


def followed(actor: Actor, *, at: datetime) -> dict[str, datetime | None]:
    """Subjects of the groups this person is a member of, each with the end of a guest's stay."""
    if not may_take_part(actor) or actor.person_id is None:
        return {}
    mine = Member.objects.present(at).filter(person=actor.person_id)
    return {
        f"group:{number}": until for number, until in mine.values_list("group__number", "until")
    }
