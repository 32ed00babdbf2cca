"""Exercises beside the live desk: which is on, who began and ended each."""

from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from quanju.domains.dispatch.actions import exercises as actions
from quanju.domains.dispatch.permissions import may_run_exercise
from quanju.domains.dispatch.queries import exercises as queries
from quanju.domains.kernel.types import Text
from quanju.pages.shared.fields import Words
from quanju.pages.shared.once import done_once, sent_once
from quanju.pages.shared.request import Request


class ExerciseForm(forms.Form):
    """What is practised."""

    title = Words(required=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["title"].label = str(Text("演练什么", "What is practised"))
        self.fields["title"].widget.attrs.update(maxlength=60, required=True, autocomplete="off")


@require_http_methods(["GET", "POST"])
def exercises(request: Request) -> HttpResponse:
    """Those that were, the one that is on with its address; a form for whoever may begin one."""
    by, at = request.actor, request.moment
    form = ExerciseForm(request.POST or None)
    if request.method == "POST":
        may_run_exercise(by).or_refuse()

    def act() -> object:
        return actions.start_exercise(**form.cleaned_data, by=by, at=at)

    if sent_once(request, form, "start_exercise", act):
        return HttpResponseRedirect(reverse("dispatch_desk:exercises"))
    rows = queries.exercises(by)
    context = {
        "rows": rows,
        "form": form,
        "is_on": any(one.ended_at is None for one in rows),
        "is_within": bool(settings.EXERCISE),
        "may_run": may_run_exercise(by) and not settings.EXERCISE,
    }
    status = 422 if form.is_bound else 200
    return render(request, "dispatch_desk/exercises.html", context, status=status)


@require_POST
def end_exercise(request: Request, pk: int) -> HttpResponse:
    """End it; what serves it stops within seconds."""
    may_run_exercise(request.actor).or_refuse()
    by, at = request.actor, request.moment
    done_once(request, "end_exercise", lambda: actions.end_exercise(exercise=pk, by=by, at=at))
    return HttpResponseRedirect(reverse("dispatch_desk:exercises"))
