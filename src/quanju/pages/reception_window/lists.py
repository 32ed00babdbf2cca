"""How a short list of reports is drawn, and the list of follow-ups."""

from collections.abc import Sequence
from datetime import date, datetime
from operator import attrgetter

from django.urls import reverse

from quanju.domains.kernel.types import Text
from quanju.domains.people.types import Actor
from quanju.domains.reception.queries.follow_ups import follow_ups
from quanju.domains.reception.types.follow_ups import FOLLOW_UP_STATES, OCCASIONS, FollowUpView
from quanju.domains.reception.types.reports import ReportView
from quanju.pages.shared.fields import Filter, one_of
from quanju.pages.shared.listing import Column, Listing


def _where(row: ReportView) -> str:
    """The site, and the one it was offered to."""
    return f"{row.site.name} → {row.offer.to_site}" if row.offer else str(row.site.name)


COLUMNS = (
    Column(
        Text("编号", "Number"),
        attrgetter("number"),
        href=lambda row: reverse("reception_window:report", args=[row.number]),
    ),
    Column(Text("事由", "Matter"), attrgetter("title")),
    Column(Text("种类", "Kind"), attrgetter("kind_label")),
    Column(Text("在哪里", "Where"), _where),
    Column(Text("接报", "Received"), attrgetter("begun_at"), "moment"),
    Column(Text("状态", "State"), attrgetter("status_label"), part="reception_window/state.html"),
)

FOLLOW_UP_TONES = {"due": "warn", "unhappy": "bad", "reached": "good", "settled": "good"}
FOLLOW_UP_COLUMNS = (
    Column(
        Text("接报案", "Report"),
        attrgetter("report"),
        href=lambda row: reverse("reception_window:follow_up", args=[row.pk]),
    ),
    Column(Text("事由", "Matter"), attrgetter("title")),
    Column(Text("何时之后", "After what"), attrgetter("occasion_label")),
    Column(Text("由谁回访", "Asked by"), attrgetter("asker_label"), note=attrgetter("site")),
    Column(Text("起", "From"), attrgetter("asks_from")),
    Column(Text("最迟", "Due"), attrgetter("due_on")),
    Column(Text("打过", "Tried"), attrgetter("tries"), "number"),
    Column(
        Text("状态", "State"),
        attrgetter("status_label"),
        tone=lambda row: FOLLOW_UP_TONES.get(row.status, "muted"),
    ),
)


class FollowUpFilter(Filter):
    """Conditions on follow-ups; nobody is found by a name."""

    def __init__(self, *given: object, **more: object) -> None:
        super().__init__(*given, **more)  # type: ignore[arg-type]
        self.fields["state"] = one_of(Text("状态", "State"), FOLLOW_UP_STATES)
        self.fields["occasion"] = one_of(Text("何时之后", "After what"), OCCASIONS)


def follow_up_list(form: FollowUpFilter, actor: Actor, at: datetime) -> Listing:
    """The follow-ups this person sees under these conditions, the first due first."""
    asked = {name: str(value) for name, value in form.asked().items() if value}

    def fetch(before: str, limit: int) -> Sequence[FollowUpView]:
        return follow_ups(actor, before=_place(before), at=at, most=limit, **asked)

    return Listing(
        FOLLOW_UP_COLUMNS,
        fetch,
        lambda row: f"{row.due_on.isoformat()}_{row.pk}",
        Text("没有符合条件的回访。", "No follow-up fits."),
        "phone",
        file="follow-ups",
        subject="report:follow-ups",
        purpose="receive_report",
        form=form,
    )


def _place(before: str) -> tuple[date, int] | None:
    day, _, pk = before.partition("_")
    if not pk.isascii() or not pk.isdigit():
        return None
    try:
        return date.fromisoformat(day), int(pk)
    except ValueError:
        return None
