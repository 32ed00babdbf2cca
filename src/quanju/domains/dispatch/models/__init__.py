"""Tables of dispatch: calls, incidents, orders, jobs, feedback, alerts."""

from quanju.domains.dispatch.models.calls import (
    Alert,
    Bridge,
    Call,
    DayCounter,
)
from quanju.domains.dispatch.models.desks import Desk, DeskTransfer, StationCall
from quanju.domains.dispatch.models.eido import EidoDocument
from quanju.domains.dispatch.models.exercises import Exercise
from quanju.domains.dispatch.models.incidents import (
    AFTER_END,
    Assignment,
    AssignmentQuerySet,
    Feedback,
    HelpAnswer,
    Incident,
    IncidentQuerySet,
    Note,
    Order,
    Receipt,
    Reservation,
    ReservationQuerySet,
)
from quanju.domains.dispatch.models.lost_calls import LostCall
from quanju.domains.dispatch.models.messages import DutyMessage, MessageReceipt
from quanju.domains.dispatch.models.paper import PaperCard
from quanju.domains.dispatch.models.pre_alerts import PreAlert
from quanju.domains.dispatch.models.quiet import QuietDesk
from quanju.domains.dispatch.models.radio import RadioEntry
from quanju.domains.dispatch.models.scheduled import ScheduledIncident
from quanju.domains.dispatch.models.services import IncidentHandover, ServiceRequest
from quanju.domains.dispatch.models.shifts import Bulletin, ShiftHandover, WallScreen

__all__ = [
    "AFTER_END",
    "Alert",
    "Assignment",
    "AssignmentQuerySet",
    "Bridge",
    "Bulletin",
    "Call",
    "DayCounter",
    "Desk",
    "DeskTransfer",
    "DutyMessage",
    "EidoDocument",
    "Exercise",
    "Feedback",
    "HelpAnswer",
    "Incident",
    "IncidentHandover",
    "IncidentQuerySet",
    "LostCall",
    "MessageReceipt",
    "Note",
    "Order",
    "PaperCard",
    "PreAlert",
    "QuietDesk",
    "RadioEntry",
    "Receipt",
    "Reservation",
    "ReservationQuerySet",
    "ScheduledIncident",
    "ServiceRequest",
    "ShiftHandover",
    "StationCall",
    "WallScreen",
]
