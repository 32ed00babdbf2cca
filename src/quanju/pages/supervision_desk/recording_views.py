"""The index of recordings: the list, writing one in, one of them, what is due."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from quanju.domains.approvals.queries import open_proposals
from quanju.domains.journal.actions.entries import consult
from quanju.domains.kernel.types import NotFound
from quanju.domains.supervision.actions import comparing
from quanju.domains.supervision.actions import recordings as acts
from quanju.domains.supervision.permissions import (
    may_check_recordings,
    may_clear_recordings,
    may_index_recordings,
    may_read_recordings,
)
from quanju.domains.supervision.queries import recordings as queries
from quanju.pages.shared.entries import last_steps
from quanju.pages.shared.fields import Words, given
from quanju.pages.shared.listing import answer
from quanju.pages.shared.matters import page_of, thread_of
from quanju.pages.shared.once import done_once, sent_once
from quanju.pages.shared.proposals import shown_to
from quanju.pages.shared.request import Request
from quanju.pages.shared.timeline import lines_of
from quanju.pages.supervision_desk.forms import CompareForm, RecordingForm
from quanju.pages.supervision_desk.recording_lists import RecordingFilter, recording_list

STEPS_SHOWN = 30


@never_cache
@require_GET
def recordings(request: Request) -> HttpResponseBase:
    """The index, what waits for a second person, and whether anything is due."""
    by, at = request.actor, request.moment
    may_read_recordings(by).or_refuse()
    (proposals,) = shown_to(by, open_proposals("recordings:due"))
    return answer(
        request,
        "supervision_desk/recordings.html",
        recording_list(RecordingFilter(request.GET), by, at),
        may_index=may_index_recordings(by),
        may_check=may_check_recordings(by),
        may_clear=may_clear_recordings(by),
        due=len(queries.due_recordings(at=at, most=acts.MOST_A_RUN)),
        proposals=proposals,
    )


@never_cache
@require_http_methods(["GET", "POST"])
def index_recording(request: Request) -> HttpResponse:
    """Write one in; from a report or a case its number stands there already."""
    by, at = request.actor, request.moment
    may_index_recordings(by).or_refuse()
    first = {name: request.GET.get(name, "") for name in ("about", "number")}
    form = RecordingForm(request.POST if request.method == "POST" else None, at=at, initial=first)
    made = sent_once(
        request,
        form,
        "supervision.index_recording",
        lambda: acts.index_recording(**form.said, by=by, at=at),
    )
    if made:
        return HttpResponseRedirect(_page(made.partition(":")[2]))
    status = 422 if form.errors else 200
    return render(request, "supervision_desk/index_recording.html", {"form": form}, status=status)


@never_cache
@require_http_methods(["GET", "POST"])
def compare_recordings(request: Request) -> HttpResponse:
    """Hold the recorder's own list against the index, and tell what came of it."""
    by, at = request.actor, request.moment
    may_check_recordings(by).or_refuse()
    form = CompareForm(request.POST if request.method == "POST" else None)
    found: list[Any] = []

    def compared() -> None:
        found.append(comparing.compare_recordings(**form.cleaned_data, by=by, at=at))

    sent_once(request, form, "supervision.compare_recordings", compared)
    status = 422 if form.errors else 200
    context = {"form": form, "found": found[0] if found else None}
    return render(request, "supervision_desk/compare_recordings.html", context, status=status)


@require_POST
def propose_deletion(request: Request) -> HttpResponse:
    """Everything whose days are over, before a second person."""
    may_read_recordings(request.actor).or_refuse()
    said = given(request.POST, reason=Words())
    done_once(
        request,
        "supervision.propose_deletion",
        lambda: acts.propose_deletion(**said, by=request.actor, at=request.moment),
    )
    return HttpResponseRedirect(reverse("supervision_desk:recordings"))


@never_cache
@require_GET
def recording(request: Request, number: str) -> HttpResponse:
    """One: of what, where it lies, its hash, until when; the reading is recorded."""
    by, at = request.actor, request.moment
    may_read_recordings(by).or_refuse()
    view = queries.recording_view(number, by=by, at=at)
    consult(subject=view.subject, by=by, at=at, purpose="supervise", related=[view.matter])
    context = {
        "one": view,
        "may_check": may_check_recordings(by) and not view.is_gone,
        "reasons": queries.keep_reasons(at),
        "matter_page": page_of(view.matter, by),
        "thread": thread_of(view.subject),
        "entries": lines_of(reversed(last_steps(view.subject, by, at=at, most=STEPS_SHOWN))),
    }
    return render(request, "supervision_desk/recording.html", context)


@require_POST
def act_on_recording(request: Request, number: str, verb: str) -> HttpResponse:
    """Hold, release, keep longer; a refusal stands beside its button."""
    may_read_recordings(request.actor).or_refuse()
    said = given(request.POST, why=Words(), keep=Words())
    common: dict[str, Any] = {"recording": number, "by": request.actor, "at": request.moment}
    verbs: dict[str, Callable[[], Any]] = {
        "hold": lambda: acts.hold_recording(why=said["why"], **common),
        "release": lambda: acts.release_recording(**common),
        "keep": lambda: acts.keep_recording(keep=said["keep"], **common),
    }
    if verb not in verbs:
        raise NotFound(subject=f"verb {verb[:20]}")
    done_once(request, f"supervision.{verb}_recording", verbs[verb])
    return HttpResponseRedirect(_page(number))


def _page(number: str) -> str:
    return reverse("supervision_desk:recording", args=[number])
