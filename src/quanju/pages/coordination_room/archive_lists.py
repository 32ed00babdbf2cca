"""The list of ended groups: its columns, its conditions, how a page of it is fetched."""

from collections.abc import Sequence
from datetime import date, datetime, time
from operator import attrgetter
from typing import Any

from django import forms
from django.urls import reverse

from quanju.domains.coordination.queries.archive import (
    OUTCOMES,
    Wanted,
    archived_groups,
    kinds_named,
)
from quanju.domains.coordination.types import GroupHead
from quanju.domains.kernel.days import branch_zone
from quanju.domains.kernel.types import Text
from quanju.domains.people.queries.organisations import responsible_units
from quanju.domains.people.types import Actor
from quanju.pages.shared.fields import Filter, Words, one_of
from quanju.pages.shared.listing import Column, Listing

URGENT = Text("紧急", "urgent")
DRILL = Text("演练", "drill")
COLUMNS = (
    Column(
        Text("编号", "Number"),
        attrgetter("number"),
        href=lambda row: reverse("coordination_room:archived", args=[row.number]),
    ),
    Column(Text("群名", "Title"), attrgetter("title")),
    Column(
        Text("类型", "Type"),
        attrgetter("kind_name"),
        note=lambda row: DRILL if row.is_drill else "",
    ),
    Column(
        Text("紧急", "Urgent"),
        lambda row: URGENT if row.is_urgent else "",
        tone=lambda _: "bad",
    ),
    Column(Text("责任部门", "Responsible"), attrgetter("responsible")),
    Column(Text("做成了什么", "Achieved"), attrgetter("outcome")),
    Column(Text("结群", "Closed"), attrgetter("closed_at"), "moment"),
    Column(
        Text("状态", "State"),
        attrgetter("status_label"),
        tone=lambda row: "good" if row.status == "archived" else "warn",
    ),
)
NOT_A_MONTH = Text("月份写成 2026-11", "a month such as 2026-11")


class MonthField(forms.Field):
    """A month of our time; the first day of it."""

    widget = forms.TextInput(attrs={"type": "month"})

    def to_python(self, value: Any) -> date | None:
        if not value:
            return None
        year, _, month = str(value).partition("-")
        if not (year + month).isascii() or not (year + month).isdigit() or len(year) != 4:
            raise forms.ValidationError(str(NOT_A_MONTH))
        try:
            return date(int(year), int(month), 1)
        except ValueError as error:
            raise forms.ValidationError(str(NOT_A_MONTH)) from error


class ArchiveFilter(Filter):
    """Conditions on the archive; nobody is found by a name."""

    month = MonthField(label=Text("结群月份", "Month"), required=False)  # type: ignore[arg-type]

    def __init__(self, *given: Any, at: datetime, **more: Any) -> None:
        super().__init__(*given, **more)
        units = {str(one.pk): one.name for one in responsible_units()}
        self.fields["kind"] = one_of(Text("类型", "Type"), dict(kinds_named(at)))
        self.fields["unit"] = one_of(Text("责任部门", "Unit"), units)
        self.fields["urgent"] = one_of(
            Text("紧急", "Urgent"), {"yes": Text("是", "yes"), "no": Text("否", "no")}
        )
        self.fields["drill"] = one_of(
            Text("演练", "Drill"), {"yes": Text("是", "yes"), "no": Text("否", "no")}
        )
        self.fields["outcome"] = one_of(Text("归档", "Archive"), OUTCOMES)
        self.fields["words"] = Words(label=Text("群名、结果里的字", "Words"))
        self.order_fields(["kind", "unit", "month", "urgent", "drill", "outcome", "words"])

    def wanted(self) -> Wanted:
        """What the good conditions ask for."""
        asked = self.asked()
        month = asked.get("month")
        urgent, unit = asked.get("urgent"), asked.get("unit")
        return Wanted(
            kind=asked.get("kind", ""),
            unit=int(unit) if unit else None,
            from_at=_begins(month) if month else None,
            until_at=_begins(_next(month)) if month else None,
            is_urgent={"yes": True, "no": False}.get(urgent or ""),
            is_drill={"yes": True, "no": False}.get(asked.get("drill") or ""),
            outcome=asked.get("outcome", ""),
            words=asked.get("words", "").strip(),
        )


def _next(month: date) -> date:
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


def _begins(day: date) -> datetime:
    return datetime.combine(day, time(), branch_zone())


def archive_list(form: ArchiveFilter, actor: Actor, at: datetime) -> Listing:
    """Ended groups under these conditions, what closed last first."""
    wanted = form.wanted()

    def fetch(before: str, limit: int) -> Sequence[GroupHead]:
        return archived_groups(actor, wanted, at=at, before=before, most=limit)

    return Listing(
        COLUMNS,
        fetch,
        attrgetter("number"),
        Text("没有符合条件的群。", "No group fits."),
        "affiliate",
        file="groups",
        subject="group:archive",
        purpose="coordinate",
        form=form,
    )
