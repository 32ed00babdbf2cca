"""Verbs of contingency plans: open one, which makes all of it in one step; go through its steps."""

from datetime import datetime

from quanju.domains.coordination import events
from quanju.domains.coordination.actions.carrying import carry_open
from quanju.domains.coordination.actions.holding import (
    check_running,
    check_speaks,
    held_group,
    note_group,
)
from quanju.domains.coordination.actions.opening import UnknownType, new_group, unit_answering
from quanju.domains.coordination.actions.plan_parts import (
    ask_items,
    draft_warning,
    make_run,
    order_staging,
)
from quanju.domains.coordination.models import RunStep
from quanju.domains.coordination.permissions import may_open_plans
from quanju.domains.coordination.plans.workflow import STEP
from quanju.domains.coordination.queries.groups import group_rules, told_group
from quanju.domains.coordination.queries.plans import plan_rules
from quanju.domains.coordination.types import LONGEST_REASON, LONGEST_TITLE, GroupView
from quanju.domains.dispatch.queries.incidents import incident_named
from quanju.domains.kernel import words
from quanju.domains.kernel.held import held
from quanju.domains.kernel.transaction import write
from quanju.domains.kernel.types import Refused, Text
from quanju.domains.people.types import Actor

NOTE = Text("说明", "the note")
DRILL = Text("演练：", "Drill: ")


class UnknownPlan(Refused):
    """One of the branch's plans, as they stand now."""

    code = "UNKNOWN_PLAN"
    text = Text("没有这个预案", "There is no such plan")
    status = 422
    field = "plan"


class DrillIsNothingReal(Refused):
    """A drill of an incident would stand in its thread as if it had happened."""

    code = "DRILL_IS_NOTHING_REAL"
    text = Text(
        "演练不挂在真实警情上：请从空白启动",
        "A drill stands on no real incident: open it from nothing",
    )
    status = 422
    field = "is_drill"


class PlanIsRestricted(Refused):
    """What needs a second person to open cannot be opened in one step."""

    code = "PLAN_IS_RESTRICTED"
    text = Text(
        "预案所用群类型是限制类，要先批准，不能一步启动",
        "The plan's type of group is restricted and needs approval first",
    )


def open_plan(
    *,
    plan: str,
    what: str,
    where_when: str,
    incident: str = "",
    is_drill: bool = False,
    responsible: int | None = None,
    by: Actor,
    at: datetime,
) -> GroupView:
    """Make the group, its items, the staging order, the checklist and the draft of the warning,
    all of it or nothing.

    Refuses: a plan that is none, a drill on an incident, a restricted type, a seat nobody can fill
    (an urgent type opens all the same). The warning stays a draft until two people release it.
    """
    may_open_plans(by).or_refuse()
    rules, groups = plan_rules(at), group_rules(at)
    asked = rules.plans.get(plan)
    if asked is None:
        raise UnknownPlan()
    kind = groups.types.get(asked.kind)
    if kind is None:
        raise UnknownType()
    if kind.classification == "restricted":
        raise PlanIsRestricted()
    if is_drill and incident:
        raise DrillIsNothingReal()
    seen = incident_named(incident, actor=by, at=at) if incident else None
    facts = {
        "what": what,
        "where_when": where_when,
        "basis": asked.basis.zh,
        "closing": asked.closing.zh,
    }
    title = f"{DRILL.zh if is_drill else ''}{asked.name_zh}"[:LONGEST_TITLE]
    row = new_group(groups, kind, title, facts, kind.classification, by, at)
    row.incident = seen.number if seen else ""
    row.responsible_id = unit_answering(responsible or (seen.station_id if seen else None), by)
    row.is_drill = is_drill
    row.is_urgent = kind.is_urgent and not is_drill
    seats = dict.fromkeys((*kind.called, *(one for one in asked.called if one in groups.seats)))
    with write():
        carry_open(row, groups, kind.model_copy(update={"called": tuple(seats)}), by, at)
        run = make_run(row, asked, by, at)
        ask_items(row, asked, by, at)
        order_staging(row, run, asked, seen, by, at)
        draft_warning(row, run, asked, rules, seen, where_when, at)
    return told_group(row.pk, at=at)


def move_step(
    *, group: str, step: int, verb: str, note: str = "", by: Actor, at: datetime
) -> GroupView:
    """Say that a step of the checklist is done, or not needed and why; or open it again."""
    said = words.line(
        note, NOTE, longest=LONGEST_REASON, needed=verb == "skip", field=f"note_{step}"
    )
    with write():
        row, mine = held_group(group, by, at)
        check_running(row)
        check_speaks(mine)
        one = held(RunStep, f"step {step}", run__group=row, place=step)
        one.status = STEP.after(one.status, verb)
        one.moved_at, one.moved_by_id, one.note = at, by.person_id, said
        one.save()
        row.last_at = at
        row.save(update_fields=["last_at"])
        note_group(events.STEP_MOVED, row, by, at, step=step, after=one.status)
    return told_group(row.pk, at=at)
