"""Allowed moves of a case (specification 3.4). Who decides each stands in `types/decisions.py`."""

from quanju.domains.kernel.types import Text
from quanju.domains.kernel.workflow import Workflow

CASE = Workflow(
    name="case",
    moves={
        "reported": {
            "send": "reported",
            "decline": "reported",
            "accept": "accepted",
        },
        "accepted": {
            "hand_over": "accepted",
            "start_review": "under_review",
            "transfer_out": "transferred_out",
        },
        "under_review": {
            "hand_over": "under_review",
            "note_circumstance": "under_review",
            "extend_review": "under_review",
            "file": "filed",
            "not_file": "not_filed",
            "transfer_out": "transferred_out",
            "convert": "converted",
        },
        "filed": {"assign": "investigating"},
        "not_filed": {
            "apply": "reconsideration",
            "receive_query": "prosecutor_query",
            "new_facts": "filed",
        },
        "reconsideration": {
            "extend_decision": "reconsideration",
            "grant": "filed",
            "uphold": "not_filed_upheld",
        },
        "not_filed_upheld": {
            "apply_above": "review_above",
            "receive_query": "prosecutor_query",
            "new_facts": "filed",
        },
        "review_above": {"grant_above": "filed", "uphold_above": "review_upheld"},
        "review_upheld": {"receive_query": "prosecutor_query", "new_facts": "filed"},
        "prosecutor_query": {
            "answer_query": "prosecutor_query",
            "receive_order": "prosecutor_query",
            "file_by_order": "filed",
            "end_query": "query_ended",
        },
        "query_ended": {"receive_query": "prosecutor_query", "new_facts": "filed"},
        "transferred_out": {},
        "converted": {},
        "investigating": {
            "hand_over": "investigating",
            "extend_deciding": "investigating",
            "suspend": "suspended",
            "prosecute": "sent_to_prosecution",
            "decide": "decided_admin",
            "revoke": "revoked",
        },
        "suspended": {"look_again": "suspended", "resume": "investigating"},
        "sent_to_prosecution": {"close": "closed"},
        "decided_admin": {"close": "closed"},
        "revoked": {"close": "closed"},
        "closed": {"archive": "archived"},
        "archived": {},
    },
    state_labels={
        "reported": Text("待受理", "reported"),
        "accepted": Text("已受理", "accepted"),
        "under_review": Text("立案审查", "under review"),
        "filed": Text("已立案", "filed"),
        "not_filed": Text("不予立案", "not filed"),
        "reconsideration": Text("复议中", "being reconsidered"),
        "not_filed_upheld": Text("复议维持不予立案", "not filed, upheld"),
        "review_above": Text("上级复核中", "under review above"),
        "review_upheld": Text("复核维持不予立案", "not filed, upheld above"),
        "prosecutor_query": Text("检察院立案监督", "queried by the procuratorate"),
        "query_ended": Text("检察院认可不立案", "reasons accepted by the procuratorate"),
        "transferred_out": Text("已移送", "transferred out"),
        "converted": Text("已转为另一类案件", "converted"),
        "investigating": Text("侦查（调查）中", "investigating"),
        "suspended": Text("中止", "suspended"),
        "sent_to_prosecution": Text("移送审查起诉", "sent to prosecution"),
        "decided_admin": Text("已作行政决定", "administrative decision made"),
        "revoked": Text("撤销案件", "revoked"),
        "closed": Text("结案", "closed"),
        "archived": Text("已归档", "archived"),
    },
    verb_labels={
        "send": Text("移交办案部门", "send to an office"),
        "decline": Text("退回", "decline"),
        "accept": Text("受理", "accept"),
        "hand_over": Text("换办案民警", "change the case officer"),
        "start_review": Text("开始审查", "start the review"),
        "note_circumstance": Text("记审查情形", "note a circumstance"),
        "file": Text("立案", "file"),
        "not_file": Text("不予立案", "not file"),
        "transfer_out": Text("移送其他机关", "transfer out"),
        "convert": Text("刑事、行政互转", "convert"),
        "assign": Text("指定主办", "assign"),
        "extend_review": Text("延长审查", "extend the review"),
        "apply": Text("申请复议", "apply for reconsideration"),
        "extend_decision": Text("延长复议期限", "extend the reconsideration"),
        "grant": Text("复议：撤销原决定，立案", "grant: file the case"),
        "uphold": Text("复议：维持不予立案", "uphold: not filed"),
        "apply_above": Text("申请复核", "apply for review above"),
        "grant_above": Text("复核：立案", "review above: file"),
        "uphold_above": Text("复核：维持", "review above: upheld"),
        "receive_query": Text("收到检察院要求说明理由", "receive a query"),
        "answer_query": Text("答复检察院", "answer the query"),
        "receive_order": Text("收到通知立案书", "receive an order to file"),
        "file_by_order": Text("按通知立案", "file by order"),
        "end_query": Text("检察院认可理由", "reasons accepted"),
        "extend_deciding": Text("延长办案期限", "extend the time to decide"),
        "new_facts": Text("因新事实立案", "file upon new facts"),
        "suspend": Text("中止", "suspend"),
        "look_again": Text("复查", "look at it again"),
        "resume": Text("恢复", "resume"),
        "prosecute": Text("移送审查起诉", "send to prosecution"),
        "decide": Text("作出行政决定", "decide (administrative)"),
        "revoke": Text("撤销", "revoke"),
        "close": Text("结案", "close"),
        "archive": Text("归档", "archive"),
    },
)

AT_REVIEW = ("reported", "accepted", "under_review")
"""Whether it is filed is not decided yet."""
CONCLUDED = ("sent_to_prosecution", "decided_admin", "revoked")
"""Its outcome stands; its property and its papers are to be settled."""
CLOSED = ("closed", "archived")
"""Its file is whole; the archivist looks through it once more and seals it."""
FINISHED = (*CLOSED, "converted")
"""It stands as it ended: nothing is added and nothing changed any more."""
OBJECTED = ("reconsideration", "review_above", "prosecutor_query")
"""That it was not filed is looked at anew; legal supervision has it."""
OPEN = (*AT_REVIEW, "filed", "investigating", "suspended", *OBJECTED, *CONCLUDED)
"""Somebody works on it."""
HOLDS_PROPERTY = tuple(one for one in CASE.moves if one not in ("reported", *FINISHED))
"""Somebody has it: what was taken is handed on, and returned also where nothing was filed."""
