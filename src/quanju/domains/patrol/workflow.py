"""Allowed moves of a unit's own state (specification 3.3).

What a unit does on a job belongs to its assignment (house rule 12), so `assigned`,
`acknowledged`, `en_route`, `on_scene`, `transporting` and `reporting` are states of the
assignment, and a board shows them in place of these.
"""

from quanju.domains.kernel.types import Text
from quanju.domains.kernel.workflow import Workflow

_ON_DUTY = {
    "set_available": "available",
    "set_staging": "staging",
    "set_patrolling": "patrolling",
    "set_break": "break",
    "set_out_of_service": "out_of_service",
    "panic": "emergency",
    "sign_off": "off_duty",
}


def _on_duty(state: str) -> dict[str, str]:
    """All moves of a unit on duty, but not the one to the state it is in."""
    return {v: s for v, s in _ON_DUTY.items() if s != state} | {"change_crew": state}


UNIT = Workflow(
    name="unit",
    moves={
        "off_duty": {"sign_on": "available"},
        "available": _on_duty("available"),
        "staging": _on_duty("staging"),
        "patrolling": _on_duty("patrolling"),
        "break": _on_duty("break"),
        "out_of_service": _on_duty("out_of_service"),
        "emergency": {"end_emergency": "available"},
    },
    state_labels={
        "off_duty": Text("下勤", "off duty"),
        "available": Text("空闲", "available"),
        "staging": Text("屯警", "staging"),
        "patrolling": Text("巡逻", "patrolling"),
        "break": Text("休息", "on a break"),
        "out_of_service": Text("停用", "out of service"),
        "emergency": Text("紧急求助", "emergency"),
    },
    verb_labels={
        "sign_on": Text("上勤", "sign on"),
        "sign_off": Text("下勤", "sign off"),
        "change_crew": Text("调整人员", "change the crew"),
        "set_available": Text("空闲", "be available"),
        "set_staging": Text("屯警", "stage"),
        "set_patrolling": Text("巡逻", "patrol"),
        "set_break": Text("休息", "take a break"),
        "set_out_of_service": Text("停用", "go out of service"),
        "panic": Text("紧急求助", "call for help"),
        "end_emergency": Text("解除紧急", "end the emergency"),
    },
)

DISPATCHABLE = frozenset({"available", "staging", "patrolling"})
