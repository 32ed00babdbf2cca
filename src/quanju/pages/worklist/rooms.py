"""The rooms that are asked, and where their verbs are pressed."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from django.urls import reverse

from quanju.domains.approvals import waiting as approvals
from quanju.domains.cases import waiting as cases
from quanju.domains.coordination import waiting as coordination
from quanju.domains.deadlines import waiting as deadlines
from quanju.domains.dispatch import waiting as dispatch
from quanju.domains.duty import waiting as duty
from quanju.domains.kernel.waiting import Waiting, WaitingVerb
from quanju.domains.patrol import waiting as patrol
from quanju.domains.people.types import Actor
from quanju.domains.planning import waiting as planning
from quanju.domains.reception import waiting as reception
from quanju.domains.rounds import waiting as rounds
from quanju.domains.supervision import waiting as supervision


class Asked(Protocol):
    """A room's `waiting_for`."""

    def __call__(self, actor: Actor, *, at: datetime, until: datetime) -> list[Waiting]: ...


@dataclass(frozen=True, slots=True)
class Room:
    """A room, the question to it, the desk of the rail it belongs to, the kinds it can bring."""

    name: str
    asks: Asked
    desk: str
    kinds: tuple[str, ...]


ROOMS = (
    Room("dispatch", dispatch.waiting_for, "dispatch", ("incident", "task", "alert", "approval")),
    Room("reception", reception.waiting_for, "hall", ("report",)),
    Room("coordination", coordination.waiting_for, "coordination", ("group",)),
    Room("cases", cases.waiting_for, "cases", ("report", "task")),
    Room("supervision", supervision.waiting_for, "supervision", ("alert", "task")),
    Room("patrol", patrol.waiting_for, "patrol", ("alert",)),
    Room("duty", duty.waiting_for, "patrol", ("task",)),
    Room("rounds", rounds.waiting_for, "patrol", ("task",)),
    Room("planning", planning.waiting_for, "planning", ("approval",)),
    Room("approvals", approvals.waiting_for, "approvals", ("approval",)),
    Room("deadlines", deadlines.waiting_for, "", ("task",)),
)
REFRESH_ON = " ".join(f"{room.name}." for room in ROOMS)

_AT: dict[str, str] = {
    "dispatch.send_order": "dispatch_desk:order_proposal",
    "dispatch.acknowledge_order": "dispatch_desk:act_on_incident",
    "dispatch.accept_feedback": "dispatch_desk:act_on_incident",
    "dispatch.return_feedback": "dispatch_desk:act_on_incident",
    "dispatch.give_feedback": "unit_phone:feedback",
    "dispatch.call_back": "dispatch_desk:desk",
    "dispatch.accept_transfer": "dispatch_desk:act_on_incident",
    "dispatch.sign_station_call": "dispatch_desk:act_on_incident",
    "dispatch.open_handover": "dispatch_desk:handover",
    "dispatch.begin_scheduled": "dispatch_desk:begin_scheduled",
    "dispatch.open_exercises": "dispatch_desk:exercises",
    "dispatch.close_alert": "dispatch_desk:close_alert",
    "approvals.approve": "approvals:approve",
    "approvals.refuse": "approvals:refuse",
    "patrol.end_emergency": "dispatch_desk:end_emergency",
    "duty.check_in": "patrol_board:mine",
    "duty.check_out": "patrol_board:mine",
    "rounds.start_round": "patrol_board:move_round",
    "duty.excuse_shift": "patrol_board:move_shift",
    "duty.brief_volunteer": "patrol_board:volunteers",
    "planning.accept_suggestion": "patrol_board:accept_suggestion",
    "planning.reject_suggestion": "patrol_board:reject_suggestion",
    "reception.open_report": "reception_window:report",
    "reception.open_letter": "reception_letters:letter",
    "reception.open_pre_report": "reception_window:open_pre_report",
    "reception.open_from_incident": "reception_window:from_incident",
    "reception.open_follow_up": "reception_window:follow_up",
    "reception.open_day": "reception_window:day",
    "reception.open_hall": "reception_hall:hall",
    "reception.accept_visit": "reception_hall:act_on_visit",
    "reception.decline_visit": "reception_hall:act_on_visit",
    "coordination.join_group": "coordination_room:act_on_group",
    "coordination.check_opening": "coordination_room:act_on_group",
    "coordination.accept_item": "coordination_room:act_on_group",
    "coordination.decline_item": "coordination_room:act_on_group",
    "coordination.finish_item": "coordination_room:act_on_group",
    "coordination.confirm_item": "coordination_room:act_on_group",
    "coordination.redo_item": "coordination_room:act_on_group",
    "coordination.archive_group": "coordination_room:act_on_group",
    "coordination.open_room": "coordination_room:group",
    "coordination.open_weekly": "coordination_room:weekly",
    "coordination.open_warning": "coordination_room:warning",
    "coordination.acknowledge_warning": "coordination_room:act_on_warning",
    "cases.open_case": "case_desk:case",
    "cases.open_report": "reception_window:report",
    "supervision.dismiss_hit": "supervision_desk:act_on_hit",
    "supervision.open_hit": "supervision_desk:hit",
    "supervision.open_opinion": "case_desk:case",
    "supervision.open_finding": "supervision_desk:finding",
    "supervision.open_inspection": "supervision_desk:inspection",
    "deadlines.open_matter": "thread:thread",
}
PROPOSALS: dict[str, str] = {"dispatch.send_order": "dispatch_desk:order_proposal"}
"""Verbs whose form is the room's own fragment, since it proposes something first."""


def address_of(verb: WaitingVerb) -> str:
    """Where the room's verb is sent, or its page opened."""
    return reverse(_AT[verb.name], args=list(verb.address))


VERBS = tuple(_AT)
"""Every verb that is pressed here, for the register of letters."""
