"""The words of letters: what residents send without an account and are answered."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from quanju.domains.kernel.types import Text
from quanju.domains.kernel.workflow import Workflow
from quanju.domains.reception.workflow import COMPLAINT, PETITION, QUESTION

LETTERS: Mapping[str, Text] = {
    "question": Text("提问", "question"),
    "complaint": Text("投诉民警", "complaint about police"),
    "petition": Text("信访", "petition"),
}
WORKFLOWS: Mapping[str, Workflow] = {
    "question": QUESTION,
    "complaint": COMPLAINT,
    "petition": PETITION,
}
"""What may become of each kind."""
FINDINGS = {
    "upheld": Text("属实", "upheld"),
    "partly": Text("部分属实", "partly upheld"),
    "not_upheld": Text("不属实", "not upheld"),
}
"""What a complaint came to."""
SCORES = {
    5: Text("很满意", "very good"),
    4: Text("满意", "good"),
    3: Text("一般", "fair"),
    2: Text("不满意", "poor"),
    1: Text("很不满意", "very poor"),
}

PLAIN: Mapping[str, Mapping[str, tuple[Text, Text]]] = {
    "question": {
        "registered": (
            Text("已收到", "Received"),
            Text("接报案中心会在这里答复您。", "The reception centre answers you here."),
        ),
        "answered": (Text("已答复", "Answered"), Text("答复见下。", "The answer is below.")),
    },
    "complaint": {
        "registered": (
            Text("已登记，等待受理", "Registered"),
            Text(
                "由督察法制办理，被投诉的单位看不到。",
                "Legal supervision handles it; the office you complain about cannot see it.",
            ),
        ),
        "examining": (
            Text("已受理，正在调查", "Taken on, being examined"),
            Text("您现在不用做什么。", "You need not do anything now."),
        ),
        "answered": (
            Text("已答复", "Answered"),
            Text(
                "认可，或要求另一人复查，都可以在这里按。",
                "Accept it, or ask for a review by somebody else, right here.",
            ),
        ),
        "accepted": (Text("已办结", "Finished"), Text("您认可了答复。", "You accepted it.")),
        "review_asked": (
            Text("正在复查", "Being reviewed"),
            Text("由另一名民警复查。", "Another officer looks at it anew."),
        ),
        "reviewed": (
            Text("已复查", "Reviewed"),
            Text(
                "仍不服，可向上一级公安机关或 12389 反映。",
                "If you disagree, the next higher bureau and 12389 will hear you.",
            ),
        ),
    },
    "petition": {
        "registered": (
            Text("已登记", "Registered"),
            Text(
                "这里只登记，转送有权处理的单位。",
                "It is only registered here, and handed to whoever is competent.",
            ),
        ),
        "handed_over": (
            Text("已转送", "Handed over"),
            Text("请向下面的单位查询办理情况。", "Please ask the body below about it."),
        ),
    },
}
"""What the sender is told of each state, and why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterReceipt:
    """What the sender takes away: the number, and the code that opens it."""

    number: str
    code: str

    @property
    def subject(self) -> str:
        return f"letter:{self.number}:{self.code}"


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterView:
    """A letter as its handler reads it."""

    pk: int
    number: str
    kind: str
    about: str
    office: Text | None
    text: str
    sender: str
    contact: str
    status: str
    owner_id: int | None
    owner: str
    sent_at: datetime
    due_on: date | None
    due_at: datetime | None
    """When it is late; None once nothing is owed."""
    finding: str
    answer: str
    answered_at: datetime | None
    why_review: str
    review: str
    handed_to: str
    proof: str

    @property
    def subject(self) -> str:
        return f"letter:{self.number}"

    @property
    def kind_label(self) -> Text:
        return LETTERS[self.kind]

    @property
    def status_label(self) -> Text:
        return WORKFLOWS[self.kind].state_labels[self.status]

    @property
    def verbs(self) -> tuple[str, ...]:
        return WORKFLOWS[self.kind].verbs(self.status)

    @property
    def finding_label(self) -> Text | str:
        return FINDINGS.get(self.finding, "")

    @property
    def plain(self) -> tuple[Text, Text]:
        return PLAIN[self.kind][self.status]


@dataclass(frozen=True, slots=True, kw_only=True)
class CommentView:
    """What somebody thought of a visit: no number, no name."""

    pk: int
    day: date
    site: Text
    score: int
    words: str

    @property
    def score_label(self) -> Text:
        return SCORES[self.score]


@dataclass(frozen=True, slots=True, kw_only=True)
class Satisfaction:
    """What visitors thought of a span of days (SV-1)."""

    n: int
    asked: int
    mean: float | None
    """None below the number from which it says something."""
    good_share: float | None

    @property
    def good_percent(self) -> int | None:
        return None if self.good_share is None else round(self.good_share * 100)
