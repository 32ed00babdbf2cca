"""The desks of the rail, in its order. A desk appears once its address exists and one may enter."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse

from quanju.domains.cases.permissions import may_read_cases
from quanju.domains.coordination.permissions import may_take_part
from quanju.domains.dispatch.permissions import may_see_desk
from quanju.domains.documents.permissions import may_manage_files
from quanju.domains.duty.permissions import may_read_plan
from quanju.domains.kernel.roles import (
    ADMIN,
    COMMAND,
    LIAISONS,
    OUTSIDERS,
    ROLES,
    SIGNATORIES,
    VOLUNTEERS,
)
from quanju.domains.kernel.types import Text
from quanju.domains.patrol.permissions import may_carry_phone
from quanju.domains.people.permissions import (
    may_read_accounts,
    may_read_journal,
    may_read_operation,
)
from quanju.domains.people.types import Actor
from quanju.domains.planning.permissions import may_read_planning
from quanju.domains.reception.permissions import (
    may_read_letters,
    may_read_reports,
    may_see_hall_figures,
)
from quanju.domains.rulebook.permissions import may_propose_rule
from quanju.domains.supervision.permissions import may_read_findings, may_see_board

DECIDERS = COMMAND | SIGNATORIES | ADMIN
READERS = may_read_plan.roles | LIAISONS
"""Who may read papers of some kind; the room that issues it says of which."""
OFFICES = may_read_accounts.roles | may_propose_rule.roles
LAB = may_read_planning.roles
WORKERS = frozenset(ROLES) - OUTSIDERS


def works_from_a_list(actor: Actor | None) -> bool:
    """Whether a worklist can hold anything for them."""
    return actor is not None and actor.role in WORKERS


@dataclass(frozen=True, slots=True)
class Desk:
    """A place of work: its word in the rail, its drawing, its address, who enters."""

    key: str
    name: Text
    icon: str
    url_name: str
    roles: frozenset[str] | None = None

    def is_open_to(self, actor: Actor | None) -> bool:
        if actor is None or not actor.role:
            return False
        return self.roles is None or actor.role in self.roles


LETTERS = may_read_letters.roles
DESKS = (
    Desk("worklist", Text("待办", "To do"), "inbox", "worklist:worklist", WORKERS),
    Desk("home", Text("总览", "Home"), "layout-dashboard", "home:home"),
    Desk("dispatch", Text("指挥", "Dispatch"), "radar-2", "dispatch_desk:desk", may_see_desk.roles),
    Desk("unit", Text("出警", "Crew"), "car", "unit_phone:order", may_carry_phone.roles),
    Desk(
        "patrol",
        Text("巡防", "Patrol"),
        "map",
        "patrol_board:board",
        may_read_plan.roles | VOLUNTEERS,
    ),
    Desk("hall", Text("大厅", "Hall"), "door", "reception_hall:hall", may_see_hall_figures.roles),
    Desk(
        "reception",
        Text("接报案", "Reports"),
        "file-text",
        "reception_window:desk",
        may_read_reports.roles,
    ),
    Desk(
        "coordination",
        Text("协同", "Groups"),
        "affiliate",
        "coordination_room:groups",
        may_take_part.roles,
    ),
    Desk("cases", Text("案件", "Cases"), "scale", "case_desk:cases", may_read_cases.roles),
    Desk(
        "supervision",
        Text("监督", "Supervision"),
        "shield",
        "supervision_desk:board",
        may_see_board.roles,
    ),
    Desk(
        "supervision",
        Text("监督", "Supervision"),
        "shield",
        "supervision_desk:findings",
        may_read_findings.roles - may_see_board.roles,
    ),
    Desk("letters", Text("来件", "Letters"), "note", "reception_letters:desk", LETTERS),
    Desk("planning", Text("规划", "Planning"), "chart-bar", "planning_lab:studies", LAB),
    Desk("approvals", Text("待批", "Approvals"), "checklist", "approvals:waiting", DECIDERS),
    Desk("files", Text("文件", "Files"), "archive", "files:archive", may_manage_files.roles),
    Desk("papers", Text("文书", "Papers"), "file-text", "papers:papers", READERS),
    Desk(
        "journal",
        Text("记录", "Journal"),
        "history",
        "journal_reader:entries",
        may_read_journal.roles,
    ),
    Desk(
        "operation",
        Text("运行", "Service"),
        "refresh",
        "operation:reactions",
        may_read_operation.roles,
    ),
    Desk("administration", Text("管理", "Admin"), "settings", "administration:home", OFFICES),
)


@dataclass(frozen=True, slots=True)
class RailEntry:
    desk: Desk
    url: str
    is_current: bool


def counts_of(actor: Actor | None) -> str:
    """Where the browser asks how much waits at each desk, or "" for whom nothing can wait."""
    try:
        return reverse("worklist:counts") if works_from_a_list(actor) else ""
    except NoReverseMatch:
        return ""


def rail_of(actor: Actor | None, current: str = "") -> Iterator[RailEntry]:
    """The desks that this person may enter and that this house has."""
    for desk in DESKS:
        if not desk.is_open_to(actor):
            continue
        try:
            yield RailEntry(desk, reverse(desk.url_name), desk.key == current)
        except NoReverseMatch:
            continue
