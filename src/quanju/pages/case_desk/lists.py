"""The list of cases: its columns, its conditions, how a page of it is fetched."""

from collections.abc import Sequence
from operator import attrgetter

from django.urls import reverse

from quanju.domains.cases.queries.cases import archived_cases, cases, years_closed
from quanju.domains.cases.queries.offices import offices
from quanju.domains.cases.types.cases import KINDS, OUTCOMES, STATES, CaseView
from quanju.domains.kernel.types import Text
from quanju.domains.people.types import Actor
from quanju.pages.case_desk.drawn import tone_of
from quanju.pages.shared.fields import Filter, one_of
from quanju.pages.shared.listing import Column, Listing, moment_key, moment_place

RESTRICTED = Text("（只看时限）", "(clocks only)")
COLUMNS = (
    Column(
        Text("编号", "Number"),
        attrgetter("number"),
        href=lambda row: reverse("case_desk:case", args=[row.number]),
    ),
    Column(Text("案由", "Matter"), lambda row: row.title or (RESTRICTED if row.is_header else "")),
    Column(Text("种类", "Kind"), attrgetter("kind_label")),
    Column(Text("状态", "State"), attrgetter("status_label"), tone=lambda row: tone_of(row.status)),
    Column(Text("办案单位", "Office"), lambda row: row.office.name if row.office else ""),
    Column(Text("办案民警", "Officer"), attrgetter("officer")),
    Column(Text("登记", "Registered"), attrgetter("registered_at"), "moment"),
    Column(Text("复查", "Looked at again"), attrgetter("review_on")),
    Column(Text("决定", "Decided"), attrgetter("decided_at"), "moment"),
)
OPEN = {"open": Text("在办", "open")}


class CaseFilter(Filter):
    """Conditions on the list; nobody is found by a name."""

    def __init__(self, *given: object, **more: object) -> None:
        super().__init__(*given, **more)  # type: ignore[arg-type]
        names = {one.code: one.name for one in offices()}
        self.fields["state"] = one_of(Text("状态", "State"), OPEN | dict(STATES))
        self.fields["kind"] = one_of(Text("种类", "Kind"), KINDS)
        self.fields["office"] = one_of(Text("办案单位", "Office"), names)


def case_list(form: CaseFilter, actor: Actor) -> Listing:
    """The cases this person sees under these conditions, the newest first."""
    asked = {name: str(value) for name, value in form.asked().items() if value}

    def fetch(before: str, limit: int) -> Sequence[CaseView]:
        return cases(actor, before=moment_place(before), most=limit, **asked)

    return Listing(
        COLUMNS,
        fetch,
        lambda row: moment_key(row.registered_at, row.pk),
        Text("没有符合条件的案件。", "No case fits."),
        "scale",
        file="cases",
        subject="case:list",
        purpose="investigate",
        form=form,
    )


ARCHIVE_COLUMNS = (
    COLUMNS[0],
    COLUMNS[1],
    Column(Text("种类", "Kind"), attrgetter("kind_label")),
    Column(Text("结果", "Outcome"), lambda row: OUTCOMES.get(row.outcome, "")),
    Column(Text("办案单位", "Office"), lambda row: row.office.name if row.office else ""),
    Column(Text("登记", "Registered"), attrgetter("registered_at"), "moment"),
    Column(Text("结案", "Closed"), attrgetter("closed_at"), "moment"),
    Column(Text("状态", "State"), attrgetter("status_label")),
)


class ArchiveFilter(Filter):
    """Conditions on the archive; nobody is found by a name."""

    def __init__(self, *given: object, actor: Actor, **more: object) -> None:
        super().__init__(*given, **more)  # type: ignore[arg-type]
        names = {one.code: one.name for one in offices()}
        years = {str(year): Text(str(year), str(year)) for year in years_closed(actor)}
        self.fields["year"] = one_of(Text("结案年份", "Closed in"), years)
        self.fields["kind"] = one_of(Text("种类", "Kind"), KINDS)
        self.fields["office"] = one_of(Text("办案单位", "Office"), names)
        self.fields["outcome"] = one_of(Text("结果", "Outcome"), OUTCOMES)


def archive_list(form: ArchiveFilter, actor: Actor) -> Listing:
    """The closed cases this person sees under these conditions, those closed last first."""
    asked = {name: str(value) for name, value in form.asked().items() if value}

    def fetch(before: str, limit: int) -> Sequence[CaseView]:
        return archived_cases(actor, before=moment_place(before), most=limit, **asked)

    return Listing(
        ARCHIVE_COLUMNS,
        fetch,
        lambda row: moment_key(row.closed_at, row.pk),
        Text("没有符合条件的已结案件。", "No closed case fits."),
        "scale",
        file="closed-cases",
        subject="case:archive",
        purpose="investigate",
        form=form,
    )
