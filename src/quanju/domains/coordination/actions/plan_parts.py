"""What opening a plan makes beside the group: run and checklist, items, staging order, warning."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.conf import settings

from quanju.domains.coordination import events
from quanju.domains.coordination.actions.asking import new_item
from quanju.domains.coordination.actions.holding import note_group
from quanju.domains.coordination.models import (
    Group,
    Member,
    PlanRun,
    PublicWarning,
    RunStaging,
    RunStep,
)
from quanju.domains.coordination.plans.rules import PLANS, PlanRow, PlanRules
from quanju.domains.coordination.queries.plans import nearest_points
from quanju.domains.coordination.types import SPEAKERS
from quanju.domains.dispatch.types import IncidentView
from quanju.domains.kernel import words
from quanju.domains.kernel.types import Text
from quanju.domains.people.types import Actor
from quanju.domains.rulebook.queries import in_force


def make_run(row: Group, asked: PlanRow, by: Actor, at: datetime) -> PlanRun:
    """The plan that was opened, by its version of the table, with the steps of its checklist."""
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


def ask_items(row: Group, asked: PlanRow, by: Actor, at: datetime) -> None:
    """Each to whoever sits in its seat, else to the owner."""
    seats = _seats(row)
    for one in asked.item:
        due_at = at + timedelta(minutes=one.due_min)
        owner = seats.get(one.seat, row.owner_id)
        new_item(row, Text(one.title.zh, one.title.en), owner, due_at, by, at, pack=asked.code)


def order_staging(
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
            Text(f"集结：{name.zh}", f"Staging: {name.en}"),
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


def draft_warning(
    row: Group,
    run: PlanRun,
    asked: PlanRow,
    rules: PlanRules,
    seen: IncidentView | None,
    where: str,
    at: datetime,
) -> None:
    """The words of the table; nobody reads them before two people have released them."""
    for one in asked.warning:
        PublicWarning.objects.create(
            run=run,
            number=row.number,
            # A drill never looks real, whatever the table says; nor does anything of an exercise.
            cap_status="Exercise" if row.is_drill or settings.EXERCISE else rules.warning_status,
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
