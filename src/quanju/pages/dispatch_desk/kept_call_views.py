"""A call that was taken while the desk had no line, sent once the line is back."""

from django.http import HttpResponse
from django.views.decorators.http import require_POST

from quanju.domains.dispatch.actions.take_call import take_call
from quanju.domains.dispatch.permissions import may_take_calls
from quanju.domains.dispatch.queries.places import Doubt
from quanju.domains.kernel.transaction import write
from quanju.pages.shared.fields import MomentField, Words, given
from quanju.pages.shared.once import once_of
from quanju.pages.shared.request import Request

WRITTEN = ("type_code", "said", "address", "caller_number")


@require_POST
def keep_call(request: Request) -> HttpResponse:
    """Enter it at the moment it was answered; its place is words until the desk puts it right."""
    may_take_calls(request.actor).or_refuse()
    sent = given(request.POST, answered_at=MomentField(), **{name: Words() for name in WRITTEN})
    answered_at = min(sent.pop("answered_at"), request.moment)
    with write(), once_of(request, "take_call") as form:
        if not form.is_repeat:
            row = take_call(
                **sent,
                doubt=Doubt(kind="unknown"),
                answered_at=answered_at,
                by=request.actor,
                at=request.moment,
            )
            form.answer = row.subject
    return HttpResponse(status=204)
