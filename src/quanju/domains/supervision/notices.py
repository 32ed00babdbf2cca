"""What supervision tells people: that something was found at their unit, or has gone up."""

from quanju.domains.kernel.types import Text
from quanju.domains.notices.types import NoticeKind

FINDING_SENT = NoticeKind(
    "supervision.finding_sent", Text("监督问题", "a finding"), ("number", "level", "due")
)
