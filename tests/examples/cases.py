"""A case."""

from tests.builders.cases import registered
from tests.examples.found import Found

from quanju.domains.kernel.clock import now


def fill(found: Found) -> None:
    view = registered(at=now())
    for name in ("case", "act_on_case", "serve_paper"):
        found.by_name[f"case_desk:{name}"] = {"number": view.number, "verb": "decline"}
    found.by_name["case_desk:act_on_story"] = {"number": view.number, "verb": "add_helper"}
    found.by_name["case_desk:act_on_property"] = {"number": view.number, "verb": "enter"}
    found.by_name["case_desk:propose_decision"] = {"number": view.number, "decision": "file"}
