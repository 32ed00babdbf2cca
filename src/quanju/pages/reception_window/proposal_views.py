"""What the words of a report propose while it is typed: chips that an officer takes or leaves."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from quanju.domains.kernel.types import Text
from quanju.domains.reception.permissions import may_take_reports
from quanju.domains.reception.queries.sorting import proposals_for
from quanju.domains.reception.types.sorting import Proposals
from quanju.pages.shared.fields import Words, given
from quanju.pages.shared.needs import needs_no_key
from quanju.pages.shared.request import Request

NAMES = {
    "kind": Text("分类", "Class"),
    "place": Text("地点", "Place"),
    "happened": Text("时间", "Time"),
    "amount_yuan": Text("金额", "Sum"),
}


@dataclass(frozen=True, slots=True)
class Chip:
    """One thing to take: the field it would fill, with what, and the words that say so."""

    field: str
    value: str
    shown: Text | str
    words: str
    is_taken: bool

    @property
    def name(self) -> Text:
        return NAMES[self.field]


@require_POST
@needs_no_key("nothing is kept: it only shows what the words would propose")
def propose(request: Request) -> HttpResponse:
    """The chips for what was typed so far; what a field holds already is shown as taken."""
    may_take_reports(request.actor).or_refuse()
    fields = ("title", "statement", *NAMES)
    sent = given(request.POST, **{name: Words() for name in fields})
    found = proposals_for(title=sent["title"], statement=sent["statement"], at=request.moment)
    chips = [
        Chip(field, value, shown, words, sent[field].strip() == value)
        for field, value, shown, words in _told(found)
    ]
    return render(request, "reception_window/proposals.html", {"chips": chips})


def _told(found: Proposals) -> list[tuple[str, str, Text | str, str]]:
    chips: list[tuple[str, str, Text | str, str]] = []
    if one := found.sorted_as:
        chips.append(("kind", one.code, one.label, one.word))
    sums = [("amount_yuan", one.value, f"{one.value} 元", one.words) for one in found.amounts]
    return [
        *chips,
        *[("place", one.value, one.value, one.words) for one in found.places],
        *[("happened", one.value, one.value, one.words) for one in found.times],
        *sums,
    ]
