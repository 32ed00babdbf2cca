"""Who may move a clock. The room whose matter it is asks more narrowly before it calls."""

from quanju.domains.kernel.roles import HANDLERS, LEGAL
from quanju.domains.kernel.types import Text
from quanju.domains.people.rights import right

may_move_clocks = right(HANDLERS, Text("推进时限", "move time limits"), is_the_services=True)
may_watch_clocks = right(
    LEGAL, Text("查看全局将到期的时限", "see every time limit of the branch that is near")
)
