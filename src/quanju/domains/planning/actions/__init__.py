"""Verbs of planning."""

from quanju.domains.planning.actions.plans import (
    AnotherPlanWaits,
    PlanChangedMeanwhile,
    PlanNotReadable,
    StartsBeforeNow,
    approve_plan,
    change_plan,
    draft_plan,
    propose_plan,
    reject_plan,
    start_due_plan,
    withdraw_plan,
)
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

__all__ = [
    "AlreadyAccepted",
    "AnotherPlanWaits",
    "NotComputedYet",
    "NothingChosen",
    "PlanChangedMeanwhile",
    "PlanNotReadable",
    "StartsBeforeNow",
    "StudyCancelled",
    "accept_rounds",
    "approve_plan",
    "ask_study",
    "cancel_study",
    "change_plan",
    "draft_plan",
    "propose_plan",
    "propose_rounds",
    "queue_stranded",
    "reject_plan",
    "repeat_study",
    "run_study",
    "start_due_plan",
    "take_next_study",
    "withdraw_plan",
]
