"""The lists of the supervision desk: columns, conditions, how a page of each is fetched."""

from collections.abc import Sequence
from datetime import datetime
from operator import attrgetter

from django.urls import reverse

from quanju.domains.kernel.types import Text
from quanju.domains.people.types import Actor
from quanju.domains.supervision.queries.board import unit_names
from quanju.domains.supervision.queries.hits import hits
from quanju.domains.supervision.types.checks import CHECKS, HIT_STATES, HitView
from quanju.pages.shared.fields import Filter, one_of
from quanju.pages.shared.listing import Column, Listing

TONES = {"open": "warn", "dismissed": "muted", "raised": "accent"}


def _hit_page(row: HitView) -> str:
    return reverse("supervision_desk:hit", args=[row.pk])


HIT_COLUMNS = (
    Column(Text("命中", "Flagged for"), attrgetter("check_label"), href=_hit_page),
    Column(Text("说明", "What was found"), attrgetter("said")),
    Column(Text("接报案", "Report"), attrgetter("report")),
    Column(Text("单位", "Unit"), attrgetter("office")),
    Column(Text("级别", "Level"), attrgetter("level"), "number"),
    Column(Text("状态", "State"), attrgetter("status_label"), tone=lambda row: TONES[row.status]),
    Column(Text("命中时间", "Flagged at"), attrgetter("hit_at"), "moment"),
)


class HitFilter(Filter):
    """Conditions on the hits; none of them names a person."""

    def __init__(self, *given: object, **more: object) -> None:
        super().__init__(*given, **more)  # type: ignore[arg-type]
        self.fields["state"] = one_of(Text("状态", "State"), HIT_STATES)
        self.fields["check"] = one_of(Text("规则", "Check"), CHECKS)
        self.fields["office"] = one_of(Text("单位", "Unit"), unit_names())


def hit_list(form: HitFilter, actor: Actor) -> Listing:
    """What rules have flagged under these conditions, the newest first."""
    asked = {name: str(value) for name, value in form.asked().items() if value}

    def fetch(before: str, limit: int) -> Sequence[HitView]:
        return hits(actor, before=place(before), most=limit, **asked)

    return Listing(
        HIT_COLUMNS,
        fetch,
        lambda row: f"{row.hit_at.timestamp()}_{row.pk}",
        Text("没有符合条件的命中。", "No flag fits."),
        "shield",
        file="rule-hits",
        subject="hit:list",
        purpose="supervise",
        form=form,
    )


def place(before: str) -> tuple[datetime, int] | None:
    """Where a page begins, from its address; what is none begins at the first."""
    at, _, pk = before.partition("_")
    if not pk.isascii() or not pk.isdigit():
        return None
    try:
        return datetime.fromtimestamp(float(at)).astimezone(), int(pk)
    except (ValueError, OverflowError, OSError):
        return None
