"""Who supervises (specification 2.2 actor 13, 2.3 rows case_report and KPI; SUP-01)."""

from quanju.domains.kernel.roles import LEADERS, LEGAL
from quanju.domains.kernel.types import Text
from quanju.domains.people.rights import right

# What a rule has flagged is read and decided by legal supervision: it reads all reports.
may_read_hits = right(LEGAL, Text("查看规则命中", "read what rules have flagged"))
may_decide_hits = right(LEGAL, Text("处理规则命中", "decide over what rules have flagged"))
# In numbers, for leaders too.
may_see_board = right(LEGAL | LEADERS, Text("查看监督总览", "see the supervision board"))
