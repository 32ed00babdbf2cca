"""Who plans and who approves (specification 2.3 row duty_plan, 2.4)."""

from quanju.domains.kernel.roles import DUTY_READERS, LEADERS, PLANNERS
from quanju.domains.kernel.types import Text
from quanju.domains.people.rights import right

# Studies and plans: whoever may see the duty plan.
may_read_planning = right(DUTY_READERS, Text("查看研究和方案", "see studies and plans"))
# Ask for studies, draft and propose plans: the branch's planners at the command centre.
may_study = right(PLANNERS, Text("开展研究", "ask for studies"), is_the_services=True)
may_approve_plan = right(LEADERS, Text("批准方案", "approve plans"))
# Ask for suggestions, accept, reject: the branch's planners, never a service (NB-10).
may_decide_suggestion = right(PLANNERS, Text("决定排班建议", "decide on suggested shifts"))
