"""Letters of residents: what is owed an answer, one letter, its verbs."""

from collections.abc import Callable
from operator import attrgetter
from typing import Any

from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from quanju.domains.journal.actions.entries import consult
from quanju.domains.kernel.types import NotFound, Text
from quanju.domains.reception.actions import letters as actions
from quanju.domains.reception.permissions import may_read_letters
from quanju.domains.reception.queries import letters as queries
from quanju.domains.reception.types.letters import FINDINGS, LetterView
from quanju.pages.shared.fields import Words, given
from quanju.pages.shared.listing import Column, Listing, answer
from quanju.pages.shared.once import done_once
from quanju.pages.shared.request import Request


def _page_of(row: LetterView) -> str:
    return reverse("reception_letters:letter", args=[row.number])


COLUMNS = (
    Column(Text("编号", "Number"), attrgetter("number"), "code", href=_page_of),
    Column(Text("种类", "Kind"), attrgetter("kind_label")),
    Column(Text("状态", "State"), attrgetter("status_label")),
    Column(Text("收到", "Received"), attrgetter("sent_at"), "moment"),
    Column(Text("最迟", "Due"), lambda row: row.due_on or ""),
    Column(Text("受理人", "In hand of"), attrgetter("owner")),
)


@never_cache
@require_GET
def desk(request: Request) -> HttpResponseBase:
    """The letters this person has to do with; who sent them is no column."""
    by, at = request.actor, request.moment
    may_read_letters(by).or_refuse()
    listing = Listing(
        COLUMNS,
        lambda before, most: queries.letters(by, at=at, before=before, most=most),
        attrgetter("number"),
        Text("没有来件。", "No letters."),
        "note",
        file="letters",
        subject="letters:list",
        purpose="receive_report",
    )
    return answer(request, "reception_letters/desk.html", listing)


@never_cache
@require_GET
def letter(request: Request, letter: str) -> HttpResponse:
    """One letter; the reading is recorded."""
    by, at = request.actor, request.moment
    may_read_letters(by).or_refuse()
    view = queries.letter_view(letter, by=by)
    consult(subject=view.subject, by=by, at=at, purpose="receive_report")
    context = {
        "one": view,
        "findings": FINDINGS.items(),
        "is_own": view.owner_id in (None, by.person_id),
    }
    return render(request, "reception_letters/letter.html", context)


@require_POST
def act_on_letter(request: Request, letter: str, verb: str) -> HttpResponse:
    """One verb of a letter; a refusal stands beside its button."""
    may_read_letters(request.actor).or_refuse()
    fields = ("answer", "finding", "handed_to", "proof")
    said = given(request.POST, **{name: Words() for name in fields})
    common: dict[str, Any] = {"letter": letter, "by": request.actor, "at": request.moment}
    found = {"answer": said["answer"], "finding": said["finding"]}
    to = {"handed_to": said["handed_to"], "proof": said["proof"]}
    verbs: dict[str, Callable[[], LetterView]] = {
        "take_on": lambda: actions.take_on_letter(**common),
        "answer": lambda: actions.answer_letter(**found, **common),
        "review": lambda: actions.review_letter(**found, **common),
        "hand_over": lambda: actions.hand_over_letter(**to, **common),
    }
    if verb not in verbs:
        raise NotFound(subject=f"verb {verb[:20]}")
    done_once(request, f"reception.{verb}_letter", verbs[verb])
    return HttpResponseRedirect(reverse("reception_letters:letter", args=[letter]))
