"""The lists of inspection plans: the plans themselves, and what one was drawn from."""

from collections.abc import Callable, Sequence
from operator import attrgetter

from django.urls import reverse

from quanju.domains.kernel.types import Text
from quanju.domains.people.types import Actor
from quanju.domains.supervision.queries.inspections import inspections
from quanju.domains.supervision.types.inspections import (
    INSPECTION_KINDS,
    INSPECTION_STATES,
    InspectionView,
)
from quanju.pages.shared.fields import Filter, one_of
from quanju.pages.shared.listing import Column, Listing, moment_key, moment_place, whole

TONES = {"planned": "warn", "running": "accent", "closed": "good", "cancelled": "muted"}
OPEN = {"open": Text("未结", "open")}


def _day(name: str) -> Callable[[InspectionView], str]:
    return lambda row: getattr(row, name).isoformat()


def _looked(row: InspectionView) -> str:
    return f"{row.looked} / {row.drawn_size}"


INSPECTION_COLUMNS = (
    Column(
        Text("编号", "Number"),
        attrgetter("number"),
        href=lambda row: reverse("supervision_desk:inspection", args=[row.number]),
    ),
    Column(Text("种类", "Kind"), attrgetter("kind_label")),
    Column(Text("检查什么", "What is looked at"), attrgetter("aim")),
    Column(Text("接报从", "Received from"), _day("since_on")),
    Column(Text("到", "Until"), _day("until_on")),
    Column(Text("范围", "Drawn from"), attrgetter("count"), "number"),
    Column(Text("已查 / 样本", "Looked at / sample"), _looked, "number"),
    Column(Text("有问题", "Wrong"), attrgetter("bad"), "number"),
    Column(Text("状态", "State"), attrgetter("status_label"), tone=lambda row: TONES[row.status]),
    Column(Text("应查完", "Due"), _day("due_on")),
)


class InspectionFilter(Filter):
    """Conditions on the plans; none of them names a person."""

    def __init__(self, *given: object, **more: object) -> None:
        super().__init__(*given, **more)  # type: ignore[arg-type]
        self.fields["kind"] = one_of(Text("种类", "Kind"), INSPECTION_KINDS)
        self.fields["state"] = one_of(Text("状态", "State"), OPEN | dict(INSPECTION_STATES))


def inspection_list(form: InspectionFilter, actor: Actor) -> Listing:
    """The plans under these conditions, the newest first."""
    asked = {name: str(value) for name, value in form.asked().items() if value}

    def fetch(before: str, limit: int) -> Sequence[InspectionView]:
        return inspections(actor, before=moment_place(before), most=limit, **asked)

    return Listing(
        INSPECTION_COLUMNS,
        fetch,
        lambda row: moment_key(row.planned_at, row.pk),
        Text("没有符合条件的检查计划。", "No inspection plan fits."),
        "shield",
        file="inspections",
        subject="inspection:list",
        purpose="supervise",
        form=form,
    )


def population_list(view: InspectionView) -> Listing:
    """Numbers alone, sorted."""
    return Listing(
        (Column(Text("接报案编号", "Number of the report"), str),),
        whole(view.population, str),
        str,
        Text("没有。", "None."),
        "shield",
        file=f"inspection-{view.number}",
        subject=view.subject,
        purpose="supervise",
    )
