"""A reporter's own matter, by number and code from the receipt: no account, plain words."""

from urllib.parse import urlencode

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from quanju.domains.cases.actions.objecting import apply_for_reconsideration
from quanju.domains.cases.queries.progress import objection_of, of_report
from quanju.domains.kernel.types import NotFound
from quanju.domains.reception.actions.letters import MARK
from quanju.domains.reception.queries.reports import steps_rule
from quanju.pages.portal.forms import ProgressForm
from quanju.pages.shared.fields import Words, given
from quanju.pages.shared.once import done_once
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
    code = request.GET.get("code", "")
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
    }
    return render(request, "portal/progress.html", context)


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
