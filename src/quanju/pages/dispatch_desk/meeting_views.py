"""What a crew came across, told by radio or at the counter: the desk or the station enters it."""

from django.http import HttpResponse
from django.views.decorators.http import require_POST

from quanju.domains.dispatch.actions import meeting
from quanju.domains.dispatch.permissions import may_see_desk
from quanju.domains.kernel.transaction import write
from quanju.pages.shared.fields import Whole, Words, given
from quanju.pages.shared.once import once_of
from quanju.pages.shared.request import Request


@require_POST
def meet_incident(request: Request) -> HttpResponse:
    """Enter it with the crew at the scene, and show it."""
    may_see_desk(request.actor).or_refuse()
    sent = given(request.POST, unit=Whole(), type_code=Words(), channel=Words(), text=Words())
    with write(), once_of(request, "meet_incident") as form:
        if not form.is_repeat:
            row = meeting.meet_incident(**sent, by=request.actor, at=request.moment)
            form.answer = row.subject
    answer = HttpResponse(status=204)
    answer["HX-Redirect"] = f"/dispatch/?incident={form.answer.removeprefix('incident:')}"
    return answer
