"""What the views of this desk share: tabs, local time, refusals at a form."""

from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from typing import Any, TypeVar

from django import forms

from quanju.domains.dispatch.permissions import may_read_measures
from quanju.domains.duty import permissions as duty_permissions
from quanju.domains.duty.queries import tables
from quanju.domains.duty.types import ShiftView
from quanju.domains.kernel.clock import is_of_our_time
from quanju.domains.kernel.types import Refused, Text
from quanju.domains.patrol import permissions as may
from quanju.domains.people.types import Actor

Result = TypeVar("Result")


def day(text: str, otherwise: date) -> date:
    """A day of the address; another one when it cannot be read."""
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return otherwise
    return found if is_of_our_time(found) else otherwise


def carried_out(form: forms.Form, verb: Callable[[], Result]) -> Result | None:
    """Call the verb; a refusal of what was typed stands at its field and nothing typed is lost."""
    try:
        return verb()
    except Refused as refused:
        if refused.status in (403, 404):
            raise
        field = refused.field if refused.field in form.fields else None
        form.add_error(field, str(refused.text))
        return None


def tabs(actor: Actor, current: str) -> dict[str, Any]:
    """The parts of this desk that a person sees, and which one is open."""
    plan, own = duty_permissions.may_read_plan(actor), duty_permissions.may_read_own_shifts(actor)
    # The week and what changes it; then who stands where; then what came of it.
    shown = (
        ("board", Text("值勤周表", "Week"), plan),
        ("suggestions", Text("调整建议", "Suggestions"), plan),
        ("staging", Text("屯警点", "Staging points"), plan),
        ("units", Text("警力", "Units"), may.may_list_units(actor)),
        ("rounds", Text("巡逻", "Rounds"), plan),
        ("calendar", Text("加勤日历", "Extra duty"), plan),
        (
            "secondments",
            Text("警力下沉", "Secondments"),
            duty_permissions.may_read_secondments(actor),
        ),
        ("volunteers", Text("义警", "Volunteers"), duty_permissions.may_keep_volunteers(actor)),
        ("joint", Text("交警联勤", "Joint duty"), duty_permissions.may_read_joint_duty(actor)),
        ("activities", Text("四项工作", "Activities"), may.may_read_units(actor)),
        ("measures", Text("效能", "Measures"), may_read_measures(actor)),
        ("mine", Text("我的班次", "My shifts"), own),
    )
    if not duty_permissions.may_plan(actor, anywhere=True):
        # Who stands shifts looks at their own first, on a phone above all.
        shown = (shown[-1], *shown[:-1])
    listed = [(f"patrol_board:{key}", name, key == current) for key, name, ok in shown if ok]
    return {"tabs": listed, "may_plan": duty_permissions.may_plan(actor, anywhere=True)}


def check_in_window(shifts: Iterable[ShiftView], at: datetime) -> dict[str, Any]:
    """Which shifts one cannot check in to yet; a verb that would be refused is not offered."""
    early = timedelta(minutes=tables.duty_rule(at).early_min)
    return {
        "early_min": early / timedelta(minutes=1),
        "too_early": [one.pk for one in shifts if one.duty_from - at > early],
    }
