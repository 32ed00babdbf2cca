"""What holds where a line of a rule table says nothing, typed here once more."""

import typing
from collections.abc import Iterator

from pydantic import BaseModel

from quanju.domains.rulebook.types import kinds

DEFAULTS = {
    ("deadlines.statutory_clocks", "ExtensionRow", "total"): False,
    ("deadlines.statutory_clocks", "ExtensionRow", "renewable"): False,
    ("dispatch.bodies", "BodyLine", "takes_restricted"): False,
    ("dispatch.clocks", "Limits", "late_entry_days"): 31,
    ("dispatch.grades", "Grade", "is_risky"): False,
    ("dispatch.incident_classes", "ClassLine", "needs_case"): False,
    ("dispatch.incident_classes", "ClassLine", "share_percent"): 0,
    ("dispatch.incident_classes", "TypeLine", "is_crew_help"): False,
    ("dispatch.incident_classes", "TypeLine", "is_enforcement"): True,
    ("dispatch.incident_classes", "TypeLine", "is_met"): False,
    ("dispatch.incident_classes", "TypeLine", "is_restricted"): False,
    ("dispatch.joining", "Joining", "same_class_only"): True,
    ("dispatch.joining", "Joining", "least_common_words"): 0,
    ("dispatch.incident_classes", "TypeLine", "is_complaint"): False,
    ("dispatch.response_plans", "ResponsePlans", "preference_s"): 0,
    ("dispatch.response_plans", "ResponsePlans", "nearer_by_s"): 120,
    ("dispatch.response_plans", "ResponsePlans", "place_within_m"): 100,
    ("dispatch.response_plans", "NeedLine", "least_crew"): 1,
}


def models(asked: object) -> Iterator[type[BaseModel]]:
    """The models that a type names, and those within them."""
    if isinstance(asked, type) and issubclass(asked, BaseModel):
        yield asked
        for field in asked.model_fields.values():
            yield from models(field.annotation)
    for part in typing.get_args(asked):
        yield from models(part)


def test_every_number_and_yes_or_no_that_may_be_left_out():
    found = {
        (kind.name, model.__name__, name): field.default
        for kind in kinds()
        for model in models(kind.model)
        for name, field in model.model_fields.items()
        if isinstance(field.default, int | float)
    }
    assert found == DEFAULTS
