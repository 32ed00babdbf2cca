"""What cases ask a room above before a decision is put up: some may not be without an opinion."""

from datetime import datetime
from typing import Protocol

from quanju.domains.kernel.ports import Port
from quanju.domains.kernel.types import Verdict


class BeforeDecision(Protocol):
    """May this decision over the case be put up now? With the reason, if not."""

    def __call__(self, case: str, decision: str, *, at: datetime) -> Verdict: ...


before_decision: Port[BeforeDecision] = Port("May this decision over a case be put up now?")
