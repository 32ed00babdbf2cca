"""Who opens groups and takes part (specification 2.3); inside a group its members only."""

from quanju.domains.kernel.roles import (
    ANALYSTS,
    ARCHIVISTS,
    BASE,
    CASES,
    COMMUNITY,
    DESK,
    FRAUD,
    LEADERS,
    LEGAL,
    LIAISONS,
    PATROL,
    RECEPTION,
    STATION,
    TRIPS,
)
from quanju.domains.kernel.types import Text
from quanju.domains.people.rights import right

_OPENERS = DESK | PATROL | COMMUNITY | CASES | STATION | ANALYSTS | FRAUD | BASE | LEADERS

may_open_groups = right(_OPENERS, Text("建协同群", "open groups"))
# A lawyer or a resident is a member of no group; an archivist has the seat that keeps the archive.
may_take_part = right(
    _OPENERS | RECEPTION | LEGAL | TRIPS | LIAISONS | ARCHIVISTS,
    Text("参加协同群", "take part in groups"),
)
# Headers of ended groups (COL-12, COL-13); what was said in them stays with their members.
may_search_archive = right(
    ARCHIVISTS | BASE | LEADERS | LEGAL, Text("查协同群档案", "search the archive of groups")
)
# The package of any group, for the archive's work (card 22); its members' seats beside.
may_take_packages = right(ARCHIVISTS, Text("取出归档包", "take archive packages out"))
# Past its term a group is deleted: prepared by the archivist, confirmed by supervision (2.4).
may_propose_deletion = right(
    ARCHIVISTS, Text("提请销毁到期协同群", "propose that groups past their term are deleted")
)
may_decide_archive = right(
    LEGAL,
    Text("批准取出大宗归档包、销毁协同群", "decide on taking out large packages and on deletions"),
)
# Groups of the past, taken over at once when a branch begins: what the archivist of old kept.
may_take_over_groups = right(
    ARCHIVISTS, Text("装入历史协同群", "take groups of the past over"), is_the_services=True
)
# The command duty officer: restricted groups, outside guests (specification 2.4).
may_decide_groups = right(
    DESK, Text("批准限制群和外单位成员", "approve restricted groups and guests")
)
# Plans call many at once: the duty command, a station's command room, a leader (ICC-12).
may_open_plans = right(DESK | STATION | LEADERS, Text("启动预案", "open contingency plans"))
# The second person of a public warning: a leader, never who wrote it (specification 2.4).
may_release_warnings = right(LEADERS, Text("批准公众预警", "approve public warnings"))
# An agency outside says that it has a warning (story 12).
may_acknowledge_warnings = right(LIAISONS, Text("签收公众预警", "acknowledge public warnings"))
# The weekly look at open groups (COL-11): base control and legal supervision; headers alone.
may_check_weekly = right(BASE | LEGAL, Text("每周检查协同群", "check open groups every week"))
