"""The outbox of notices: which ways are open, what has not arrived, and trying it again."""

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from quanju.domains.notices import queries
from quanju.domains.notices.actions import sending
from quanju.domains.notices.permissions import may_read_outbox, may_retry_delivery
from quanju.domains.notices.types import WAYS
from quanju.pages.shared.needs import needs_no_key
from quanju.pages.shared.request import Request

TONES = {
    "queued": "warn",
    "sent": "accent",
    "delivered": "good",
    "failed": "bad",
    "given_up": "bad",
}


@require_GET
def outbox(request: Request) -> HttpResponse:
    """Trouble first, without the words that were sent."""
    may_read_outbox(request.actor).or_refuse()
    way = request.GET.get("way", "")
    way = way if way in WAYS else ""
    ways = queries.ways_out(by=request.actor)
    context = {
        "ways": ways,
        "rows": [(one, TONES[one.state]) for one in queries.outbox(by=request.actor, way=way)],
        "way": way,
        "may": may_retry_delivery(request.actor),
        "tab": "notices",
    }
    return render(request, "operation/outbox.html", context)


@require_POST
@needs_no_key("the state of the line refuses a second one")
def retry_delivery(request: Request, pk: int) -> HttpResponse:
    """Try a line again."""
    sending.retry_delivery(delivery=pk, by=request.actor, at=request.moment)
    return HttpResponseRedirect(reverse("operation:outbox"))
