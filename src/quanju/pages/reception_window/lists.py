"""How a short list of reports is drawn."""

from operator import attrgetter

from django.urls import reverse

from quanju.domains.kernel.types import Text
from quanju.domains.reception.types.reports import ReportView
from quanju.pages.shared.listing import Column


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
