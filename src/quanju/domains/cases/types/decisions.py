"""The decisions over a case that need two people: from which state, about which kind, by whom."""

from dataclasses import dataclass

from quanju.domains.cases.types.cases import KINDS
from quanju.domains.kernel.roles import CASES, LEGAL, SIGNATORIES
from quanju.domains.kernel.types import Text

BOTH = frozenset(KINDS)
ECONOMIC = {"economic": "C9", "agency": "C10"}
"""Reviews of economic crimes, by what the officer notes; each from the day of the receipt."""
REVIEWS = ("C2", *ECONOMIC.values())
"""The law's limits for deciding whether a criminal case is filed: one of them runs at a time."""
HAND_ON = "C3"
"""What is another authority's is transferred: 24 hours from when that was found."""
CRIMINAL, ADMINISTRATIVE = frozenset({"criminal"}), frozenset({"administrative"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """A decision is named as the verb of the state table that it carries out."""

    name: str
    label: Text
    asks: Text
    """What the proposer writes down."""
    kinds: frozenset[str] = BOTH
    proposers: frozenset[str] = CASES
    """The case officer; of what is against the office's own decision, legal supervision."""
    roles: frozenset[str] = SIGNATORIES
    ends_review: bool = False
    """Whatever clock runs on the case is met by it."""
    is_by_another: bool = False
    """Who signed the decision that is looked at anew does not sign this one."""
    has_review_day: bool = False
    """A day is named on which the case is looked at again."""
    paper: str = ""
    """The kind of paper that is issued with it."""


DECISIONS = {
    one.name: one
    for one in (
        Decision(
            name="file",
            label=Text("立案", "file the case"),
            asks=Text("已查明的事实、管辖依据", "Facts found, and why we are competent"),
            ends_review=True,
            paper="cases.filing",
        ),
        Decision(
            name="extend_review",
            label=Text("延长审查至 30 日", "extend the review to 30 days"),
            asks=Text(
                "为什么重大、疑难、复杂；经济犯罪再次延长的，写明上一级批准文号",
                "Why it is major and complex; a second time of an economic crime, the number of "
                "the approval from above",
            ),
            kinds=CRIMINAL,
            paper="cases.extension",
        ),
        Decision(
            name="not_file",
            label=Text("不予立案", "not file the case"),
            asks=Text("不予立案的理由", "Why it is not filed"),
            ends_review=True,
            paper="cases.not_filing",
        ),
        Decision(
            name="transfer_out",
            label=Text("移送其他机关", "transfer the case out"),
            asks=Text("移送给谁，为什么", "To whom, and why"),
            ends_review=True,
            paper="cases.transfer",
        ),
        Decision(
            name="convert",
            label=Text("刑事、行政互转", "convert the case"),
            asks=Text("为什么属于另一类案件", "Why it is of the other kind"),
            ends_review=True,
        ),
        Decision(
            name="new_facts",
            label=Text("因新事实立案", "file upon new facts"),
            asks=Text("新的事实或者证据", "The new facts or evidence"),
            ends_review=True,
            paper="cases.filing",
        ),
        Decision(
            name="grant",
            label=Text("复议：撤销原决定，立案", "reconsideration: file the case"),
            asks=Text("复议查明的事实和理由", "What the reconsideration found, and why"),
            kinds=CRIMINAL,
            proposers=LEGAL,
            ends_review=True,
            is_by_another=True,
            paper="cases.reconsideration",
        ),
        Decision(
            name="uphold",
            label=Text("复议：维持不予立案", "reconsideration: uphold not filing"),
            asks=Text("复议查明的事实和理由", "What the reconsideration found, and why"),
            kinds=CRIMINAL,
            proposers=LEGAL,
            ends_review=True,
            is_by_another=True,
            paper="cases.reconsideration",
        ),
        Decision(
            name="extend_decision",
            label=Text("延长复议期限 30 日", "extend the reconsideration by 30 days"),
            asks=Text("为什么要延长（书面告知申请人）", "Why; the applicant is told in writing"),
            kinds=CRIMINAL,
            proposers=LEGAL,
            paper="cases.told",
        ),
        Decision(
            name="grant_above",
            label=Text("按复核决定立案", "file by the decision from above"),
            asks=Text("上级复核决定书文号和内容", "Number and content of the decision from above"),
            kinds=CRIMINAL,
            proposers=LEGAL,
            ends_review=True,
            paper="cases.filing",
        ),
        Decision(
            name="uphold_above",
            label=Text("记复核结果：维持", "note that it was upheld above"),
            asks=Text("上级复核决定书文号和内容", "Number and content of the decision from above"),
            kinds=CRIMINAL,
            proposers=LEGAL,
            ends_review=True,
            paper="cases.told",
        ),
        Decision(
            name="answer_query",
            label=Text("答复检察院", "answer the procuratorate"),
            asks=Text("不立案的理由说明", "The reasons for not filing"),
            kinds=CRIMINAL,
            proposers=LEGAL,
            ends_review=True,
            paper="cases.reasons",
        ),
        Decision(
            name="file_by_order",
            label=Text("按检察院通知立案", "file by order of the procuratorate"),
            asks=Text("通知立案书文号", "Number of the order"),
            kinds=CRIMINAL,
            proposers=LEGAL,
            ends_review=True,
            paper="cases.filing",
        ),
        Decision(
            name="extend_deciding",
            label=Text("延长办案期限 30 日", "extend the time to decide by 30 days"),
            asks=Text("上一级批准的文书号、为什么要延长", "Number of the approval from above; why"),
            kinds=ADMINISTRATIVE,
            paper="cases.extension",
        ),
        Decision(
            name="suspend",
            label=Text("中止", "suspend the case"),
            asks=Text("中止理由", "Why it is suspended"),
            has_review_day=True,
        ),
        Decision(
            name="prosecute",
            label=Text("移送审查起诉", "send the case to prosecution"),
            asks=Text("认定的事实和证据", "Facts and evidence relied upon"),
            kinds=CRIMINAL,
        ),
        Decision(
            name="decide",
            label=Text("作出行政决定", "decide the administrative case"),
            asks=Text("决定内容和依据", "What is decided, and on which basis"),
            kinds=ADMINISTRATIVE,
        ),
        Decision(
            name="revoke",
            label=Text("撤销案件", "revoke the case"),
            asks=Text("撤销理由", "Why it is revoked"),
        ),
        Decision(
            name="close",
            label=Text("结案", "close the case"),
            asks=Text("财物、文书已处理的情况", "How property and papers were settled"),
            roles=LEGAL,
        ),
    )
}
