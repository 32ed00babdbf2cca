"""Accounts of staff, and what happens to them."""

from collections.abc import Sequence
from operator import attrgetter

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from quanju.domains.journal.actions.entries import consult
from quanju.domains.kernel.types import Text
from quanju.domains.patrol.queries import units
from quanju.domains.people.actions import accounts as accounts_actions
from quanju.domains.people.actions import appointments, second_factors
from quanju.domains.people.permissions import (
    may_ask_reset,
    may_end_appointment,
    may_manage_account,
    may_manage_accounts,
    may_propose_appointment,
    may_read_account,
    may_read_accounts,
)
from quanju.domains.people.queries import accounts as accounts_queries
from quanju.domains.people.queries import appointments as appointments_queries
from quanju.domains.people.queries import organisations
from quanju.domains.people.queries.accounts import stations_of
from quanju.domains.people.queries.appointments import appointments_for
from quanju.pages.administration.answers import carried_out, tabs
from quanju.pages.administration.forms import AccountFilter, AppointForm, PersonForm
from quanju.pages.administration.lists import ACCOUNT_COLUMNS
from quanju.pages.shared.listing import Listing, answer
from quanju.pages.shared.needs import needs_no_key
from quanju.pages.shared.once import done_once, number_of
from quanju.pages.shared.request import Request

NOBODY_RIDES = Text(
    "{unit} 正在上勤，班组成员的账号现在都已停用：不再参与派警。请通知综合指挥室换人上勤",
    "{unit} is on duty and every account on its crew is closed now: it is not proposed any more. "
    "Tell its command room to sign others on",
)


@require_GET
def accounts(request: Request) -> HttpResponseBase:
    """A page of accounts."""
    may_read_accounts(request.actor).or_refuse()
    form = AccountFilter(request.GET)
    asked = form.asked()

    def fetch(before: str, limit: int) -> Sequence[accounts_queries.AccountRow]:
        return accounts_queries.accounts(
            text=asked.get("q", ""),
            state=asked.get("state", ""),
            after=before,
            most=limit,
            by=request.actor,
            at=request.moment,
        )

    listing = Listing(
        ACCOUNT_COLUMNS,
        fetch,
        attrgetter("username"),
        Text("没有符合的账号。", "No account matches."),
        "user",
        file="accounts",
        subject="person:list",
        purpose="administer",
        form=form,
    )
    may_add = may_manage_accounts(request.actor)
    more = tabs(request.actor, "accounts")
    return answer(request, "administration/accounts.html", listing, may_add=may_add, **more)


@require_http_methods(["GET", "POST"])
def add_person(request: Request) -> HttpResponse:
    """A new account."""
    may_manage_accounts(request.actor).or_refuse()
    form = PersonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = carried_out(
            form,
            lambda: done_once(
                request,
                "people.add_person",
                lambda: accounts_actions.add_person(
                    **form.cleaned_data, by=request.actor, at=request.moment
                ),
            ),
        )
        if made:
            return HttpResponseRedirect(reverse("administration:account", args=[number_of(made)]))
    return render(
        request,
        "administration/add_person.html",
        {"form": form, **tabs(request.actor, "accounts")},
        status=422 if form.errors else 200,
    )


@require_GET
def account(request: Request, pk: int) -> HttpResponse:
    """One account; reading somebody else's is recorded."""
    return _account_page(request, pk, _appoint_form(request))


def _account_page(request: Request, pk: int, form: AppointForm, password: str = "") -> HttpResponse:
    by, at = request.actor, request.moment
    may_read_account(by, pk, stations_of(pk, at=at)).or_refuse()
    row = accounts_queries.account(pk)
    if pk != by.person_id:
        consult(subject=row.subject, by=by, at=at, purpose="administer")
    return render(
        request,
        "administration/account.html",
        {
            "row": row,
            "form": form,
            "password": password,
            "appointments": [
                (one, one.is_in_force(at), one.is_open(at)) for one in appointments_for(pk, at=at)
            ],
            "may_manage": may_manage_account(by, pk),
            "may_propose": may_propose_appointment(by, pk),
            "may_end": may_end_appointment(by),
            "may_ask_reset": may_ask_reset(by, pk),
            **tabs(by, "accounts"),
        },
        status=422 if form.errors else 200,
    )


def _appoint_form(request: Request, *, is_sent: bool = False) -> AppointForm:
    choices = [
        (one.pk, f"{one.organisation} · {one.title}")
        for one in organisations.posts(at=request.moment)
    ]
    return AppointForm(request.POST if is_sent else None, posts=choices)


@require_POST
def appoint(request: Request, pk: int) -> HttpResponse:
    """Propose a post for a person."""
    may_propose_appointment(request.actor, pk).or_refuse()
    form = _appoint_form(request, is_sent=True)
    if form.is_valid():
        asked = form.cleaned_data
        made = carried_out(
            form,
            lambda: done_once(
                request,
                "people.appoint",
                lambda: appointments.appoint(
                    person=pk,
                    post=asked["post"],
                    valid_from=asked["valid_from"] or request.moment,
                    valid_until=asked["valid_until"],
                    by=request.actor,
                    at=request.moment,
                ),
            ),
        )
        if made:
            return _back_to(pk)
    return _account_page(request, pk, form)


def _back_to(pk: int) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("administration:account", args=[pk]))


@never_cache
@require_POST
@needs_no_key("a second press gives another password, shown in turn; the first ends with it")
def set_password(request: Request, pk: int) -> HttpResponse:
    """Give a one-time password and show it once."""
    password = accounts_actions.set_password(person=pk, by=request.actor, at=request.moment)
    choices = AppointForm(
        posts=[(one.pk, str(one.title)) for one in organisations.posts(at=request.moment)]
    )
    return _account_page(request, pk, choices, password)


@require_POST
def deactivate_person(request: Request, pk: int) -> HttpResponse:
    done_once(
        request,
        "people.deactivate_person",
        lambda: accounts_actions.deactivate_person(person=pk, by=request.actor, at=request.moment),
    )
    unit = units.unit_ridden_by(pk)
    if unit is not None and not units.is_crewed(unit.pk):
        messages.warning(request, str(NOBODY_RIDES.filled(unit=unit.call_sign)))
    return _back_to(pk)


@require_POST
def reactivate_person(request: Request, pk: int) -> HttpResponse:
    done_once(
        request,
        "people.reactivate_person",
        lambda: accounts_actions.reactivate_person(person=pk, by=request.actor, at=request.moment),
    )
    return _back_to(pk)


@require_POST
def ask_second_factor_reset(request: Request, pk: int) -> HttpResponse:
    done_once(
        request,
        "people.ask_second_factor_reset",
        lambda: second_factors.ask_second_factor_reset(
            person=pk, by=request.actor, at=request.moment
        ),
    )
    return _back_to(pk)


@require_POST
def end_appointment(request: Request, pk: int) -> HttpResponse:
    done_once(
        request,
        "people.end_appointment",
        lambda: appointments.end_appointment(appointment=pk, by=request.actor, at=request.moment),
    )
    return _back_to(appointments_queries.appointment(pk).person_id)
