"""Who supervises (specification 2.2 actor 13, 2.3 rows case_report and KPI; SUP-01)."""

from quanju.domains.kernel.roles import (
    ARCHIVISTS,
    CASES,
    LEADERS,
    LEGAL,
    RECEPTION,
    STATION,
)
from quanju.domains.kernel.types import Text, Verdict
from quanju.domains.people.rights import right
from quanju.domains.people.types import Actor

# What a rule has flagged is read and decided by legal supervision: it reads all reports.
may_read_hits = right(LEGAL, Text("查看规则命中", "read what rules have flagged"))
may_decide_hits = right(LEGAL, Text("处理规则命中", "decide over what rules have flagged"))
# In numbers, for leaders too.
may_see_board = right(LEGAL | LEADERS, Text("查看监督总览", "see the supervision board"))

# Each level sees its own; a unit sees what is found at it (SUP-01).
may_read_findings = right(
    LEGAL | LEADERS | RECEPTION | STATION | CASES, Text("查看监督问题", "read findings")
)
may_supervise = right(LEGAL | RECEPTION, Text("列出和核查问题", "raise and check findings"))
may_answer_findings = right(RECEPTION | STATION | CASES, Text("答复监督问题", "answer findings"))

# Economic and disputed cases are looked at before they are filed or refused (SUP-05).
may_give_opinions = right(LEGAL, Text("出具事先审核意见", "give opinions in advance"))

# Samples of what was received (SUP-02): who is looked at neither plans nor draws.
may_read_inspections = right(LEGAL | LEADERS, Text("查看检查计划", "read inspection plans"))
may_inspect = right(LEGAL, Text("制定检查计划和检查", "plan inspections and inspect"))

# The index of recordings (SUP-06, SUP-07): the office that recorded writes it in; supervision holds
# the recorder's own list against it; the archive proposes what goes, supervision decides (2.4).
may_read_recordings = right(
    RECEPTION | CASES | STATION | LEGAL | ARCHIVISTS,
    Text("查看录音录像索引", "read the index of recordings"),
)
may_index_recordings = right(RECEPTION | CASES | STATION, Text("登记录音录像", "index recordings"))
may_check_recordings = right(LEGAL, Text("核对、保全录音录像", "check and hold recordings"))
may_clear_recordings = right(
    ARCHIVISTS, Text("提请删除到期录音录像", "propose deleting recordings that are due")
)

OWN_UNIT = Verdict.no(
    "DENY_CONFLICT",
    Text(
        "本单位的问题由别的单位核查、结案",
        "Another unit checks and closes what is found at yours",
    ),
)
OTHER_LEVEL = Verdict.no(
    "DENY_RELATION",
    Text("这一级的问题不由您这里监督", "This level is not supervised from here"),
)
NOT_YOUR_UNIT = Verdict.no(
    "DENY_RELATION", Text("由被监督的单位答复", "The unit that it was found at answers")
)


def may_supervise_at(actor: Actor, *, level: int, office: int, station: int | None) -> Verdict:
    """Legal supervision on each level, the reception centre on 2 and 3; nobody their own unit."""
    may = may_supervise(actor)
    if not may:
        return may
    if actor.organisation_id == office or actor.is_of(station):
        return OWN_UNIT
    if actor.role in RECEPTION and (actor.station_id is not None or level == 1):
        return OTHER_LEVEL
    return may


def may_answer_for(actor: Actor, *, office: int, station: int | None) -> Verdict:
    """Whoever works at the office, and the command room of its station."""
    may = may_answer_findings(actor)
    if not may:
        return may
    is_room = actor.role in STATION and actor.is_of(station)
    return may if is_room or actor.organisation_id == office else NOT_YOUR_UNIT
