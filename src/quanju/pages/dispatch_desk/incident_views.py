"""An incident's whole page, lists of incidents, receipts."""

from collections.abc import Sequence
from datetime import timedelta
from operator import attrgetter

from django.conf import settings
from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_POST

from quanju.domains.approvals.queries import open_proposals
from quanju.domains.coordination.permissions import may_open_groups, may_open_plans
from quanju.domains.coordination.queries.groups import group_of_incident
from quanju.domains.dispatch.actions import receipts
from quanju.domains.dispatch.actions.complaining import SUPERVISION
from quanju.domains.dispatch.permissions import (
    may_accept_feedback,
    may_change_incident,
    may_open_number,
    may_play_recordings,
    may_read_incidents,
    may_read_receipts,
    may_replay,
    may_see_desk,
    may_split_or_reopen,
    may_take_calls,
)
from quanju.domains.dispatch.queries import lost_calls as lost_call_queries
from quanju.domains.dispatch.queries import tables
from quanju.domains.dispatch.queries.handovers import bodies_at
from quanju.domains.dispatch.queries.incidents import (
    calls_of,
    calls_since,
    feedbacks_of,
    incident_named,
    incidents_listed,
    notes_of,
    read_incident,
    receipts_of,
    split_into,
)
from quanju.domains.dispatch.queries.photos import photos_of
from quanju.domains.dispatch.queries.recommendation import read_receipt, replay_receipt
from quanju.domains.dispatch.queries.tables import incident_types
from quanju.domains.dispatch.types import IncidentView
from quanju.domains.dispatch.types.calls import CallView
from quanju.domains.documents.queries.papers import papers_on
from quanju.domains.journal import queries as journal
from quanju.domains.kernel.days import midnight
from quanju.domains.kernel.types import Text
from quanju.domains.patrol.queries.zones import zone_names
from quanju.domains.reception.permissions import may_take_reports
from quanju.domains.reception.queries.reports import has_report
from quanju.domains.rulebook.types import reference_told
from quanju.pages.dispatch_desk.forms import SpanForm
from quanju.pages.dispatch_desk.messages import message_context
from quanju.pages.dispatch_desk.place_forms import PlaceForm, initial_of
from quanju.pages.dispatch_desk.radio_views import next_step
from quanju.pages.dispatch_desk.service_views import services_context
from quanju.pages.shared.listing import Column, Listing, answer
from quanju.pages.shared.needs import needs_no_key
from quanju.pages.shared.proposals import shown_to
from quanju.pages.shared.request import Request
from quanju.pages.shared.timeline import lines_of

MOMENTS = (
    ("received_at", Text("来电", "call received")),
    ("answered_at", Text("接听", "answered")),
    ("created_at", Text("立警", "entered")),
    ("ordered_at", Text("派警", "order sent")),
    ("acknowledged_at", Text("签收", "acknowledged")),
    ("departed_at", Text("出发", "departed")),
    ("arrived_at", Text("首到", "first arrival")),
    ("cleared_at", Text("处置完毕", "cleared")),
    ("fed_back_at", Text("办结", "feedback accepted")),
)


INCIDENT_COLUMNS = (
    Column(
        Text("编号", "No."),
        attrgetter("number"),
        href=lambda view: reverse("dispatch_desk:incident", args=[view.number]),
    ),
    Column(Text("等级", "Grade"), attrgetter("grade"), "grade"),
    Column(Text("警情", "Incident"), attrgetter("listed_title")),
    Column(Text("地点", "Place"), attrgetter("address")),
    Column(Text("状态", "State"), attrgetter("label"), tone=lambda _: "muted"),
    Column(Text("来电", "Call"), attrgetter("received_at"), "moment"),
    Column(Text("圈（分钟）", "Ring (min)"), attrgetter("ring"), "number"),
    Column(Text("首到", "First arrival"), attrgetter("arrived_at"), "moment"),
)


@require_GET
def incidents(request: Request) -> HttpResponseBase:
    """A page of incidents, newest first; the records behind the numbers."""
    may_read_incidents(request.actor).or_refuse()
    form = SpanForm(request.GET, kinds=_kinds(request), zones=_zones(request))
    asked = form.asked()

    def fetch(before: str, limit: int) -> Sequence[IncidentView]:
        return incidents_listed(
            request.actor,
            at=request.moment,
            from_at=asked.get("from"),
            until_at=asked.get("until"),
            state=asked.get("state", ""),
            ring=asked.get("ring"),
            grade=asked.get("grade"),
            kind=asked.get("kind", ""),
            number=asked.get("number", ""),
            zone=int(asked["zone"]) if asked.get("zone") else None,
            measure=asked.get("measure", ""),
            before=before,
            limit=limit,
        )

    listing = Listing(
        INCIDENT_COLUMNS,
        fetch,
        attrgetter("number"),
        Text("没有符合条件的警情。", "No incident fits."),
        "inbox",
        file="incidents",
        subject="incident:list",
        purpose="respond",
        form=form,
    )
    may = {"sees_desk": may_see_desk(request.actor), "may_take": may_take_calls(request.actor)}
    return answer(request, "dispatch_desk/incidents.html", listing, **may)


def _kinds(request: Request) -> list[tuple[str, str]]:
    """Each class and, after it, its types."""
    found: dict[str, str] = {"": str(Text("全部", "all"))}
    for one in incident_types(request.moment):
        found.setdefault(one.class_code, str(one.class_name))
        found.setdefault(one.code, f"— {one.name}")
    return list(found.items())


def _zones(request: Request) -> list[tuple[str, str]]:
    names = zone_names(request.moment)
    return [("", str(Text("全部", "all"))), *((str(n), str(names[n])) for n in sorted(names))]


@require_GET
def incident(request: Request, number: str) -> HttpResponse:
    """Everything about one incident; the reading is recorded."""
    view = read_incident(number, by=request.actor, at=request.moment)
    given = feedbacks_of(number)
    waiting = next((f for f in reversed(given) if f.decided_at is None), None)
    giver = f"person:{waiting.given_by_id}" if waiting else ""
    dispositions = tables.reasons("disposition", request.moment)
    types = {kind.code: kind for kind in incident_types(request.moment)}
    kind = types.get(view.feedback_type_code)
    context = {
        "view": view,
        "moments": [(name, getattr(view, field)) for field, name in MOMENTS],
        "calls": calls_of(number, actor=request.actor),
        "may_open_number": may_open_number(request.actor),
        "may_play": bool(settings.RECORDER) and bool(may_play_recordings(request.actor)),
        "notes": notes_of(number),
        "jobs": [(job, *next_step(job)) for job in view.assignments],
        "feedbacks": [
            (
                one,
                dispositions.get(one.disposition_code, one.disposition_code),
                types[one.type_code].name if one.type_code in types else one.type_code,
            )
            for one in given
        ],
        "disposition": dispositions.get(view.disposition_code, view.disposition_code),
        "feedback_type": kind.name if kind else view.feedback_type_code,
        "waiting": waiting,
        **_photos(request, number),
        "split_into": split_into(number),
        "receipts": receipts_of(number) if may_read_receipts(request.actor) else [],
        "pending": shown_to(request.actor, open_proposals(view.subject))[0],
        "history": lines_of(journal.history_of(view.subject), with_readings=True),
        "dispositions": dispositions,
        "types": types.values(),
        "sees_desk": may_see_desk(request.actor),
        "may_replay": bool(may_replay(request.actor)),
        "may_read_report": has_report(view.case_report_no, by=request.actor, at=request.moment),
        "may_take_report": may_take_reports(request.actor),
        "may_change": may_change_incident(request.actor, view.station_id),
        "may_reopen": may_split_or_reopen(request.actor),
        "groups": group_of_incident(view.number, request.actor, at=request.moment),
        "may_open_group": bool(may_open_groups(request.actor)),
        "may_open_plan": bool(may_open_plans(request.actor)),
        "may_accept": may_accept_feedback(request.actor, view.station_id, giver),
        **services_context(view, request.moment),
        **message_context(request, number),
        "all_bodies": bodies_at(request.moment).values(),
    }
    return render(request, "dispatch_desk/incident.html", context)


@require_GET
def photos(request: Request, number: str) -> HttpResponse:
    """The photos of the scene, anew when one has come."""
    view = incident_named(number, actor=request.actor, at=request.moment)
    context = {"view": view, **_photos(request, number)}
    return render(request, "dispatch_desk/photos.html", context)


def _photos(request: Request, number: str) -> dict[str, object]:
    found = photos_of(number, actor=request.actor, at=request.moment)
    unseen = next((one.scan_label for one in found if one.scan == "unscanned"), "")
    return {"photos": found, "scan_note": unseen}


@require_GET
def correct(request: Request, number: str) -> HttpResponse:
    """The forms for another place and another type, beside the map."""
    view = incident_named(number, actor=request.actor, at=request.moment)
    may_change_incident(request.actor, view.station_id).or_refuse()
    context = {
        "view": view,
        "form": PlaceForm(initial=initial_of(view), auto_id="correct_%s"),
        "types": incident_types(request.moment),
    }
    return render(request, "dispatch_desk/correct.html", context)


def _became(words: dict[str, Text], call: CallView) -> Text | str:
    """What became of a call: its incident, who it was handed to, how it ended."""
    if call.incident:
        return call.incident
    if call.closing_code == "nuisance":
        return Text("骚扰", "nuisance")
    code = call.handed_to or call.closing_code
    return words.get(code, code) if code else call.label


def _opens(call: CallView) -> str:
    return reverse("dispatch_desk:incident", args=[call.incident]) if call.incident else ""


def _call_tone(call: CallView) -> str:
    if call.closing_code == "nuisance" or not (call.handed_to or call.closing_code):
        return "muted"
    return "accent" if call.handed_to else "good"


@require_GET
def calls(request: Request) -> HttpResponseBase:
    """The calls of the local day, and what became of each."""
    since = midnight(request.moment)
    words = {**tables.reasons("topic", request.moment)}
    words |= tables.reasons("hand_over", request.moment)
    words |= {SUPERVISION: Text("督察（投诉）", "legal supervision (complaint)")}
    listing = Listing(
        (
            Column(
                Text("编号", "No."),
                attrgetter("number"),
                href=lambda call: reverse("thread:thread", args=[call.subject]),
            ),
            Column(Text("来电", "Call"), attrgetter("ringing_at"), "moment"),
            Column(
                Text("结果", "What became of it"),
                lambda call: _became(words, call),
                tone=_call_tone,
                href=_opens,
            ),
            Column(Text("内容", "What was said"), attrgetter("said")),
        ),
        lambda before, limit: calls_since(request.actor, since, before=before[:16], limit=limit),
        attrgetter("number"),
        Text("今天还没有来电。", "No call yet today."),
        "headset",
        file="calls",
        subject="call:list",
        purpose="respond",
    )
    return answer(request, "dispatch_desk/calls.html", listing)


LOST_COLUMNS = (
    Column(
        Text("末次来电", "Last call"),
        attrgetter("number"),
        href=lambda one: reverse("thread:thread", args=[f"call:{one.number}"]),
    ),
    Column(Text("断线", "Lost"), attrgetter("since_at"), "moment"),
    Column(Text("来电（通）", "Calls"), lambda one: len(one.calls), "number"),
    Column(
        Text("结果", "What became of it"),
        attrgetter("label"),
        tone=lambda one: "bad" if one.state == "waiting" else "muted",
    ),
    Column(Text("回拨", "Called back"), attrgetter("called_back_at"), "moment"),
    Column(
        Text("警情", "Incident"),
        attrgetter("incident"),
        href=lambda one: (
            reverse("dispatch_desk:incident", args=[one.incident]) if one.incident else ""
        ),
    ),
)


@require_GET
def lost_calls(request: Request) -> HttpResponseBase:
    """Callers who hung up or said nothing, and how many were called back in time."""
    by, at = request.actor, request.moment
    listing = Listing(
        LOST_COLUMNS,
        lambda before, limit: lost_call_queries.lost_calls(by, at=at, before=before, limit=limit),
        lambda one: str(one.pk),
        Text("没有断线来电。", "No lost call."),
        "headset",
        file="lost-calls",
        subject="call:lost",
        purpose="respond",
    )
    figure = lost_call_queries.called_back_in_time(from_at=at - LOST_DAYS, until_at=at)
    return answer(request, "dispatch_desk/lost_calls.html", listing, figure=figure)


LOST_DAYS = timedelta(days=30)


@require_GET
def receipt(request: Request, receipt: int) -> HttpResponse:
    """A decision's receipt, opened again and decided again."""
    kept = read_receipt(receipt=receipt, by=request.actor, at=request.moment, purpose="supervise")
    replayed = replay_receipt(receipt=receipt, at=request.moment)
    context = {
        "receipt": kept,
        "replayed": replayed,
        "shown": kept.recommendation,
        "rules": [reference_told(one) for one in kept.recommendation.rules],
        "papers": papers_on(f"receipt:{receipt}", by=request.actor, at=request.moment),
        "history": lines_of(journal.history_of(f"receipt:{receipt}")),
    }
    return render(request, "dispatch_desk/receipt.html", context)


@require_POST
@needs_no_key("a second press gives the same paper")
def issue_receipt(request: Request, receipt: int) -> HttpResponse:
    """The receipt on paper, in the reader's language."""
    made = receipts.issue_receipt(
        receipt=receipt,
        language=get_language() or "zh-hans",
        by=request.actor,
        at=request.moment,
    )
    return HttpResponseRedirect(reverse("papers:paper", args=[made.number]))
