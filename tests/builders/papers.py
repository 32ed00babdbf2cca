"""Papers to test with: a kind that no room issues, and whoever issues them."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from tests.builders.people import NOON, an_actor

from quanju.domains.documents import types
from quanju.domains.documents.actions import papers
from quanju.domains.documents.types import PaperKind, PaperTemplate, PaperView, paper_kind
from quanju.domains.kernel.roles import DESK
from quanju.domains.kernel.types import Text
from quanju.domains.people.rights import right
from quanju.domains.people.types import SERVICE, Actor
from quanju.domains.rulebook import actions as rulebook
from quanju.domains.rulebook import types as rules

NOTE = """
name = ["便条", "Note"]
mark = "BT"
serial = ["便条〔{year}〕{ordinal}号", "Note {ordinal} of {year}"]
seal_place = ["（盖章）", "(seal)"]
layout = "#content.words\\n#closing()"
"""


@contextmanager
def notes(*, is_sole: bool = False, text: str = NOTE) -> Iterator[PaperKind]:
    """A kind of paper for the length of a test; dispatchers read it, leaders withdraw it."""
    kind = paper_kind(
        "tests.note",
        Text("便条", "note"),
        PaperTemplate,
        sample={"words": "你好"},
        may_read=right(DESK, Text("试用", "have it in a test")),
        may_withdraw=right(DESK, Text("试用", "have it in a test")),
        is_sole=is_sole,
    )
    try:
        rulebook.load_rule(kind="tests.note", text=text, effective_from=NOON, by=SERVICE, at=NOON)
        yield kind
    finally:
        types._KINDS.pop("tests.note", None)
        rules._KINDS.pop("tests.note", None)


def a_note(
    by: Actor | None = None, *, subject: str = "incident:1", at: datetime = NOON, **more: Any
) -> PaperView:
    """A note on a matter, numbered."""
    fields: dict[str, Any] = {
        "kind": "tests.note",
        "title": "便条",
        "content": {"words": "你好"},
        "language": "zh-hans",
    }
    return papers.issue_paper(
        subject=subject, by=by or an_actor("dispatcher"), at=at, **(fields | more)
    )
