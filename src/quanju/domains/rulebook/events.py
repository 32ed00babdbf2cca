"""Names of the rulebook's entries."""

from quanju.domains.journal.types import Audience, Event, Matter, heard
from quanju.domains.kernel.types import Text

# What holds is everybody's who holds a post; entries name the kind and the version only.
heard("rulebook", Audience(everybody=True))

RULE_APPROVED = Event("rulebook.rule_approved", Text("批准规则", "rule approved"), "config_change")
RULE_LOADED = Event("rulebook.rule_loaded", Text("装入规则", "rule loaded"), "config_change")

# Written before approvals had a room of their own; older entries are read by these words.
Event("rulebook.rule_proposed", Text("提出规则", "rule proposed"), "config_change")
Event("rulebook.rule_rejected", Text("退回规则", "rule rejected"), "config_change")
Event("rulebook.rule_withdrawn", Text("撤回规则", "rule withdrawn"), "config_change")

Matter("rule", Text("规则表", "rule table"))
