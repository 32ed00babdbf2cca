"""The words of deadlines."""

from collections.abc import Mapping
from dataclasses import dataclass

from quanju.engine.clocks import Approver, Rule


@dataclass(frozen=True)
class ClockBook:
    """The clocks of a table as the engine reckons with them."""

    rules: Mapping[str, Rule]
    approvers: Mapping[str, Approver]
    amber_share: float
    """Share of a clock's whole length after which it is amber and the first alarm is raised."""
