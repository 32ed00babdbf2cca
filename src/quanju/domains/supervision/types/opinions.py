"""An opinion of legal supervision before a case is decided (SUP-05), in a frozen class."""

from dataclasses import dataclass
from datetime import datetime

from quanju.domains.kernel.types import Text
from quanju.domains.supervision.workflow import OPINION

WHYS = {
    "economic": Text("经济案件", "an economic case"),
    "disputed": Text("有争议的案件", "a disputed case"),
}
"""Why a case is looked at in advance."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpinionView:
    """The opinion over one case, asked for or given."""

    case: str
    report: str
    why: str
    status: str
    rules: str
    asked_at: datetime
    text: str
    given_by: str
    given_at: datetime | None

    @property
    def subject(self) -> str:
        return f"case:{self.case}"

    @property
    def why_label(self) -> Text:
        return WHYS[self.why]

    @property
    def status_label(self) -> Text:
        return OPINION.state_labels[self.status]
