"""From wishes to recorded inputs, and from these to the recorded answer."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from quanju.domains.kernel.types import Text
from quanju.domains.planning.rules import NotAStudy
from quanju.domains.planning.types import Inputs, Say, study_kind_named


def options_of(kind: str, given: Mapping[str, Any]) -> Inputs:
    """The wishes of a study, checked and complete; `NotAStudy` says what is wrong."""
    found = study_kind_named(kind)
    if found is None or found.checked is None:
        raise NotAStudy(why=Text(f"没有这种研究：{kind[:20]}", f"no such study: {kind[:20]}"))
    return found.checked(given)


def compute(kind: str, inputs: Inputs, at: datetime, say: Say) -> dict[str, Any]:
    """Answer a study. The same inputs on the same map give the same answer."""
    found = study_kind_named(kind)
    if found is None:
        raise NotAStudy(why=Text(f"没有这种研究：{kind[:20]}", f"no such study: {kind[:20]}"))
    return found.compute(inputs, at, say)
