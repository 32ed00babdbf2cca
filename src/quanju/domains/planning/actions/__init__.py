"""Verbs of planning."""

from quanju.domains.planning.actions.plans import (
    AnotherPlanWaits,
    PlanChangedMeanwhile,
    PlanWaitsForItsApproval,
    StartsBeforeNow,
    change_plan,
    draft_plan,
    propose_plan,
    start_due_plan,
    withdraw_plan,
)
from quanju.domains.planning.actions.reports import issue_report
from quanju.domains.planning.actions.rounds import (
    AlreadyAccepted,
    NotComputedYet,
    NothingChosen,
    accept_rounds,
    propose_rounds,
)
from quanju.domains.planning.actions.studies import (
    StudyCancelled,
    ask_study,
    cancel_study,
    queue_stranded,
    repeat_study,
    run_study,
    take_next_study,
)
from quanju.domains.planning.actions.suggestions import (
    ReasonNeeded,
    ShiftChangedMeanwhile,
    TooFewCalls,
    WeekIsOver,
    accept_suggestion,
    demand_of,
    drop_outdated_suggestion,
    expire_suggestions,
    reject_suggestion,
    suggest_shifts,
)
from quanju.domains.planning.layers import PlanNotReadable
from quanju.domains.planning.tiling import CannotRedraw

__all__ = [
    "AlreadyAccepted",
    "AnotherPlanWaits",
    "CannotRedraw",
    "NotComputedYet",
    "NothingChosen",
    "PlanChangedMeanwhile",
    "PlanNotReadable",
    "PlanWaitsForItsApproval",
    "ReasonNeeded",
    "ShiftChangedMeanwhile",
    "StartsBeforeNow",
    "StudyCancelled",
    "TooFewCalls",
    "WeekIsOver",
    "accept_rounds",
    "accept_suggestion",
    "ask_study",
    "cancel_study",
    "change_plan",
    "demand_of",
    "draft_plan",
    "drop_outdated_suggestion",
    "expire_suggestions",
    "issue_report",
    "propose_plan",
    "propose_rounds",
    "queue_stranded",
    "reject_suggestion",
    "repeat_study",
    "run_study",
    "start_due_plan",
    "suggest_shifts",
    "take_next_study",
    "withdraw_plan",
]
