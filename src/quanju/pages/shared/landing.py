"""Where each post begins after signing in: its work, not a table of figures."""

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from quanju.domains.kernel.roles import LEADERS, LOBBY, PATROL, VOLUNTEERS
from quanju.domains.people.types import Actor
from quanju.pages.shared.desks import works_from_a_list
from quanju.pages.shared.request import Request

ON_THE_ROAD = PATROL | VOLUNTEERS


def landing_of(actor: Actor) -> str:
    """The phone for who rides, the hall for who greets, the six areas for who leads, for every
    other post the worklist."""
    if actor.role in ON_THE_ROAD:
        return reverse("unit_phone:order")
    if actor.role in LOBBY:
        return reverse("reception_hall:hall")
    if actor.role in LEADERS or not works_from_a_list(actor):
        return reverse("home:home")
    return reverse("worklist:worklist")


@never_cache
@require_GET
def start(request: Request) -> HttpResponse:
    """After signing in without another wish."""
    return HttpResponseRedirect(landing_of(request.actor))
