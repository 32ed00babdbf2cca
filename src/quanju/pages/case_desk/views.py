"""The case desk: the list, one case with its clocks and verbs, what is proposed over it."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from quanju.domains.approvals.queries import open_proposals
from quanju.domains.cases.actions import (
    archiving,
    deciding,
    excluding,
    objecting,
    registering,
    serving,
    suspending,
    working,
)
from quanju.domains.cases.permissions import (
    may_archive_cases,
    may_check_cases,
    may_read_cases,
    may_send_cases,
    may_work_on,
)
from quanju.domains.cases.queries import cases as queries
from quanju.domains.cases.queries.archive import sealed, stages_of
from quanju.domains.cases.queries.offices import officers_of, offices
from quanju.domains.cases.queries.property import property_shown
from quanju.domains.cases.queries.story import story_of, units_of
from quanju.domains.cases.types.cases import (
    CIRCUMSTANCES,
    HOWS,
    PARTIES,
    VERBS,
    CaseView,
    circumstances_of,
)
from quanju.domains.deadlines.queries import moves_of
from quanju.domains.documents.queries.papers import papers_on
from quanju.domains.journal.actions.entries import consult
from quanju.domains.kernel.types import NotFound, Verdict
from quanju.domains.people.types import Actor
from quanju.domains.reception.queries.reports import told_report
from quanju.domains.supervision.actions.opinions import give_opinion
from quanju.domains.supervision.permissions import may_give_opinions
from quanju.domains.supervision.queries.opinions import opinion_on
from quanju.domains.supervision.queries.recordings import recordings_on
from quanju.domains.supervision.types.recordings import RecordingView
from quanju.pages.case_desk.drawn import offered, tone_of
from quanju.pages.case_desk.lists import CaseFilter, case_list
from quanju.pages.shared.entries import last_steps
from quanju.pages.shared.fields import DayField, MomentField, Ticked, Whole, Words, given
from quanju.pages.shared.listing import answer
from quanju.pages.shared.matters import thread_of
from quanju.pages.shared.once import done_once
from quanju.pages.shared.proposals import shown_to
from quanju.pages.shared.recordings import index_at
from quanju.pages.shared.request import Request
from quanju.pages.shared.timeline import lines_of

STEPS_SHOWN = 30
FROM_PROCURATORATE = ("receive_query", "receive_order", "end_query")


@never_cache
@require_GET
def cases(request: Request) -> HttpResponseBase:
    """The cases this reader may see; as a file and on paper, too."""
    may_read_cases(request.actor).or_refuse()
    form = CaseFilter(request.GET)
    return answer(request, "case_desk/cases.html", case_list(form, request.actor))


@never_cache
@require_GET
def case(request: Request, number: str) -> HttpResponse:
    """One case; the reading is recorded."""
    by, at = request.actor, request.moment
    may_read_cases(by).or_refuse()
    view = queries.case_view(number, by=by)
    consult(subject=view.subject, by=by, at=at, purpose="investigate")
    (proposals,) = shown_to(by, open_proposals(view.subject))
    entries = last_steps(view.subject, by, at=at, most=STEPS_SHOWN)
    context = {
        "case": view,
        "tone": tone_of(view.status),
        "offered": offered(view, by),
        "report": None if view.is_header else told_report(view.report, at=at),
        "parties": queries.parties_of(number, by=by),
        "property": property_shown(view),
        "units": units_of(view),
        "story": story_of(view, at=at),
        "may_hand_on": may_work_on(by, view.officer_id) and view.holds_property,
        "clocks": [(one, moves_of(one.id, at=at)) for one in queries.clocks_of(view, at=at)],
        "limits": queries.limits_of(view, at=at),
        "services": queries.services_of(view),
        "to_serve": queries.papers_to_serve(view, by=by, at=at),
        "may_serve": may_work_on(by, view.officer_id) or may_check_cases(by),
        "stages": stages_of(view),
        "sealed": sealed(view),
        "may_archive": may_archive_cases(by),
        "remedies": queries.remedies_of(view),
        "papers": papers_on(view.subject, by=by, at=at),
        "opinion": None if view.is_header else opinion_on(number),
        "may_give_opinion": may_give_opinions(by),
        "recordings": [] if view.is_header else _recordings(view, by, at),
        "index_at": index_at(by, view.subject, is_over=view.status == "archived"),
        "proposals": proposals,
        "thread": thread_of(view.subject),
        "entries": lines_of(reversed(entries)),
        **_lists(view, by, at),
    }
    return render(request, "case_desk/case.html", context)


def _recordings(view: CaseView, by: Actor, at: datetime) -> list[RecordingView]:
    """Of the case itself and of the report that it goes on with."""
    return recordings_on(view.subject, f"report:{view.report}", by=by, at=at)


def _lists(view: CaseView, by: Actor, at: Any) -> dict[str, Any]:
    """What the forms of the page choose from."""
    return {
        "officers": officers_of(view.office.pk if view.office else None, at=at),
        "offices": offices(),
        "parts": PARTIES.items(),
        "hows": HOWS.items(),
        "from_procuratorate": [
            (verb, VERBS[verb]) for verb in FROM_PROCURATORATE if verb in view.verbs
        ],
        "circumstances": [
            (code, CIRCUMSTANCES[code])
            for code in circumstances_of(view.kind, view.circumstance)
            if code != view.circumstance
        ],
    }


@require_POST
def act_on_case(request: Request, number: str, verb: str) -> HttpResponse:
    """One verb of a case; a refusal stands beside its button."""
    _may_enter(request.actor).or_refuse()
    common: dict[str, Any] = {"case": number, "by": request.actor, "at": request.moment}
    sent = request.POST
    verbs: dict[str, Callable[[], Any]] = {
        "send": lambda: registering.send_case(**given(sent, office=Words()), **common),
        "accept": lambda: registering.accept_case(**given(sent, officer=Whole()), **common),
        "decline": lambda: registering.decline_case(**given(sent, why=Words()), **common),
        "start_review": lambda: working.start_review(**common),
        "note_circumstance": lambda: working.note_circumstance(
            **given(sent, code=Words()), **common
        ),
        "change_officer": lambda: working.change_officer(**given(sent, officer=Whole()), **common),
        "assign": lambda: working.assign_case(**given(sent, officer=Whole()), **common),
        "exclude_time": lambda: excluding.exclude_time(**_excluded(sent, "since"), **common),
        "count_again": lambda: excluding.count_again(**_excluded(sent, "until"), **common),
        "resume": lambda: suspending.resume_case(**common),
        "look_again": lambda: suspending.look_again(
            **given(sent, found=Words(), review_on=DayField(required=False)), **common
        ),
        "receive_application": lambda: objecting.receive_application(
            **given(sent, grounds=Words()), **common
        ),
        "receive_query": lambda: objecting.receive_query(**given(sent, paper=Words()), **common),
        "receive_order": lambda: objecting.receive_order(**given(sent, paper=Words()), **common),
        "end_query": lambda: objecting.end_query(**given(sent, paper=Words()), **common),
        "archive": lambda: archiving.archive_case(**given(sent, stages=Ticked()), **common),
        "give_opinion": lambda: give_opinion(**given(sent, opinion=Words()), **common),
        "note_party": lambda: working.note_party(
            **given(sent, part=Words(), name=Words(), contact=Words()), **common
        ),
    }
    if verb not in verbs:
        raise NotFound(subject=f"verb {verb[:20]}")
    done_once(request, f"cases.{verb}_case", verbs[verb])
    return HttpResponseRedirect(_home(request, number))


def _excluded(sent: QueryDict, moment: str) -> dict[str, Any]:
    """Which clock, for which reason, by which paper, from when."""
    fields = {"clock": Whole(), "reason": Words(), "paper": Words()}
    return given(sent, **fields, **{moment: MomentField(required=False)})


@require_POST
def propose_decision(request: Request, number: str, decision: str) -> HttpResponse:
    """Put a decision up for its second person."""
    done_once(
        request,
        f"cases.propose_{decision}",
        lambda: deciding.propose_decision(
            case=number,
            decision=decision,
            by=request.actor,
            at=request.moment,
            **given(request.POST, reason=Words(), review_on=DayField(required=False)),
        ),
    )
    return HttpResponseRedirect(reverse("case_desk:case", args=[number]))


@require_POST
def serve_paper(request: Request, number: str) -> HttpResponse:
    """Write down that a paper was served, with what proves it."""
    may_read_cases(request.actor).or_refuse()
    said = given(
        request.POST,
        paper=Words(),
        to=Words(),
        how=Words(),
        proof=Words(),
        served_at=MomentField(),
    )
    done_once(
        request,
        "cases.serve_paper",
        lambda: serving.serve_paper(case=number, **said, by=request.actor, at=request.moment),
    )
    return HttpResponseRedirect(reverse("case_desk:case", args=[number]))


def _may_enter(by: Actor) -> Verdict:
    """Who reads cases; and who sends one on from the page of its report."""
    return may_send_cases(by) or may_read_cases(by)


def _home(request: Request, number: str) -> str:
    """The case's page; where it is no longer to be seen from here, the list or the own report."""
    try:
        queries.case_view(number, by=request.actor)
    except NotFound:
        if not may_read_cases(request.actor):
            view = queries.told_case(number)
            return reverse("reception_window:report", args=[view.report])
        return reverse("case_desk:cases")
    return reverse("case_desk:case", args=[number])
