"""A home of its own for the bytes of each test, and a room whose matters have files."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from quanju.domains.documents import ports
from quanju.domains.documents.outside import store as stores
from quanju.domains.kernel.types import Text, Verdict
from quanju.domains.people.types import Actor

NO = Verdict.no("DENY_RELATION", Text("不是您的", "not yours"))


@dataclass
class Things:
    """A room for tests: its matters are `thing:…`; dispatchers may read them."""

    ended: dict[str, datetime] = field(default_factory=dict)
    of_a_case: set[str] = field(default_factory=set)

    def may_read(self, subject: str, actor: Actor, at: datetime) -> Verdict:
        return Verdict.yes() if actor.role == "dispatcher" else NO

    def matter(self, subject: str) -> ports.Matter:
        return ports.Matter(
            Text(subject, subject), self.ended.get(subject), subject in self.of_a_case
        )


@pytest.fixture(autouse=True)
def files(tmp_path: Path, settings: Any) -> Path:
    """The folder of the bytes."""
    settings.HOME, settings.FILES_AT, settings.CLAMAV = tmp_path, "", ""
    stores._opened.cache_clear()
    return tmp_path / "files"


@pytest.fixture
def things() -> Iterator[Things]:
    room = Things()
    with ports.files.alone():
        ports.files.plug("thing", room)
        yield room
