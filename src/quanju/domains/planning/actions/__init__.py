"""Verbs of planning."""

from quanju.domains.planning.actions.plans import (
    AnotherPlanWaits,
    PlanChangedMeanwhile,
    StartsBeforeNow,
    approve_plan,
    change_plan,
    draft_plan,
    propose_plan,
    reject_plan,
    start_due_plan,
    withdraw_plan,
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
from quanju.domains.planning.layers import PlanNotReadable
from quanju.domains.planning.tiling import CannotRedraw

__all__ = [
    "AnotherPlanWaits",
    "CannotRedraw",
    "PlanChangedMeanwhile",
    "PlanNotReadable",
    "StartsBeforeNow",
    "StudyCancelled",
    "approve_plan",
    "ask_study",
    "cancel_study",
    "change_plan",
    "draft_plan",
    "propose_plan",
    "queue_stranded",
    "reject_plan",
    "repeat_study",
    "run_study",
    "start_due_plan",
    "take_next_study",
    "withdraw_plan",
]
