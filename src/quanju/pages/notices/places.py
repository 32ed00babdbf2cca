"""Where a notice leads: the page of what it is about, for this reader."""

from django.urls import reverse

from quanju.domains.people.types import Actor
from quanju.pages.shared.desks import DESKS

PLACES: dict[str, tuple[tuple[str, str, bool], ...]] = {
    "incident": (("dispatch", "dispatch_desk:incident", True), ("unit", "unit_phone:order", False)),
    "proposal": (("approvals", "approvals:waiting", False),),
    "planned_shift": (("patrol", "patrol_board:mine", False),),
}
"""By the kind of subject: desk, page, and whether its address names the subject."""


def place_of(subject: str, actor: Actor) -> str:
    """The page of the first desk that the reader may enter; "" where there is none."""
    kind, _, name = subject.partition(":")
    may_enter = {desk.key for desk in DESKS if desk.is_open_to(actor)}
    for desk, page, is_named in PLACES.get(kind, ()):
        if desk in may_enter:
            return reverse(page, args=[name] if is_named else [])
    return ""
