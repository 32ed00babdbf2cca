"""Names of supervision's entries. They hold numbers, checks and levels; never words of a matter."""

from quanju.domains.journal.types import Audience, Event, Matter, heard
from quanju.domains.kernel.roles import LEADERS, LEGAL
from quanju.domains.kernel.types import Text

# A hit is no reproach before a person has looked: nobody else hears of it.
heard("supervision", Audience(roles=LEGAL, counting=LEADERS, is_named=False))

HIT_FOUND = Event("supervision.hit_found", Text("规则命中", "flagged by a rule"), "combine")
HIT_DISMISSED = Event("supervision.hit_dismissed", Text("命中无问题", "flag dismissed"))

Matter("hit", Text("规则命中", "flag of a rule"))
