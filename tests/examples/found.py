"""What an address needs so that the right alone decides."""

from dataclasses import dataclass, field
from typing import Any


@dataclass
class Found:
    """Parts of addresses by the address's name or by their own, bodies and queries by address."""

    by_name: dict[str, dict[str, Any]] = field(default_factory=dict)
    by_part: dict[str, Any] = field(default_factory=dict)
    body: dict[str, dict[str, Any]] = field(default_factory=dict)
    query: dict[str, dict[str, str]] = field(default_factory=dict)

    def parts(self, name: str, wanted: list[str]) -> dict[str, Any]:
        """What to put into the address called `name`; KeyError names the missing part."""
        given = self.by_name.get(name, {})
        return {part: given[part] if part in given else self.by_part[part] for part in wanted}
