"""One's own groups: by their number, and where in them the words were said.

Neither a title nor a word of what was said is told here: how often, in which group. The words are
read on the page of the search, where the reading is recorded.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime

from quanju.domains.coordination.models.groups import Group
from quanju.domains.coordination.permissions import may_take_part
from quanju.domains.coordination.queries.finding import LONGEST_ASKED, MOST, find_lines
from quanju.domains.coordination.workflow import GROUP
from quanju.domains.kernel.found import Found, number_asked
from quanju.domains.kernel.types import Text
from quanju.domains.people.types import Actor

LEAST_LETTERS = 2
"""One letter stands in most of what is said: that is asked for on the page of the search."""
PLACES, MORE = Text("{n} 处", "{n} times"), Text("{n} 处以上", "{n} times or more")


def find(words: str, *, by: Actor, at: datetime, most: int) -> list[Found]:
    """Groups of one's own whose number begins or ends so, or in which the words were said."""
    return [*_numbered(words, by, at, most), *_said(words, by, at, most)]


def _numbered(words: str, by: Actor, at: datetime, most: int) -> Iterator[Found]:
    asked = number_asked(words)
    if asked is None:
        return
    rows = Group.objects.visible_to(by, at).filter(asked).order_by("-number")
    for number, status in rows.values_list("number", "status")[:most]:
        yield Found(
            kind="number",
            subject=f"group:{number}",
            title=Text(f"协同群 {number}", f"Group {number}"),
            detail=GROUP.state_labels[status],
        )


def _said(words: str, by: Actor, at: datetime, most: int) -> Iterator[Found]:
    if not LEAST_LETTERS <= len(words.strip()) <= LONGEST_ASKED or not may_take_part(by):
        return
    hits = find_lines(words, by=by, at=at)
    is_cut = len(hits) == MOST
    for number, count in Counter(one.group for one in hits).most_common(most):
        yield Found(
            kind="said",
            subject=f"group:{number}",
            title=Text(f"协同群 {number}", f"Group {number}"),
            detail=(MORE if is_cut else PLACES).filled(n=count),
        )
