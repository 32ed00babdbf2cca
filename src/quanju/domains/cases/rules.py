"""The rule table of cases: limits of the branch's own, beside those of the law."""

from datetime import datetime, timedelta

from quanju.domains.kernel.types import Text
from quanju.domains.rulebook.queries import in_force
from quanju.domains.rulebook.types import RuleKind, Table, worded


class CaseLimits(Table):
    """How soon an office accepts, how long an administrative report may be looked at, and how
    soon what was taken is in the store."""

    accept_min: float = worded("受案时限", "Accepted within", ge=10, le=1440)
    review_h: float = worded("审查时限", "Looked at within", ge=1, le=72)
    hard_review_h: float = worded(
        "疑难审查时限", "Looked at within, where it is hard", ge=1, le=240
    )
    decline_most: int = worded("最多退回次数", "Declined at most so many times", ge=1, le=10)
    review_days: int = worded("中止后最迟复查", "Suspended: looked at again within", ge=1, le=366)
    hand_in_h: float = worded("财物交保管室时限", "Things are in the store within", ge=1, le=240)

    @property
    def accept(self) -> timedelta:
        return timedelta(minutes=self.accept_min)

    @property
    def hand_in(self) -> timedelta:
        """How long a thing may lie with the officer before it is in the store."""
        return timedelta(hours=self.hand_in_h)

    def review(self, circumstance: str) -> timedelta:
        """Of an administrative case; a criminal one has the law's clock C2."""
        return timedelta(hours=self.hard_review_h if circumstance == "hard" else self.review_h)


LIMITS = RuleKind(
    "cases.limits",
    Text("案件内部时限", "Limits of cases"),
    CaseLimits,
    later=("review_days", "hand_in_h"),
)


def limits(at: datetime) -> CaseLimits:
    """The table in force."""
    return in_force(LIMITS, at=at).content
