"""A template is tried out before anybody may approve it."""

from datetime import timedelta
from pathlib import Path

import pytest
from tests.builders.papers import NOTE, notes
from tests.builders.people import NOON, an_actor

from quanju.domains.documents.types import PaperKind, paper_kinds
from quanju.domains.kernel.types import Refused
from quanju.domains.rulebook import actions as rulebook
from quanju.domains.rulebook.queries import shipped
from quanju.domains.rulebook.reading import read_table
from quanju.domains.rulebook.types import RuleError

SECOND = Path(__file__).parents[2] / "branches" / "second_branch" / "rules"


def of(layout: str) -> str:
    return NOTE.replace("#content.words\\n#closing()", layout.replace("\n", "\\n"))


@pytest.mark.parametrize("kind", paper_kinds(), ids=lambda kind: kind.name)
def test_the_templates_of_both_branches_can_be_set(kind: PaperKind):
    for text in (shipped(kind.template), (SECOND / f"{kind.name}.toml").read_text("utf-8")):
        kind.template.try_out(read_table(kind.template, text))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("layout", "why"),
    [
        ("#content.words\n#closing()\n#nothing", "line 3 of layout"),
        ("#content.words\n#genuine()", "the layout does not show the office"),
        ("#content.words\n#sealed()", "the layout does not show the code"),
    ],
)
def test_a_layout_that_cannot_be_used_is_refused_with_its_reason(layout, why):
    with notes() as kind, pytest.raises(RuleError) as told:
        kind.template.try_out(read_table(kind.template, of(layout)))
    assert why in told.value.placed.en


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("#content.words", "#eval(content.words)", "a layout may not use eval"),
        ("{ordinal}号", "号", "needs {year} and {ordinal} once each"),
        ("{ordinal}号", "{ordinal}{year.real}号", "needs {year} and {ordinal} once each"),
        ('"BT"', '"bt"', "mark"),
        ('"BT"', '"ABCDEFGHI"', "mark"),
    ],
)
def test_a_template_is_read_strictly(old, new, why):
    with notes() as kind, pytest.raises(RuleError) as told:
        read_table(kind.template, NOTE.replace(old, new))
    assert why in told.value.placed.en


@pytest.mark.django_db
def test_nobody_can_propose_a_template_that_cannot_be_set():
    with notes(), pytest.raises(Refused, match="RULE_NOT_USABLE"):
        rulebook.propose_rule(
            kind="tests.note",
            text=of("#nothing"),
            effective_from=NOON + timedelta(days=1),
            reason="换",
            by=an_actor("system_admin"),
            at=NOON,
        )
