"""Who may propose and approve rules (specification 2.3 row config, 2.4)."""

from quanju.domains.kernel.roles import ADMIN, AUDIT, BASE, DESK, LEADERS, LEGAL, TRIPS
from quanju.domains.kernel.types import Text
from quanju.domains.people.rights import right

PROPOSERS = ADMIN | LEGAL | BASE | TRIPS

may_read_rules = right(PROPOSERS | LEADERS | AUDIT | DESK, Text("查看规则", "read the rules"))
may_propose_rule = right(PROPOSERS, Text("提出规则变更", "propose rules"))
may_approve_rule = right(LEADERS, Text("批准规则", "approve rules"))
