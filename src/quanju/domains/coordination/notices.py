"""What coordination tells people: that a group calls, asks or names them."""

from quanju.domains.kernel.types import Text
from quanju.domains.notices.types import NoticeKind

CALLED_IN = NoticeKind(
    "coordination.called_in",
    Text("协同群叫入", "called into a group"),
    ("number", "kind", "seat", "minutes"),
)
ITEM_ASKED = NoticeKind(
    "coordination.item_asked", Text("协同群交办", "asked by a group"), ("number", "item")
)
MENTIONED = NoticeKind(
    "coordination.mentioned", Text("协同群提到您", "mentioned in a group"), ("number", "place")
)
