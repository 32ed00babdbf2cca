"""Lists of the patrol board: shifts of any span, and the units."""

from collections.abc import Sequence
from operator import attrgetter
from typing import Any

from django.http import HttpResponseBase
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from quanju.domains.duty.permissions import may_read_plan
from quanju.domains.duty.queries import shifts
from quanju.domains.duty.types import SHIFT_STATES, ShiftView
from quanju.domains.kernel.types import Text
from quanju.domains.patrol.permissions import may_list_units
from quanju.domains.patrol.queries.units import units_visible_to
from quanju.domains.patrol.types.standing import FORCE_TYPES
from quanju.pages.patrol_board.parts import tabs
from quanju.pages.shared.fields import Filter, MomentField, MomentInput, Whole, number_in, one_of
from quanju.pages.shared.listing import Column, Listing, answer, whole
from quanju.pages.shared.request import Request

SHIFT_TONES = {
    "checked_in": "good",
    "away_on_call": "warn",
    "missed": "bad",
    "confirmed": "accent",
    "planned": "hollow",
}

SHIFT_COLUMNS = (
    Column(
        Text("自", "From"),
        attrgetter("duty_from"),
        "moment",
    ),
    Column(Text("至", "Until"), attrgetter("duty_until"), "moment"),
    Column(
        Text("班次", "Shift"),
        attrgetter("pk"),
        "number",
        href=lambda row: reverse("patrol_board:shift", args=[row.pk]),
    ),
    Column(Text("警种", "Force"), attrgetter("force")),
    Column(Text("派出单位", "Whose people"), attrgetter("organisation")),
    Column(Text("巡区", "Zone"), attrgetter("zone"), "number"),
    Column(Text("屯警点", "Staging point"), attrgetter("point_name")),
    Column(Text("班组", "Unit"), attrgetter("call_sign")),
    Column(Text("人数", "People"), attrgetter("headcount"), "number"),
    Column(
        Text("状态", "State"),
        attrgetter("status_label"),
        tone=lambda row: SHIFT_TONES.get(row.status, "muted"),
    ),
)

UNIT_COLUMNS = (
    Column(Text("呼号", "Call sign"), attrgetter("call_sign")),
    Column(Text("警种", "Force"), attrgetter("force")),
    Column(Text("单位", "Organisation"), attrgetter("organisation")),
    Column(Text("车辆", "Vehicle"), attrgetter("vehicle")),
    Column(Text("编制（人）", "Crew (people)"), attrgetter("crew_size"), "number"),
    Column(Text("巡区", "Zone"), attrgetter("home_zone"), "number"),
    Column(Text("屯警点", "Staging point"), attrgetter("home_staging_point"), "number"),
    Column(
        Text("状态", "State"),
        attrgetter("status_label"),
        tone=lambda row: "muted" if row.status == "off_duty" else "good",
    ),
    Column(Text("状态自", "State since"), attrgetter("status_at"), "moment"),
)


class ShiftFilter(Filter):
    """By hours, force, zone and state."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label in (("from", Text("自", "From")), ("until", Text("至", "Until"))):
            self.fields[name] = MomentField(
                required=False, label=str(label), widget=MomentInput(attrs={"step": "1"})
            )
        self.fields["force"] = one_of(Text("警种", "Force"), FORCE_TYPES)
        self.fields["state"] = one_of(Text("状态", "State"), SHIFT_STATES)
        self.fields["zone"] = Whole(required=False, label=str(Text("巡区", "Zone")))


class UnitFilter(Filter):
    """By force and whether it is on duty."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["force"] = one_of(Text("警种", "Force"), FORCE_TYPES)
        duty = {"on": Text("在勤", "on duty"), "off": Text("未上勤", "off duty")}
        self.fields["duty"] = one_of(Text("在勤", "Duty"), duty)


@never_cache
@require_GET
def shift_list(request: Request) -> HttpResponseBase:
    """Shifts of any hours, the newest first; the week shows them on its table."""
    may_read_plan(request.actor).or_refuse()
    form = ShiftFilter(request.GET)
    asked = form.asked()

    def fetch(before: str, limit: int) -> Sequence[ShiftView]:
        return shifts.shifts_listed(
            since=asked.get("from"),
            until=asked.get("until"),
            force=asked.get("force", ""),
            status=asked.get("state", ""),
            zone=asked.get("zone"),
            before=number_in(before),
            most=limit,
            by=request.actor,
            at=request.moment,
        )

    listing = Listing(
        SHIFT_COLUMNS,
        fetch,
        lambda row: str(row.pk),
        Text("没有符合条件的班次。", "No shift fits."),
        "calendar",
        file="shifts",
        subject="planned_shift:list",
        purpose="administer",
        form=form,
    )
    return answer(request, "patrol_board/shift_list.html", listing, **tabs(request.actor, "board"))


@never_cache
@require_GET
def unit_list(request: Request) -> HttpResponseBase:
    """The units this reader may see; where they are stands on the map."""
    may_list_units(request.actor).or_refuse()
    form = UnitFilter(request.GET)
    asked = form.asked()
    is_on = {"on": True, "off": False}.get(asked.get("duty", ""))
    rows = [
        one
        for one in units_visible_to(request.actor, is_on_duty=is_on)
        if not asked.get("force") or one.force_type == asked["force"]
    ]
    listing = Listing(
        UNIT_COLUMNS,
        whole(rows, attrgetter("call_sign")),
        attrgetter("call_sign"),
        Text("没有符合条件的警力。", "No unit fits."),
        "car",
        file="units",
        subject="unit:list",
        purpose="administer",
        form=form,
    )
    return answer(request, "patrol_board/unit_list.html", listing, **tabs(request.actor, "units"))
