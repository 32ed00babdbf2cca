"""Where the page of a matter is, by its subject as the journal names it; the same for the
worklist, the thread and the search."""

from django.urls import NoReverseMatch, reverse

from quanju.domains.cases.permissions import may_read_cases
from quanju.domains.dispatch.permissions import may_read_incidents
from quanju.domains.journal.types import matter_named
from quanju.domains.kernel.roles import DESK
from quanju.domains.people.types import Actor
from quanju.domains.reception.permissions import may_read_letters, may_read_reports
from quanju.domains.supervision.permissions import (
    may_read_findings,
    may_read_hits,
    may_read_inspections,
    may_read_recordings,
)

_PAGES = {
    "handover": "dispatch_desk:past_handover",
    "bulletin": "dispatch_desk:bulletin",
    "scheduled": "dispatch_desk:scheduled",
    "exercise": "dispatch_desk:exercises",
    "incident": "dispatch_desk:incident",
    "visit": "reception_hall:hall",
    "report": "reception_window:report",
    "group": "coordination_room:group",
    "warning": "coordination_room:warning",
    "case": "case_desk:case",
    "hit": "supervision_desk:hit",
    "finding": "supervision_desk:finding",
    "inspection": "supervision_desk:inspection",
    "recording": "supervision_desk:recording",
    "letter": "reception_letters:letter",
    "plan": "planning_lab:plan",
    "study": "planning_lab:study",
    "planned_shift": "patrol_board:shift",
    "round": "patrol_board:round",
    "appointment": "approvals:waiting",
    "reset": "approvals:waiting",
    "suggestion": "patrol_board:suggestions",
    "volunteer": "patrol_board:volunteers",
    "organisation": "administration:organisation",
    "call": "dispatch_desk:calls",
    "paper_card": "dispatch_desk:enter_card",
    "place_note": "dispatch_desk:place_notes",
    "staging_point": "patrol_board:staging",
}
_NUMBERED = frozenset(
    {
        "report",
        "letter",
        "case",
        "hit",
        "finding",
        "inspection",
        "recording",
        "group",
        "warning",
        "plan",
        "study",
        "planned_shift",
        "round",
        "incident",
        "organisation",
    }
)

_READ_BY = {
    "incident": may_read_incidents,
    "report": may_read_reports,
    "letter": may_read_letters,
    "case": may_read_cases,
    "hit": may_read_hits,
    "finding": may_read_findings,
    "inspection": may_read_inspections,
    "recording": may_read_recordings,
}
"""Whom the page does not refuse as a whole; what it says of one matter is its own affair."""


def page_of(subject: str, actor: Actor) -> str:
    """The address of the matter's own page, "" where it has none or this person may not enter."""
    kind, _, number = subject.partition(":")
    try:
        if kind == "rule":
            name, _, version = number.partition("@")
            return reverse("administration:rule", args=[name, version])
        if kind == "rules":
            return reverse("administration:rule_kind", args=[number])
        if kind == "paper":
            return reverse("papers:paper", args=[number])
        if kind == "zone":
            return reverse("patrol_board:board")
        if kind == "unit":
            return reverse("dispatch_desk:desk") if actor.role in DESK else ""
        if kind not in _PAGES or (kind in _READ_BY and not _READ_BY[kind](actor)):
            return ""
        return reverse(_PAGES[kind], args=[number] if kind in _NUMBERED else [])
    except NoReverseMatch:
        return ""


def thread_of(subject: str) -> str:
    """The address of the matter's thread, "" for what is no matter."""
    is_matter = matter_named(subject.partition(":")[0]) is not None
    return reverse("thread:thread", args=[subject]) if is_matter else ""
