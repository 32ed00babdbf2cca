"""How a short list of groups is drawn."""

from operator import attrgetter

from django.urls import reverse

from quanju.domains.coordination.types import GroupHead
from quanju.domains.kernel.types import Text
from quanju.pages.shared.listing import Column

URGENT = Text("紧急", "urgent")
DRILL = Text("演练", "drill")


def _page(row: GroupHead) -> str:
    """A draft has no room yet."""
    is_draft = row.status == "draft"
    return "" if is_draft else reverse("coordination_room:group", args=[row.number])


COLUMNS = (
    Column(Text("编号", "Number"), attrgetter("number"), href=_page),
    Column(Text("群名", "Title"), attrgetter("title")),
    Column(
        Text("类型", "Type"),
        attrgetter("kind_name"),
        note=lambda row: DRILL if row.is_drill else URGENT if row.is_urgent else "",
    ),
    Column(Text("责任部门", "Responsible"), attrgetter("responsible")),
    Column(Text("人数", "Members"), attrgetter("members"), "number"),
    Column(Text("最近动静", "Moved last"), attrgetter("last_at"), "moment"),
    Column(Text("状态", "State"), attrgetter("status_label"), part="coordination_room/state.html"),
)
