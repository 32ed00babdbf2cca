"""What keeps the branch's rooms in step: who reacts to whose news, and how far each has come."""

from operator import attrgetter

from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from quanju.domains.journal import queries
from quanju.domains.journal.actions import reacting
from quanju.domains.kernel.types import Text
from quanju.domains.people.permissions import may_operate, may_read_operation
from quanju.pages.shared.listing import Column, Listing, answer, whole
from quanju.pages.shared.needs import needs_no_key
from quanju.pages.shared.request import Request

STATES = {
    "abreast": (Text("已跟上", "abreast"), "good"),
    "behind": (Text("处理中", "catching up"), "warn"),
    "failing": (Text("出错", "failing"), "bad"),
    "gone": (Text("已停用", "gone"), "muted"),
}


COLUMNS = (
    Column(Text("名称", "Name"), attrgetter("label")),
    Column(Text("听到", "Upon"), attrgetter("event")),
    Column(
        Text("现状", "State"),
        lambda row: STATES[row.state][0],
        tone=lambda row: STATES[row.state][1],
    ),
    Column(
        Text("处理到", "Stands at"),
        lambda row: Text("第 {n} 条", "entry {n}").filled(n=row.number),
    ),
    Column(Text("处理于", "Moved at"), attrgetter("moved_at"), "moment"),
    Column(Text("落后（条）", "Behind by (entries)"), attrgetter("behind"), "number"),
    Column(Text("最近的错误", "Last fault"), attrgetter("fault")),
    Column(Text("试于", "Tried at"), attrgetter("tried_at"), "moment"),
    Column(Text("下次重试", "Next try"), attrgetter("next_try_at"), "moment"),
    Column(
        Text("操作", "Verbs"), attrgetter("name"), "verbs", part="operation/retry_reaction.html"
    ),
)


@require_GET
def reactions(request: Request) -> HttpResponseBase:
    """Every reaction: where it stands, what went wrong, when it is tried again."""
    may_read_operation(request.actor).or_refuse()
    rows = queries.reactions()
    listing = Listing(
        COLUMNS,
        whole(rows, attrgetter("name")),
        attrgetter("name"),
        Text("还没有任何联动", "No room reacts to another yet"),
        "affiliate",
        file="reactions",
        subject="journal:reactions",
        purpose="administer",
    )
    context = {
        "head": queries.head_number(),
        "may": may_operate(request.actor),
        "tab": "reactions",
    }
    return answer(request, "operation/reactions.html", listing, **context)


@require_POST
@needs_no_key("asking twice is asking once")
def retry_reaction(request: Request, name: str) -> HttpResponse:
    """Try it at the worker's next turn."""
    may_operate(request.actor).or_refuse()
    reacting.retry_reaction(name=name, by=request.actor, at=request.moment)
    return HttpResponseRedirect(reverse("operation:reactions"))
