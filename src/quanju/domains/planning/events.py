"""Names of planning's entries."""

from quanju.domains.journal.types import Audience, Event, Matter, heard
from quanju.domains.kernel.roles import DUTY_READERS
from quanju.domains.kernel.types import Text

# Studies and plans follow the duty plan: whoever may read it hears of them.
heard("planning", Audience(roles=DUTY_READERS))

STUDY_ASKED = Event("planning.study_asked", Text("提出研究", "study asked"))
STUDY_MOVED = Event("planning.study_moved", Text("研究进展", "study moved on"))
ROUNDS_ACCEPTED = Event("planning.rounds_accepted", Text("采用巡逻方案", "rounds accepted"))

PLAN_DRAFTED = Event("planning.plan_drafted", Text("起草方案", "plan drafted"))
PLAN_CHANGED = Event("planning.plan_changed", Text("修改方案", "plan changed"))
PLAN_APPROVED = Event("planning.plan_approved", Text("批准方案", "plan approved"), "config_change")
PLAN_WITHDRAWN = Event(
    "planning.plan_withdrawn", Text("撤回方案", "plan withdrawn"), "config_change"
)
PLAN_STARTED = Event("planning.plan_started", Text("方案生效", "plan in force"), "config_change")

SHIFTS_SUGGESTED = Event("planning.shifts_suggested", Text("生成班次建议", "shifts suggested"))
SUGGESTION_ACCEPTED = Event(
    "planning.suggestion_accepted", Text("采纳班次建议", "suggestion accepted")
)
SUGGESTION_REJECTED = Event(
    "planning.suggestion_rejected", Text("不采纳班次建议", "suggestion rejected")
)
SUGGESTION_EXPIRED = Event(
    "planning.suggestion_expired", Text("班次建议过时", "suggestion expired")
)
SUGGESTION_OUTDATED = Event(
    "planning.suggestion_outdated", Text("班次建议不再适用", "suggestion outdated")
)

# Written before approvals had a room of their own; older entries are read by these words.
Event("planning.plan_proposed", Text("提请批准", "plan proposed"), "config_change")
Event("planning.plan_rejected", Text("退回方案", "plan rejected"), "config_change")

Matter("plan", Text("方案", "plan"), joins=True)
Matter("study", Text("研究", "study"), joins=True)
Matter("suggestion", Text("建议", "suggestion"))
