"""Verbs of dispatch."""

from quanju.domains.dispatch.actions.alerts import close_alert
from quanju.domains.dispatch.actions.calls import (
    answer_call,
    close_call,
    hand_over_call,
    inform_caller,
    link_call,
    mark_nuisance,
)
from quanju.domains.dispatch.actions.camera_events import (
    CameraHasNoPlace,
    open_camera_incident,
    report_camera_event,
)
from quanju.domains.dispatch.actions.cancelling import cancel_incident
from quanju.domains.dispatch.actions.feedback import (
    accept_feedback,
    give_feedback,
    return_feedback,
)
from quanju.domains.dispatch.actions.history import PastIncident, load_history
from quanju.domains.dispatch.actions.incidents import (
    create_incident,
    lower_grade,
    move_incident,
    proposal_for,
    raise_grade,
    reclassify_incident,
    reopen_incident,
    type_named,
)
from quanju.domains.dispatch.actions.leaving import refuse_order, withdraw_unit
from quanju.domains.dispatch.actions.merging import propose_merge
from quanju.domains.dispatch.actions.notes import add_note, call_backup, strike_note
from quanju.domains.dispatch.actions.orders import (
    release_reservation,
    reserve_unit,
    send_order,
)
from quanju.domains.dispatch.actions.receipts import issue_receipt
from quanju.domains.dispatch.actions.split import split_incident, undo_merge
from quanju.domains.dispatch.actions.steps import (
    acknowledge_order,
    arrive,
    clear,
    control,
    depart,
    done,
    transport,
)
from quanju.domains.dispatch.actions.take_call import settle_call, take_call

__all__ = [
    "CameraHasNoPlace",
    "PastIncident",
    "accept_feedback",
    "acknowledge_order",
    "add_note",
    "answer_call",
    "arrive",
    "call_backup",
    "cancel_incident",
    "clear",
    "close_alert",
    "close_call",
    "control",
    "create_incident",
    "depart",
    "done",
    "give_feedback",
    "hand_over_call",
    "inform_caller",
    "issue_receipt",
    "link_call",
    "load_history",
    "lower_grade",
    "mark_nuisance",
    "move_incident",
    "open_camera_incident",
    "proposal_for",
    "propose_merge",
    "raise_grade",
    "reclassify_incident",
    "refuse_order",
    "release_reservation",
    "reopen_incident",
    "report_camera_event",
    "reserve_unit",
    "return_feedback",
    "send_order",
    "settle_call",
    "split_incident",
    "strike_note",
    "take_call",
    "transport",
    "type_named",
    "undo_merge",
    "withdraw_unit",
]
