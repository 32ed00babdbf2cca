"""All studies and all plans; the desk shows the newest."""

from collections.abc import Sequence
from operator import attrgetter
from typing import Any

from django.http import HttpResponseBase
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from quanju.domains.kernel.types import Text
from quanju.domains.planning.permissions import may_read_planning
from quanju.domains.planning.queries.plans import plans
from quanju.domains.planning.queries.studies import studies
from quanju.domains.planning.types import (
    PLAN_STATES,
    STUDY_STATES,
    PlanView,
    StudyView,
    lab_kinds,
)
from quanju.pages.shared.fields import Filter, number_in, one_of
from quanju.pages.shared.listing import Column, Listing, answer
from quanju.pages.shared.request import Request

TONES = {
    "in_force": "good",
    "done": "good",
    "failed": "bad",
    "rejected": "bad",
    "proposed": "accent",
    "approved": "accent",
    "running": "accent",
}


def _tone(row: Any) -> str:
    return TONES.get(row.status, "muted")


STUDY_COLUMNS = (
    Column(
        Text("编号", "No."),
        attrgetter("pk"),
        "number",
        href=lambda row: reverse("planning_lab:study", args=[row.pk]),
    ),
    Column(Text("类别", "Kind"), attrgetter("kind_label")),
    Column(Text("题目", "Title"), attrgetter("title")),
    Column(Text("谁提出", "Asked by"), attrgetter("asked_by")),
    Column(Text("提出", "Asked"), attrgetter("asked_at"), "moment"),
    Column(Text("结束", "Ended"), attrgetter("ended_at"), "moment"),
    Column(Text("状态", "State"), attrgetter("status_label"), tone=_tone),
)
PLAN_COLUMNS = (
    Column(
        Text("编号", "No."),
        attrgetter("number"),
        "number",
        href=lambda row: reverse("planning_lab:plan", args=[row.number]),
    ),
    Column(Text("名称", "Title"), attrgetter("title")),
    Column(Text("巡区", "Zones"), lambda row: len(row.zones), "number"),
    Column(Text("屯警点", "Points"), lambda row: len(row.points), "number"),
    Column(Text("起草", "Drafted by"), attrgetter("drafted_by")),
    Column(Text("起草于", "Drafted"), attrgetter("drafted_at"), "moment"),
    Column(Text("生效自", "In force from"), attrgetter("valid_from"), "moment"),
    Column(Text("至", "Until"), attrgetter("valid_until"), "moment"),
    Column(Text("状态", "State"), attrgetter("status_label"), tone=_tone),
)


class StudyFilter(Filter):
    """By kind and state."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = {one.name: one.label for one in lab_kinds()}
        self.fields["kind"] = one_of(Text("类别", "Kind"), kinds)
        self.fields["state"] = one_of(Text("状态", "State"), STUDY_STATES)


class PlanFilter(Filter):
    """By state."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["state"] = one_of(Text("状态", "State"), PLAN_STATES)


@never_cache
@require_GET
def study_list(request: Request) -> HttpResponseBase:
    """Every study, the newest first."""
    may_read_planning(request.actor).or_refuse()
    form = StudyFilter(request.GET)
    asked = form.asked()

    def fetch(before: str, limit: int) -> Sequence[StudyView]:
        return studies(
            kind=asked.get("kind", ""),
            status=asked.get("state", ""),
            before=number_in(before),
            limit=limit,
            by=request.actor,
        )

    listing = Listing(
        STUDY_COLUMNS,
        fetch,
        lambda row: str(row.pk),
        Text("没有符合条件的研究。", "No study fits."),
        "chart-bar",
        file="studies",
        subject="study:list",
        purpose="administer",
        form=form,
    )
    title = Text("全部研究", "All studies")
    return answer(request, "planning_lab/list.html", listing, title=title)


@never_cache
@require_GET
def plan_list(request: Request) -> HttpResponseBase:
    """Every plan, the newest first."""
    may_read_planning(request.actor).or_refuse()
    form = PlanFilter(request.GET)
    asked = form.asked()

    def fetch(before: str, limit: int) -> Sequence[PlanView]:
        last = number_in(before)
        return plans(status=asked.get("state", ""), before=last, limit=limit, by=request.actor)

    listing = Listing(
        PLAN_COLUMNS,
        fetch,
        lambda row: str(row.number),
        Text("没有符合条件的方案。", "No plan fits."),
        "map",
        file="plans",
        subject="plan:list",
        purpose="administer",
        form=form,
    )
    title = Text("全部方案", "All plans")
    return answer(request, "planning_lab/list.html", listing, title=title)
