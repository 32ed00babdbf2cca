"""What who reported is told by a way of their own choice: that something moved, never what."""

from quanju.domains.kernel.types import Text
from quanju.domains.notices.types import NoticeKind

TELLING_BEGUN = NoticeKind(
    "reception.telling_begun", Text("报案人选择接收提醒", "a reporter chose messages"), ("number",)
)
REPORT_MOVED = NoticeKind(
    "reception.report_moved", Text("告知报案人有进展", "a reporter is told"), ("number",)
)
PAPER_READY = NoticeKind(
    "reception.paper_ready", Text("告知报案人有文书", "a reporter is told of a paper"), ("number",)
)
