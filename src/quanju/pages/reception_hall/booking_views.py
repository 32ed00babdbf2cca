"""Bookings of the own site's windows and rooms."""

from datetime import datetime, timedelta

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from quanju.domains.kernel.types import Refused
from quanju.domains.reception.actions import booking as actions
from quanju.domains.reception.actions.greeting import NoSite
from quanju.domains.reception.permissions import may_receive
from quanju.domains.reception.queries import visits
from quanju.domains.reception.queries.bookings import bookings_ahead
from quanju.domains.reception.queries.sites import site_of
from quanju.domains.reception.types.hall import Site
from quanju.pages.reception_hall.forms import BookForm
from quanju.pages.shared.once import done_once
from quanju.pages.shared.request import Request


@never_cache
@require_http_methods(["GET", "POST"])
def bookings(request: Request) -> HttpResponse:
    """What is booked at the own site, and the form for one more."""
    may_receive(request.actor).or_refuse()
    site = site_of(request.actor)
    if site is None:
        raise NoSite()
    form = _form(request, site)
    if request.method == "POST" and form.is_valid() and _booked(request, form):
        return HttpResponseRedirect(reverse("reception_hall:bookings"))
    context = {"site": site, "form": form, "rows": bookings_ahead(site.pk, at=request.moment)}
    status = 422 if form.errors else 200
    return render(request, "reception_hall/bookings.html", context, status=status)


def _form(request: Request, site: Site) -> BookForm:
    at = request.moment
    places = [
        (place.code, str(place.name)) for area in visits.areas(site, at=at) for place in area.places
    ]
    first = datetime.fromtimestamp((at.timestamp() // 900 + 1) * 900, at.tzinfo)
    initial = {"from_at": first, "until_at": first + timedelta(hours=1)}
    data = request.POST if request.method == "POST" else None
    return BookForm(data, places=places, initial=initial)


def _booked(request: Request, form: BookForm) -> bool:
    """A clash stands at its field, and nothing typed is lost."""
    try:
        done_once(
            request,
            "reception.book_place",
            lambda: actions.book_place(**form.cleaned_data, by=request.actor, at=request.moment),
        )
    except Refused as refused:
        if refused.status in (403, 404):
            raise
        form.add_error(refused.field or None, str(refused.text))
        return False
    return True


@require_POST
def cancel_booking(request: Request, booking: int) -> HttpResponse:
    """Give a place back."""
    done_once(
        request,
        "reception.cancel_booking",
        lambda: actions.cancel_booking(booking=booking, by=request.actor, at=request.moment),
    )
    return HttpResponseRedirect(reverse("reception_hall:bookings"))
