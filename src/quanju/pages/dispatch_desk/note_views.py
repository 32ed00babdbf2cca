"""Notes on public places: what stands, what waits for a second person, and the form for another."""

from collections.abc import Sequence
from operator import attrgetter
from typing import Any

from django import forms
from django.http import HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from quanju.domains.approvals.queries import open_proposals
from quanju.domains.geo.actions import place_notes as actions
from quanju.domains.geo.permissions import may_decide_place_note, may_propose_place_note
from quanju.domains.geo.queries.place_notes import place_notes_listed
from quanju.domains.geo.queries.roads import current_map
from quanju.domains.geo.types import NOTE_ABOUT, NOTE_KINDS, PlaceNoteView
from quanju.domains.kernel.types import Text
from quanju.domains.people.types import Actor
from quanju.pages.dispatch_desk.place_forms import point_at
from quanju.pages.dispatch_desk.views import refreshed
from quanju.pages.shared.fields import DayField
from quanju.pages.shared.listing import Column, Listing, answer
from quanju.pages.shared.once import done_once, sent_once
from quanju.pages.shared.proposals import shown_to
from quanju.pages.shared.request import Request

COLUMNS = (
    Column(Text("类别", "Kind"), attrgetter("kind_label"), tone=attrgetter("tone")),
    Column(Text("地点", "Place"), attrgetter("place")),
    Column(Text("是", "It is"), attrgetter("about_label")),
    Column(Text("提示", "Note"), attrgetter("text")),
    Column(Text("自", "Since"), attrgetter("valid_from"), "moment"),
    Column(Text("至", "Until"), attrgetter("valid_until"), "moment"),
)


class NoteForm(forms.Form):
    """A note on a place: what it is, where, what to know, and until when."""

    called = {"place": "address"}
    kind = forms.ChoiceField()
    about = forms.ChoiceField()
    address = forms.CharField(max_length=120)
    lon, lat = point_at("address"), point_at("address")
    text = forms.CharField(max_length=300, widget=forms.Textarea(attrs={"rows": 2}))
    until_on = DayField(widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labels = {
            "kind": Text("类别", "Kind"),
            "about": Text("是什么地方", "What it is"),
            "address": Text("地点", "Place"),
            "text": Text("要知道什么", "What to know"),
            "until_on": Text("到哪天为止", "Last day"),
        }
        for name, words in labels.items():
            self.fields[name].label = str(words)
        self.fields["address"].widget.attrs["autocomplete"] = "off"
        for name, known in (("kind", NOTE_KINDS), ("about", NOTE_ABOUT)):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [(code, str(words)) for code, words in known.items()]


def may_see_notes(actor: Actor) -> None:
    """Whoever may propose or approve one; others see them at the place itself."""
    if not may_decide_place_note(actor):
        may_propose_place_note(actor).or_refuse()


@require_GET
def place_notes(request: Request) -> HttpResponseBase:
    """Notes that are not over, those that wait for a second person above."""
    may_see_notes(request.actor)

    def fetch(before: str, limit: int) -> Sequence[PlaceNoteView]:
        return place_notes_listed(request.moment, before=before, limit=limit)

    listing = Listing(
        COLUMNS,
        fetch,
        lambda one: str(one.pk),
        Text("还没有地点提示。", "No note on any place yet."),
        "map-pin",
        file="place_notes",
        subject="place_notes:list",
        purpose="respond",
    )
    notes = place_notes_listed(request.moment, limit=200)
    waiting = [p for one in notes if one.valid_from is None for p in open_proposals(one.subject)]
    return answer(
        request,
        "dispatch_desk/place_notes.html",
        listing,
        pending=shown_to(request.actor, waiting)[0],
        standing=[one for one in notes if one.valid_from is not None],
        may_propose=may_propose_place_note(request.actor),
    )


@require_http_methods(["GET", "POST"])
def propose_place_note(request: Request) -> HttpResponse:
    """The form of another note; what a rule finds about a person is told at its field."""
    may_propose_place_note(request.actor).or_refuse()
    form = NoteForm(request.POST or None, initial=request.GET.dict())
    by, at = request.actor, request.moment

    def act() -> object:
        facts = dict(form.cleaned_data)
        return actions.propose_place_note(place=facts.pop("address"), **facts, by=by, at=at)

    if sent_once(request, form, "propose_place_note", act):
        return HttpResponseRedirect(reverse("dispatch_desk:place_notes"))
    context = {"form": form, "map": current_map(request.moment)}
    status = 422 if form.is_bound else 200
    return render(request, "dispatch_desk/propose_place_note.html", context, status=status)


@require_POST
def end_place_note(request: Request, note: int) -> HttpResponse:
    """What is wrong goes at once."""
    may_propose_place_note(request.actor).or_refuse()
    done_once(
        request,
        "end_place_note",
        lambda: actions.end_place_note(note=note, by=request.actor, at=request.moment),
    )
    return refreshed()
