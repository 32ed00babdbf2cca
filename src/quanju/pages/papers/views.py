"""Papers: list, one, its bytes, taking one back; and the open page: is this one genuine?"""

from collections.abc import Sequence
from operator import attrgetter
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from quanju.domains.documents.actions import papers as actions
from quanju.domains.documents.actions import redaction
from quanju.domains.documents.permissions import (
    may_read_papers,
    may_release_copy,
    may_withdraw_papers_of,
)
from quanju.domains.documents.queries import papers as queries
from quanju.domains.documents.types import PaperView
from quanju.domains.journal import queries as journal
from quanju.domains.kernel.types import Refused, Text
from quanju.pages.papers.forms import CheckForm, CopyForm, PaperFilter, WithdrawForm
from quanju.pages.shared.fields import number_in
from quanju.pages.shared.listing import Column, Listing, answer, rows_of
from quanju.pages.shared.needs import needs_no_key
from quanju.pages.shared.pace import too_often
from quanju.pages.shared.request import Request
from quanju.pages.shared.timeline import lines_of

PAPER_COLUMNS = (
    Column(
        Text("编号", "Number"),
        attrgetter("number"),
        href=lambda row: reverse("papers:paper", args=[row.number]),
    ),
    Column(Text("种类", "Kind"), attrgetter("kind_label")),
    Column(Text("标题", "Title"), attrgetter("title")),
    Column(Text("单位", "Office"), attrgetter("office")),
    Column(Text("日期", "Date"), attrgetter("numbered_at"), "moment"),
    Column(Text("状态", "State"), attrgetter("state_label"), part="papers/state.html"),
    Column(Text("取出", "Take"), attrgetter("number"), "verbs", part="papers/take.html"),
)
COPY_COLUMNS = (
    Column(Text("接收单位", "For"), attrgetter("recipient")),
    Column(Text("隐去处", "Places hidden"), attrgetter("hidden"), "number"),
    Column(Text("制作", "Made"), attrgetter("made_at"), "moment"),
    Column(Text("状态", "State"), attrgetter("state_label")),
    Column(Text("取出", "Take"), attrgetter("id"), "verbs", part="papers/take_copy.html"),
)


@never_cache
@require_GET
def papers(request: Request) -> HttpResponseBase:
    """The papers one may read, the newest first."""
    may_read_papers(request.actor).or_refuse()
    form = PaperFilter(request.GET, kinds=queries.kinds_readable_by(request.actor))
    asked = {name: value for name, value in form.asked().items() if value}

    def fetch(before: str, limit: int) -> Sequence[PaperView]:
        return queries.papers(
            **asked, before=number_in(before), most=limit, by=request.actor, at=request.moment
        )

    listing = Listing(
        PAPER_COLUMNS,
        fetch,
        lambda row: str(row.id),
        Text("没有符合条件的文书。", "No paper fits."),
        "file-text",
        file="papers",
        subject="paper:list",
        purpose="administer",
        form=form,
    )
    return answer(request, "papers/papers.html", listing)


@never_cache
@require_GET
def paper(request: Request, number: str) -> HttpResponse:
    """One paper: where it stands, and its bytes to take; a fragment follows while it is set."""
    shown = queries.paper(number, by=request.actor, at=request.moment)
    is_fragment = request.headers.get("X-Refresh") == "true"
    if is_fragment and shown.state != "numbered":
        over = HttpResponse(status=204)
        over["HX-Refresh"] = "true"
        return over
    if is_fragment:
        return render(request, "papers/waiting.html", {"paper": shown})
    return _page(request, shown)


def _page(
    request: Request,
    shown: PaperView,
    *,
    form: WithdrawForm | None = None,
    copy_form: CopyForm | None = None,
) -> HttpResponse:
    """The paper's page; a form that was refused stands on it with what is wrong."""
    context = {
        "paper": shown,
        "may_withdraw": may_withdraw_papers_of(request.actor, queries.kind_of(shown)),
        **rows_of(COPY_COLUMNS, queries.copies_of(shown.number)),
        "may_check": may_release_copy(request.actor),
        "history": lines_of(journal.history_of(f"paper:{shown.number}")),
        "form": form or WithdrawForm(),
        "copy_form": copy_form or CopyForm(),
    }
    return render(request, "papers/paper.html", context, status=422 if form or copy_form else 200)


@never_cache
@require_GET
def take_paper(request: Request, number: str) -> HttpResponse:
    """The bytes, the same each time."""
    pdf = actions.take_paper(
        number=number, by=request.actor, at=request.moment, purpose="administer"
    )
    return _download(number, pdf)


def _download(name: str, pdf: bytes) -> HttpResponse:
    answer = HttpResponse(pdf, content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="{name}.pdf"'
    return answer


@require_POST
@needs_no_key("a paper taken back once is refused the second time")
def withdraw_paper(request: Request, number: str) -> HttpResponse:
    """Take one back."""
    shown = queries.paper(number, by=request.actor, at=request.moment)
    may_withdraw_papers_of(request.actor, queries.kind_of(shown)).or_refuse()
    form = WithdrawForm(request.POST)
    if not form.is_valid():
        return _page(request, shown, form=form)
    actions.withdraw_paper(number=number, by=request.actor, at=request.moment, **form.cleaned_data)
    return HttpResponseRedirect(reverse("papers:paper", args=[number]))


@require_POST
@needs_no_key("it is set before anything is stored, and each copy is looked at for itself")
def propose_copy(request: Request, number: str) -> HttpResponse:
    """A copy with words hidden, for a second person to look at."""
    shown = queries.paper(number, by=request.actor, at=request.moment)
    form = CopyForm(request.POST)
    if not form.is_valid():
        return _page(request, shown, copy_form=form)
    try:
        redaction.propose_copy(
            number=number, by=request.actor, at=request.moment, **form.cleaned_data
        )
    except Refused as refused:
        if refused.status != 422:
            raise
        form.add_error(refused.field or None, str(refused.text))
        return _page(request, shown, copy_form=form)
    return HttpResponseRedirect(reverse("papers:paper", args=[number]))


@never_cache
@require_GET
def take_copy(request: Request, copy: int) -> HttpResponse:
    """A copy's bytes: to check it, or to give it out."""
    name, pdf = redaction.take_copy(copy=copy, by=request.actor, at=request.moment)
    return _download(name, pdf)


@login_not_required
@never_cache
@require_GET
def check(request: Request) -> HttpResponse:
    """Type a number and a code from a paper; they are looked up at their own address."""
    if not request.GET:
        return render(request, "papers/check.html", {"form": CheckForm()})
    form = CheckForm(request.GET)
    if not form.is_valid():
        return render(request, "papers/check.html", {"form": form}, status=422)
    address = reverse("papers:check_number", args=[form.cleaned_data["number"]])
    return HttpResponseRedirect(f"{address}?{urlencode({'code': form.cleaned_data['code']})}")


@login_not_required
@never_cache
@require_GET
def check_number(request: Request, number: str) -> HttpResponse:
    """Is this paper genuine? Nothing of what it says; so many looks a minute from one address."""
    if too_many := too_often(request, "check_paper"):
        return too_many
    form = CheckForm({"number": number, "code": request.GET.get("code", "")})
    found = None
    if form.is_valid():
        found = queries.check_paper(number, form.cleaned_data["code"])
    context = {"form": form, "found": found, "is_asked": True}
    return render(request, "papers/check.html", context, status=200 if found else 404)
