"""Incidents that are to begin at a moment: the list, the form, their change and withdrawal."""

from typing import Any

from django import forms
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from quanju.domains.dispatch.actions import scheduling
from quanju.domains.dispatch.permissions import may_schedule
from quanju.domains.dispatch.queries import scheduled as queries
from quanju.domains.dispatch.queries.tables import incident_types
from quanju.domains.geo.queries.roads import current_map
from quanju.domains.kernel.clock import now
from quanju.domains.kernel.types import Text
from quanju.pages.dispatch_desk.place_forms import point_at
from quanju.pages.dispatch_desk.views import refreshed
from quanju.pages.shared.fields import MomentField, MomentInput, Words, given
from quanju.pages.shared.once import done_once, sent_once
from quanju.pages.shared.request import Request

LABELS = {
    "type_code": Text("类型", "Type"),
    "begins_at": Text("什么时候开始", "Begins at"),
    "address": Text("地点", "Place"),
    "text": Text("事由", "What it is"),
    "reason": Text("为什么变更", "Why it is changed"),
}


class ScheduledForm(forms.Form):
    """What begins, where and when; with a reason where it stood otherwise before."""

    type_code = forms.ChoiceField()
    begins_at = MomentField(widget=MomentInput)
    address = forms.CharField(max_length=300)
    lon, lat = point_at("address"), point_at("address")
    text = forms.CharField(
        max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    reason = forms.CharField(max_length=200)

    def __init__(self, *args: Any, is_change: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_change:
            del self.fields["reason"]
        for name, field in self.fields.items():
            if name in LABELS:
                field.label = str(LABELS[name])
        self.fields["address"].widget.attrs["autocomplete"] = "off"
        kinds = self.fields["type_code"]
        assert isinstance(kinds, forms.ChoiceField)
        grouped: dict[str, list[tuple[str, str]]] = {}
        for kind in (one for one in incident_types(now()) if not one.is_complaint):
            grouped.setdefault(str(kind.class_name), []).append((kind.code, str(kind.name)))
        kinds.choices = [("", str(Text("请选择", "choose"))), *grouped.items()]

    def arranged(self) -> scheduling.Arranged:
        """What the verbs take, without the reason."""
        facts = {name: one for name, one in self.cleaned_data.items() if name != "reason"}
        return scheduling.Arranged(**facts)


@require_GET
def scheduled(request: Request) -> HttpResponse:
    """What is to come, and what began or was withdrawn."""
    ahead, past = queries.scheduled_incidents(request.actor, at=request.moment)
    part = "scheduled_now" if "HX-Request" in request.headers else "scheduled"
    return render(request, f"dispatch_desk/{part}.html", {"ahead": ahead, "past": past})


@require_http_methods(["GET", "POST"])
def schedule_incident(request: Request) -> HttpResponse:
    """The form of another."""
    may_schedule(request.actor).or_refuse()
    by, at = request.actor, request.moment
    form = ScheduledForm(request.POST or None, is_change=False)

    def act() -> object:
        return scheduling.schedule_incident(what=form.arranged(), by=by, at=at)

    if sent_once(request, form, "schedule_incident", act):
        return HttpResponseRedirect(reverse("dispatch_desk:scheduled"))
    return _form(request, form, None)


@require_http_methods(["GET", "POST"])
def change_scheduled(request: Request, number: str) -> HttpResponse:
    """The same form with a reason; beside it the way to withdraw."""
    by, at = request.actor, request.moment
    one = queries.scheduled(number, by, at=at)
    told = {name: getattr(one, name) for name in ("type_code", "text", "address", "lon", "lat")}
    told["begins_at"] = one.begins_at.isoformat()
    form = ScheduledForm(request.POST or None, is_change=True, initial=told)

    def act() -> object:
        why = form.cleaned_data["reason"]
        return scheduling.change_scheduled(
            number=number, what=form.arranged(), reason=why, by=by, at=at
        )

    if sent_once(request, form, "change_scheduled", act):
        return HttpResponseRedirect(reverse("dispatch_desk:scheduled"))
    return _form(request, form, one)


def _form(request: Request, form: ScheduledForm, one: queries.Scheduled | None) -> HttpResponse:
    context = {"form": form, "one": one, "map": current_map(request.moment)}
    status = 422 if form.is_bound else 200
    return render(request, "dispatch_desk/schedule_incident.html", context, status=status)


@require_POST
def withdraw_scheduled(request: Request, number: str) -> HttpResponse:
    """It will not take place."""
    may_schedule(request.actor).or_refuse()
    reason, by, at = given(request.POST, reason=Words())["reason"], request.actor, request.moment
    done_once(
        request,
        "withdraw_scheduled",
        lambda: scheduling.withdraw_scheduled(number=number, reason=reason, by=by, at=at),
    )
    return HttpResponseRedirect(reverse("dispatch_desk:scheduled"))


@require_POST
def begin_scheduled(request: Request, number: str) -> HttpResponse:
    """Begin it before its moment."""
    may_schedule(request.actor).or_refuse()
    by, at = request.actor, request.moment
    done_once(
        request,
        "begin_scheduled",
        lambda: scheduling.begin_scheduled(number=number, by=by, at=at),
    )
    return refreshed()
