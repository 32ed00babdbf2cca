"""The rule tables of duty in force."""

from datetime import datetime

from quanju.domains.duty.rules import DUTY, JOINT_DUTY, DutyRule, JointDuty
from quanju.domains.rulebook.queries import in_force


def duty_rule(at: datetime) -> DutyRule:
    return in_force(DUTY, at=at).content


def joint_duty(at: datetime) -> JointDuty:
    """The pairs with the traffic police in force (JNT-03)."""
    return in_force(JOINT_DUTY, at=at).content
