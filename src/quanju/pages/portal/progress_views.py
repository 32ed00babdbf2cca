"""A reporter's own matter, by number and code from the receipt: no account, plain words."""

from urllib.parse import urlencode

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from quanju.domains.cases.actions.objecting import apply_for_reconsideration
from quanju.domains.cases.queries.progress import objection_of, of_report
from quanju.domains.kernel.types import NotFound
from quanju.domains.notices.queries import outside_ways, told_outside
from quanju.domains.reception.actions import requests
from quanju.domains.reception.actions.letters import MARK
from quanju.domains.reception.actions.telling import choose_telling as choose_way
from quanju.domains.reception.queries.portal import portal_rule
from quanju.domains.reception.queries.reports import steps_rule
from quanju.domains.reception.queries.requests import requests_of
from quanju.domains.reception.queries.telling import telling_of
from quanju.domains.reception.types.requests import REQUESTS
from quanju.pages.portal.forms import ProgressForm, TellingForm
from quanju.pages.shared.fields import Words, given
from quanju.pages.shared.once import carried_out, done_once
from quanju.pages.shared.pace import too_often
from quanju.pages.shared.request import Request


@login_not_required
@never_cache
@require_GET
def ask(request: Request) -> HttpResponse:
    """Number and code are typed; they are looked up at the matter's own address."""
    form = ProgressForm(request.GET or None)
    if not form.is_valid():
        status = 422 if form.errors else 200
        return render(request, "portal/progress.html", {"form": form}, status=status)
    number = form.cleaned_data["number"].upper()
    page = "portal:letter" if number.startswith(MARK) else "portal:progress"
    address = reverse(page, args=[number])
    return HttpResponseRedirect(f"{address}?{urlencode({'code': form.cleaned_data['code']})}")


@login_not_required
@never_cache
@require_GET
def progress(request: Request, number: str) -> HttpResponse:
    """Where the matter stands. The limit binds who asks, so a stranger locks no owner out."""
    if too_many := too_often(request, "progress"):
        return too_many
    return _page(request, number, request.GET.get("code", ""))


def _page(
    request: Request, number: str, code: str, telling_form: TellingForm | None = None
) -> HttpResponse:
    """The matter's page; a form that was refused stands on it with what is wrong."""
    form = ProgressForm({"number": number, "code": code})
    try:
        found = of_report(number, code, at=request.moment)
    except NotFound:
        context = {"form": form, "is_asked": True}
        return render(request, "portal/progress.html", context, status=404)
    context = {
        "form": form,
        "found": found,
        "code": code,
        "objection": objection_of(number, code, at=request.moment),
        "rule": steps_rule(request.moment),
        "requests": requests_of(found.number),
        "request_kinds": REQUESTS,
        "request_days": portal_rule(request.moment).request_days,
        "telling": telling_of(found.number),
        "told": told_outside(f"report:{found.number}")[:1],
        "ways": outside_ways(),
        "telling_form": telling_form or TellingForm(ways=outside_ways()),
    }
    status = 422 if telling_form else 200
    return render(request, "portal/progress.html", context, status=status)


@login_not_required
@never_cache
@require_POST
def choose_telling(request: Request, number: str) -> HttpResponse:
    """This way from now on, or none: by number and code, as on the page itself."""
    if too_many := too_often(request, "progress"):
        return too_many
    sent = given(request.POST, code=Words(required=True), way=Words())
    code, form = sent["code"], TellingForm(request.POST, ways=outside_ways())
    language = "en" if (get_language() or "").startswith("en") else "zh-hans"
    common = {"report": number, "code": code, "language": language, "at": request.moment}

    def choose() -> None:
        said = form.cleaned_data if sent["way"] else {"way": "", "address": ""}
        choose_way(**said, **common)

    def carry_out() -> str:
        return done_once(request, "reception.choose_telling", choose)

    if not sent["way"]:
        carry_out()
    elif not form.is_valid() or carried_out(form, carry_out) is None:
        return _page(request, number, code, form)
    address = reverse("portal:progress", args=[number])
    return HttpResponseRedirect(f"{address}?{urlencode({'code': code})}#telling")


@login_not_required
@require_POST
def ask_of_record(request: Request, number: str) -> HttpResponse:
    """A copy of the own record, or that something in it is put right."""
    if too_many := too_often(request, "progress"):
        return too_many
    said = given(request.POST, code=Words(required=True), kind=Words(), text=Words())
    done_once(
        request,
        "reception.ask_of_record",
        lambda: requests.ask_of_record(report=number, **said, at=request.moment),
    )
    address = reverse("portal:progress", args=[number])
    return HttpResponseRedirect(f"{address}?{urlencode({'code': said['code']})}#record")


@login_not_required
@require_POST
def object_to(request: Request, number: str) -> HttpResponse:
    """Ask for reconsideration of not filing; the code is asked as on the page itself."""
    if too_many := too_often(request, "progress"):
        return too_many
    said = given(request.POST, code=Words(required=True), grounds=Words())
    done_once(
        request,
        "cases.apply_for_reconsideration",
        lambda: apply_for_reconsideration(report=number, **said, at=request.moment),
    )
    address = reverse("portal:progress", args=[number])
    return HttpResponseRedirect(f"{address}?{urlencode({'code': said['code']})}")
