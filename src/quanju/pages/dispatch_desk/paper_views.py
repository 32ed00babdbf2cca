"""Paper for the hours without the system: printing it, and entering each card afterwards."""

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_POST

from quanju.domains.approvals import queries as approvals
from quanju.domains.dispatch.actions import paper, voiding
from quanju.domains.dispatch.actions.voiding import VOID
from quanju.domains.dispatch.permissions import may_print_cards, may_take_calls
from quanju.domains.dispatch.queries.paper import cards_entered, paper_kit, printed_with
from quanju.domains.geo.queries.roads import current_map
from quanju.domains.kernel.transaction import write
from quanju.pages.dispatch_desk.paper_forms import PaperForm, PrintForm, VoidForm
from quanju.pages.shared.once import once_of, sent_once
from quanju.pages.shared.proposals import shown_to
from quanju.pages.shared.request import Request


@require_http_methods(["GET", "POST"])
def enter_card(request: Request) -> HttpResponse:
    """The form of the next card; posted, the card is an incident with its true moments."""
    may_take_calls(request.actor).or_refuse()
    form, by, at = PaperForm(request.POST or None), request.actor, request.moment

    def act() -> object:
        return paper.enter_card(**form.facts(), by=by, at=at)

    if sent_once(request, form, "enter_card", act):
        return HttpResponseRedirect(reverse("dispatch_desk:enter_card"))
    return _shown(request, form, PrintForm(), 422 if form.is_bound else 200)


@require_POST
def print_cards(request: Request) -> HttpResponse:
    """Numbers are given out once; the sheets come as one PDF, also when asked again."""
    may_print_cards(request.actor).or_refuse()
    form = PrintForm(request.POST)
    if not form.is_valid():
        return _shown(request, PaperForm(), form, 422)
    by, at = request.actor, request.moment
    with write(), once_of(request, "print_cards") as sent:
        if not sent.is_repeat:
            numbers = paper.print_cards(cards=form.cleaned_data["cards"], by=by, at=at)
            sent.answer = f"paper_card:{numbers[0]}"
    numbers = printed_with(sent.answer.removeprefix("paper_card:"))
    made = paper_kit(numbers, language=get_language() or "", by=by, at=at)
    answer = HttpResponse(made, content_type="application/pdf")
    name = f"paper-{numbers[0]}-{numbers[-1][-4:]}.pdf"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@require_POST
def void_card(request: Request) -> HttpResponse:
    """Put up that a card is void; what is wrong is told at its field."""
    may_take_calls(request.actor).or_refuse()
    form, by, at = VoidForm(request.POST), request.actor, request.moment

    def act() -> object:
        return voiding.void_card(**form.cleaned_data, by=by, at=at)

    if sent_once(request, form, "void_card", act):
        return HttpResponseRedirect(reverse("dispatch_desk:enter_card"))
    return _shown(request, PaperForm(), PrintForm(), 422, form)


def _shown(
    request: Request,
    form: PaperForm,
    prints: PrintForm,
    status: int,
    voids: VoidForm | None = None,
) -> HttpResponse:
    both = (*approvals.waiting_for(request.actor), *approvals.proposed_by(request.actor))
    waits = [one for one in both if one.act == VOID.name]
    context = {
        "form": form,
        "prints": prints,
        "voids": voids or VoidForm(),
        "pending": shown_to(request.actor, waits)[0],
        "entered": cards_entered(request.actor),
        "map": current_map(request.moment),
    }
    return render(request, "dispatch_desk/enter_card.html", context, status=status)
