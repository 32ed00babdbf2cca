"""What duty asks rooms above it: who is out on a round, and their measures."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Protocol

from quanju.domains.duty.types import Definition
from quanju.domains.kernel.ports import Port
from quanju.domains.kernel.spans import Stay


class Walks(Protocol):
    """What a room that sends crews on rounds tells: a crew on a round is not at its point."""

    def units_walking(self) -> Collection[int]:
        """The units that are out on a round now, or have paused one."""

    def round_spans(
        self, since: datetime, until: datetime, at: datetime
    ) -> Mapping[int, list[Stay]]:
        """When each unit was out, in seconds since 1970; one under way lasts until `at`."""


walks: Port[Walks] = Port("Who is, or was, out on a round?")

measures: Port[Mapping[str, Definition]] = Port("Which measures stand beside those of duty?")
