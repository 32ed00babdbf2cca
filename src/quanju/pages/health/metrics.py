"""GET /metrics in the Prometheus format: closed until QUANJU_METRICS names a word.

It tells how busy a process is and what of the machinery does not hold; no name, no number of a
matter, no address that somebody asked for.
"""

from collections.abc import Iterator

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import Error
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from quanju.domains.journal import queries as journal
from quanju.domains.kernel.clock import clock, now
from quanju.domains.operation import queries as operation
from quanju.pages.shared.counted import COUNTED


class _Machinery(Collector):
    """What the database and the clock say at the moment of asking."""

    def describe(self) -> Iterator[GaugeMetricFamily]:
        """Nothing is asked of the database when the collector is made."""
        return iter(())

    def collect(self) -> Iterator[GaugeMetricFamily]:
        holds = GaugeMetricFamily("quanju_check_holds", "1 if the check holds.", labels=["check"])
        for check in operation.health(at=now()).checks:
            holds.add_metric([check.name], float(check.holds))
        yield holds
        yield GaugeMetricFamily(
            "quanju_clock_off_seconds", "The computer's clock ahead of ours.", clock().off_s
        )
        try:
            head = journal.head_number()
        except Error:  # the check above says so
            return
        yield GaugeMetricFamily("quanju_journal_head", "Number of the newest entry.", head)


COUNTED.register(_Machinery())


@login_not_required
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """All that this process counts. Without the word the address does not exist."""
    word: str = settings.METRICS_WORD
    given = request.headers.get("Authorization", "")
    if not word or not constant_time_compare(given, f"Bearer {word}"):
        raise Http404
    answer = HttpResponse(generate_latest(COUNTED), content_type=CONTENT_TYPE_LATEST)
    answer["Cache-Control"] = "no-store"
    return answer
