"""What leaves the machine, by which way, and why it did not."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import SplitResult, unquote


@dataclass(frozen=True, kw_only=True)
class Letter:
    """Seals that belong outside, the oldest first; the branch's public key beside them."""

    branch: str
    public_key: str
    seals: tuple[Mapping[str, Any], ...]

    @property
    def name(self) -> str:
        return f"seal-{self.seals[-1]['number']:06}"

    def lines(self) -> str:
        """One seal a line, as `quanju journal verify --against` reads them."""
        return "".join(json.dumps(seal, ensure_ascii=False) + "\n" for seal in self.seals)


@dataclass(frozen=True)
class Way:
    """An address as the settings have it; what is shown of it bears no password."""

    url: SplitResult

    @property
    def kind(self) -> str:
        return self.url.scheme

    @property
    def target(self) -> str:
        """A folder, a printer, an e-mail address."""
        place = self.url.netloc.rpartition("@")[2] + self.url.path
        return place if self.kind in ("http", "https") else unquote(place)

    @property
    def host(self) -> str:
        """What the journal may hold of it: no person's address."""
        if self.kind == "mailto":
            return self.target.rpartition("@")[2]
        return self.url.hostname or "" if self.kind in ("http", "https") else self.target

    @property
    def shown(self) -> str:
        if self.kind in ("http", "https"):
            return f"{self.kind}://{self.target}"
        return f"{self.kind}:{self.target}"
