"""The list of cases: its columns, its conditions, how a page of it is fetched."""

from collections.abc import Sequence
from operator import attrgetter

from django.urls import reverse

from quanju.domains.cases.queries.cases import cases
from quanju.domains.cases.queries.offices import offices
from quanju.domains.cases.types.cases import KINDS, STATES, CaseView
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
