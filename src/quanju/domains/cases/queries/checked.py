"""What full supervision asks of cases: those that go on with a report, for who asked who may."""

from quanju.domains.cases.models import CaseRecord
from quanju.domains.cases.queries.cases import views
from quanju.domains.cases.types.cases import CaseView


def cases_of_report(report: str) -> list[CaseView]:
    """Each case of it, the first first; a converted one stands before what it became."""
    return views(CaseRecord.objects.filter(report_number=report).order_by("pk"), None)
