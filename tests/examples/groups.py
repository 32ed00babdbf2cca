"""A coordination group and a plan that is run as a drill."""

from tests.builders.groups import a_group
from tests.builders.people import actor_in, an_appointment
from tests.examples.found import Found

from quanju.domains.coordination.actions.plans import open_plan
from quanju.domains.kernel.clock import now


def fill(found: Found) -> None:
    """A group of whoever stands for each post in the table, so that its right decides."""
    group = a_group(at=now())
    found.by_name["coordination_room:plan"] = {"code": "flood"}
    found.by_name["coordination_room:of_type"] = {"kind": "trip"}
    found.by_name["coordination_room:act_on_lesson"] = {"lesson": 1, "verb": "set_aside"}
    run = open_plan(
        plan="flood",
        what="示例",
        where_when="示例",
        is_drill=True,
        by=actor_in(an_appointment("dispatcher", name="example-commander")),
        at=now(),
    )
    for name in ("warning", "cap_file", "act_on_warning"):
        here = {"number": run.number, "verb": "propose"}
        found.by_name[f"coordination_room:{name}"] = here
    names = (
        "group",
        "side",
        "stream",
        "note_seen",
        "act_on_group",
        "archived",
        "seal_again",
    )
    here = {"number": group.number, "verb": "join", "name": "points"}
    for name in (*names, "propose_taking", "attach", "reach", "group_map", "map_layer"):
        found.by_name[f"coordination_room:{name}"] = here
