"""The decisions over a case that need two people: from which state, about which kind, by whom."""

from dataclasses import dataclass

from quanju.domains.cases.types.cases import KINDS
from quanju.domains.kernel.roles import LEGAL, SIGNATORIES
from quanju.domains.kernel.types import Text

BOTH = frozenset(KINDS)
CRIMINAL, ADMINISTRATIVE = frozenset({"criminal"}), frozenset({"administrative"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """A decision is named as the verb of the state table that it carries out."""

    name: str
    label: Text
    asks: Text
    """What the proposer writes down."""
    kinds: frozenset[str] = BOTH
    roles: frozenset[str] = SIGNATORIES
    ends_review: bool = False


DECISIONS = {
    one.name: one
    for one in (
        Decision(
            name="file",
            label=Text("立案", "file the case"),
            asks=Text("已查明的事实、管辖依据", "Facts found, and why we are competent"),
            ends_review=True,
        ),
        Decision(
            name="not_file",
            label=Text("不予立案", "not file the case"),
            asks=Text("不予立案的理由", "Why it is not filed"),
            ends_review=True,
        ),
        Decision(
            name="transfer_out",
            label=Text("移送其他机关", "transfer the case out"),
            asks=Text("移送给谁，为什么", "To whom, and why"),
            ends_review=True,
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
        ),
        Decision(
            name="suspend",
            label=Text("中止", "suspend the case"),
            asks=Text("中止理由、何时复查", "Why, and when it is looked at again"),
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
