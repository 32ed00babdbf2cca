"""What coordination tells people: that a group calls them."""

from quanju.domains.kernel.types import Text
from quanju.domains.notices.types import NoticeKind

CALLED_IN = NoticeKind(
    "coordination.called_in",
    Text("协同群叫入", "called into a group"),
    ("number", "kind", "seat", "minutes"),
)
