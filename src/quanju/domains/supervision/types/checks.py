"""The words of full supervision: levels, checks, a hit as everybody reads it."""

from dataclasses import dataclass
from datetime import datetime

from quanju.domains.kernel.types import Text
from quanju.domains.supervision.workflow import HIT

LEVELS = {
    1: Text("1 级 · 督察法制大队", "level 1 · inspection and legal brigade"),
    2: Text("2 级 · 接报案中心", "level 2 · reception centre"),
    3: Text("3 级 · 各办案部门", "level 3 · case departments"),
}
"""Three-level supervision (SUP-01), by who supervises."""
LEVEL_TASKS = {
    1: Text("精准指导", "exact guidance"),
    2: Text("靠前监督", "early supervision"),
    3: Text("源头治理", "fixing at source"),
}
CHECKS = {
    "should_file": Text("应立未立", "should be filed, is not"),
    "overdue": Text("超过时限", "past a limit"),
    "no_receipt": Text("没有回执", "no receipt"),
    "no_recording": Text("缺录音录像", "no recording"),
    "lighter_class": Text("降低类别", "class made lighter"),
    "bounced": Text("多次退回", "declined again and again"),
    "withdrawn": Text("立案即撤", "revoked soon after filing"),
    "same_officer": Text("录审同人", "entered and decided by one person"),
}
"""What every report is looked at for (SUP-04); parameters stand in the table of checks."""
HIT_STATES = HIT.state_labels


@dataclass(frozen=True, slots=True, kw_only=True)
class HitView:
    """A report that a check has flagged, with the version of the table that it was flagged by."""

    pk: int
    check: str
    level: int
    said: Text
    status: str
    report: str
    office: Text
    office_code: str
    station_id: int | None
    rules: str
    since_at: datetime
    hit_at: datetime
    reason: str
    decided_by: str
    decided_at: datetime | None
    finding: str = ""

    @property
    def subject(self) -> str:
        return f"hit:{self.pk}"

    @property
    def check_label(self) -> Text:
        return CHECKS[self.check]

    @property
    def level_label(self) -> Text:
        return LEVELS[self.level]

    @property
    def status_label(self) -> Text:
        return HIT_STATES[self.status]

    @property
    def is_open(self) -> bool:
        return self.status == "open"


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """How many reports there are, how many were looked at by rule, and how many by a person."""

    reports: int
    by_rule: int
    by_person: int
    flagged: int

    @property
    def is_whole(self) -> bool:
        return self.by_rule >= self.reports
