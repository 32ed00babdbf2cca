"""What keeps the branch's rooms in step: who reacts to whose news, and how far each has come."""

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from quanju.domains.journal import queries
from quanju.domains.journal.actions import reacting
from quanju.domains.kernel.types import Text
from quanju.domains.people.permissions import may_operate, may_read_operation
from quanju.pages.shared.needs import needs_no_key
from quanju.pages.shared.request import Request

STATES = {
    "abreast": (Text("已跟上", "abreast"), "good"),
    "behind": (Text("处理中", "catching up"), "warn"),
    "failing": (Text("出错", "failing"), "bad"),
    "gone": (Text("已停用", "gone"), "muted"),
}


@require_GET
def reactions(request: Request) -> HttpResponse:
    """Every reaction: where it stands, what went wrong, when it is tried again."""
    may_read_operation(request.actor).or_refuse()
    rows = [(one, *STATES[one.state]) for one in queries.reactions()]
    context = {
        "rows": rows,
        "head": queries.head_number(),
        "may": may_operate(request.actor),
        "tab": "reactions",
    }
    return render(request, "operation/reactions.html", context)


@require_POST
@needs_no_key("asking twice is asking once")
def retry_reaction(request: Request, name: str) -> HttpResponse:
    """Try it at the worker's next turn."""
    may_operate(request.actor).or_refuse()
    reacting.retry_reaction(name=name, by=request.actor, at=request.moment)
    return HttpResponseRedirect(reverse("operation:reactions"))
