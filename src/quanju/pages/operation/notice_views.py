"""The outbox of notices: which ways are open, what has not arrived, and trying it again."""

from operator import attrgetter
from typing import Any

from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from quanju.domains.kernel.types import Text
from quanju.domains.notices import queries
from quanju.domains.notices.actions import sending
from quanju.domains.notices.permissions import may_read_outbox, may_retry_delivery
from quanju.domains.notices.types import DELIVERY_STATES, WAYS
from quanju.pages.shared.fields import Filter, one_of
from quanju.pages.shared.listing import Column, Listing, answer
from quanju.pages.shared.needs import needs_no_key
from quanju.pages.shared.request import Request

TONES = {
    "queued": "warn",
    "sent": "accent",
    "delivered": "good",
    "failed": "bad",
    "given_up": "bad",
}


COLUMNS = (
    Column(Text("通知", "Notice"), attrgetter("label")),
    Column(Text("何时", "When"), attrgetter("told_at"), "moment"),
    Column(Text("途径", "Way"), attrgetter("way_label")),
    Column(Text("账号", "Account"), attrgetter("account"), "code"),
    Column(Text("现状", "State"), attrgetter("state_label"), tone=lambda row: TONES[row.state]),
    Column(Text("已试（次）", "Tries"), attrgetter("tries"), "number"),
    Column(Text("最近的错误", "Last fault"), attrgetter("why")),
    Column(Text("试于", "Tried at"), attrgetter("tried_at"), "moment"),
    Column(Text("下次", "Next"), attrgetter("next_try_at"), "moment"),
    Column(Text("操作", "Verbs"), attrgetter("pk"), "verbs", part="operation/retry_delivery.html"),
)


class OutboxFilter(Filter):
    """By way and state."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["way"] = one_of(Text("途径", "Way"), WAYS)
        self.fields["state"] = one_of(Text("现状", "State"), DELIVERY_STATES)


@require_GET
def outbox(request: Request) -> HttpResponseBase:
    """Trouble first, without the words that were sent."""
    may_read_outbox(request.actor).or_refuse()
    form = OutboxFilter(request.GET)
    asked = form.asked()
    listing = Listing(
        COLUMNS,
        lambda after, limit: queries.outbox(
            by=request.actor,
            way=asked.get("way", ""),
            state=asked.get("state", ""),
            after=after,
            most=limit,
        ),
        queries.place_in_outbox,
        Text("没有要发出的通知", "Nothing is to be sent"),
        "message",
        file="outbox",
        subject="notice:outbox",
        purpose="administer",
        form=form,
    )
    context = {
        "ways": queries.ways_out(by=request.actor),
        "may": may_retry_delivery(request.actor),
        "tab": "notices",
    }
    return answer(request, "operation/outbox.html", listing, **context)


@require_POST
@needs_no_key("the state of the line refuses a second one")
def retry_delivery(request: Request, pk: int) -> HttpResponse:
    """Try a line again."""
    sending.retry_delivery(delivery=pk, by=request.actor, at=request.moment)
    return HttpResponseRedirect(reverse("operation:outbox"))
