"""The lists of the supervision desk: columns, conditions, how a page of each is fetched."""

from collections.abc import Sequence
from datetime import datetime
from operator import attrgetter

from django.urls import reverse

from quanju.domains.kernel.types import Text
from quanju.domains.people.types import Actor
from quanju.domains.supervision.queries.findings import findings
from quanju.domains.supervision.queries.hits import hits
from quanju.domains.supervision.queries.units import unit_names
from quanju.domains.supervision.types.checks import CHECKS, HIT_STATES, LEVELS, HitView
from quanju.domains.supervision.types.findings import FINDING_STATES, FindingView
from quanju.pages.shared.fields import Filter, one_of
from quanju.pages.shared.listing import Column, Listing, moment_key, moment_place

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
        return hits(actor, before=moment_place(before), most=limit, **asked)

    return Listing(
        HIT_COLUMNS,
        fetch,
        lambda row: moment_key(row.hit_at, row.pk),
        Text("没有符合条件的命中。", "No flag fits."),
        "shield",
        file="rule-hits",
        subject="hit:list",
        purpose="supervise",
        form=form,
    )


FINDING_TONES = {"notified": "warn", "correcting": "warn", "escalated": "bad", "closed": "muted"}
FINDING_COLUMNS = (
    Column(
        Text("编号", "Number"),
        attrgetter("number"),
        href=lambda row: reverse("supervision_desk:finding", args=[row.number]),
    ),
    Column(Text("问题", "What is wrong"), attrgetter("what")),
    Column(Text("单位", "Unit"), attrgetter("office")),
    Column(Text("级别", "Level"), attrgetter("level_label")),
    Column(
        Text("状态", "State"),
        attrgetter("status_label"),
        tone=lambda row: FINDING_TONES.get(row.status, "accent"),
    ),
    Column(Text("期限", "Due"), attrgetter("due_at"), "moment", note=attrgetter("toward")),
    Column(Text("接报案", "Report"), attrgetter("report")),
    Column(Text("列出", "Raised"), attrgetter("raised_at"), "moment"),
)
OPEN = {"open": Text("未结", "open")}
LATE = {"yes": Text("已超时限", "past its limit")}


class FindingFilter(Filter):
    """Conditions on the findings; none of them names a person."""

    def __init__(self, *given: object, **more: object) -> None:
        super().__init__(*given, **more)  # type: ignore[arg-type]
        levels = {str(number): label for number, label in LEVELS.items()}
        self.fields["state"] = one_of(Text("状态", "State"), OPEN | dict(FINDING_STATES))
        self.fields["level"] = one_of(Text("级别", "Level"), levels)
        self.fields["office"] = one_of(Text("单位", "Unit"), unit_names())
        self.fields["late"] = one_of(Text("时限", "Limit"), LATE)


def finding_list(form: FindingFilter, actor: Actor, at: datetime) -> Listing:
    """The findings this person sees under these conditions, the newest first."""
    asked = {name: str(value) for name, value in form.asked().items() if value}
    late_at = at if asked.pop("late", "") else None

    def fetch(before: str, limit: int) -> Sequence[FindingView]:
        return findings(actor, before=moment_place(before), late_at=late_at, most=limit, **asked)

    return Listing(
        FINDING_COLUMNS,
        fetch,
        lambda row: moment_key(row.raised_at, row.pk),
        Text("没有符合条件的问题。", "No finding fits."),
        "shield",
        file="findings",
        subject="finding:list",
        purpose="supervise",
        form=form,
    )
