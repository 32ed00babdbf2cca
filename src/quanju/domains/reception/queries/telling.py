"""Where who made a report wants to be told that it moved: for that report alone."""

from quanju.domains.notices.types import WAYS
from quanju.domains.reception.models import ReportTelling
from quanju.domains.reception.types.portal import TellingView

SHOWN_BEFORE, SHOWN_AFTER = 3, 4


def telling_of(report: str) -> TellingView | None:
    """What was chosen for a report; whoever asks has shown its code or works on it."""
    row = ReportTelling.objects.filter(report__number=report).first()
    if row is None:
        return None
    return TellingView(
        way=row.way,
        way_label=WAYS[row.way],
        covered=covered(row.address),
        chosen_at=row.chosen_at,
    )


def reports_told() -> list[str]:
    """The numbers of those whose reporter is told."""
    rows = ReportTelling.objects.order_by("report__number")
    return list(rows.values_list("report__number", flat=True))


def address_of(about: str, way: str) -> str:
    """The answer to `notices.ports.addresses`: "" for another way, or once it is gone."""
    kind, _, number = about.partition(":")
    if kind != "report":
        return ""
    rows = ReportTelling.objects.filter(report__number=number, way=way)
    return rows.values_list("address", flat=True).first() or ""


def covered(address: str) -> str:
    """138****0000, l****@example.cn: enough to know one's own by."""
    name, at, host = address.partition("@")
    if at:
        return f"{name[:1]}****@{host}"
    return f"{address[:SHOWN_BEFORE]}****{address[-SHOWN_AFTER:]}"
