"""Verbs of contingency plans: open one, which makes all of it in one step; go through its steps."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from quanju.domains.coordination import events
from quanju.domains.coordination.actions.carrying import carry_open
from quanju.domains.coordination.actions.holding import (
    check_running,
    check_speaks,
    held_group,
    note_group,
)
from quanju.domains.coordination.actions.items import new_item
from quanju.domains.coordination.actions.opening import UnknownType, new_group, unit_answering
from quanju.domains.coordination.models import (
    Group,
    Member,
    PlanRun,
    PublicWarning,
    RunStaging,
    RunStep,
)
from quanju.domains.coordination.permissions import may_open_plans
from quanju.domains.coordination.plans.rules import PLANS, PlanRow, PlanRules
from quanju.domains.coordination.plans.workflow import STEP
from quanju.domains.coordination.queries.groups import group_rules, told_group
from quanju.domains.coordination.queries.plans import nearest_points, plan_rules
from quanju.domains.coordination.types import LONGEST_REASON, LONGEST_TITLE, SPEAKERS, GroupView
from quanju.domains.dispatch.queries.incidents import incident_named
from quanju.domains.dispatch.types import IncidentView
from quanju.domains.kernel import words
from quanju.domains.kernel.held import held
from quanju.domains.kernel.transaction import write
from quanju.domains.kernel.types import Refused, Text
from quanju.domains.people.types import Actor
from quanju.domains.rulebook.queries import in_force

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
        run = _run(row, asked, by, at)
        _ask_items(row, asked, by, at)
        _order_staging(row, run, asked, seen, by, at)
        _draft_warning(row, run, asked, rules, seen, where_when, at)
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


def _run(row: Group, asked: PlanRow, by: Actor, at: datetime) -> PlanRun:
    run = PlanRun(
        group=row,
        plan=asked.code,
        name_zh=asked.name_zh,
        name_en=asked.name_en,
        rules=in_force(PLANS, at=at).reference,
        opened_at=at,
    )
    run.save(force_insert=True)
    RunStep.objects.bulk_create(
        RunStep(
            run=run,
            place=place,
            title_zh=one.title.zh,
            title_en=one.title.en,
            due_at=at + timedelta(minutes=one.due_min),
        )
        for place, one in enumerate(asked.step, 1)
    )
    note_group(
        events.PLAN_OPENED,
        row,
        by,
        at,
        plan=asked.code,
        rules=run.rules,
        is_drill=row.is_drill,
        steps=len(asked.step),
        staging=len(asked.staging),
    )
    return run


def _seats(row: Group) -> Mapping[str, int]:
    """Who sits where and contributes; an item of an empty seat goes to the owner."""
    inside = Member.objects.filter(group=row, role__in=SPEAKERS)
    return dict(inside.values_list("seat", "person"))


def _ask_items(row: Group, asked: PlanRow, by: Actor, at: datetime) -> None:
    seats = _seats(row)
    for one in asked.item:
        due_at = at + timedelta(minutes=one.due_min)
        owner = seats.get(one.seat, row.owner_id)
        new_item(row, one.title.zh, owner, due_at, by, at, pack=asked.code)


def _order_staging(
    row: Group, run: PlanRun, asked: PlanRow, seen: IncidentView | None, by: Actor, at: datetime
) -> None:
    """Each line is an item of whoever leads the force there, so that it is answered like one."""
    seats = _seats(row)
    near = nearest_points(seen.lon, seen.lat, at=at) if seen else []
    for place, one in enumerate(asked.staging, 1):
        point = near[one.nearest - 1] if 0 < one.nearest <= len(near) else None
        name = point.name if point else one.place
        item = new_item(
            row,
            f"集结：{name.zh}",
            seats.get(one.seat, row.owner_id),
            at + timedelta(minutes=one.due_min),
            by,
            at,
            pack=asked.code,
        )
        RunStaging.objects.create(
            run=run,
            item=item,
            place=place,
            name_zh=name.zh,
            name_en=name.en,
            point=point.number if point else None,
            lon=point.lon if point else None,
            lat=point.lat if point else None,
            force=one.force,
            units=one.units,
            approach_zh=one.approach.zh,
            approach_en=one.approach.en,
        )


def _draft_warning(
    row: Group,
    run: PlanRun,
    asked: PlanRow,
    rules: PlanRules,
    seen: IncidentView | None,
    where: str,
    at: datetime,
) -> None:
    for one in asked.warning:
        PublicWarning.objects.create(
            run=run,
            number=row.number,
            # A drill never looks real, whatever the table says.
            cap_status="Exercise" if row.is_drill else rules.warning_status,
            sender=rules.sender,
            category=one.category,
            response=one.response,
            urgency=one.urgency,
            severity=one.severity,
            certainty=one.certainty,
            event_zh=one.event.zh,
            event_en=one.event.en,
            headline_zh=one.headline.zh,
            headline_en=one.headline.en,
            text_zh=one.text.zh,
            text_en=one.text.en,
            instruction_zh=one.instruction.zh,
            instruction_en=one.instruction.en,
            area=(seen.address if seen else words.cleaned(where))[:200],
            lon=seen.lon if seen else None,
            lat=seen.lat if seen else None,
            radius_km=one.radius_km,
            lasts_h=one.lasts_h,
            written_at=at,
        )
