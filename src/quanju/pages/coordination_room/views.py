"""The coordination room: one's groups, opening one, a group with its seats and its verbs."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from quanju.domains.approvals.queries import open_proposals
from quanju.domains.coordination.actions import (
    lessons,
    members,
    messages,
    opening,
    proposing_merge,
)
from quanju.domains.coordination.permissions import may_open_groups, may_take_part
from quanju.domains.coordination.queries import groups as queries
from quanju.domains.coordination.queries.items import items_of
from quanju.domains.coordination.queries.messages import messages_in, reach_of
from quanju.domains.coordination.queries.plans import run_of
from quanju.domains.coordination.queries.review import end_of
from quanju.domains.coordination.types import (
    LESSONS,
    MEMBER_ROLES,
    METHANE,
    SCORE_PARTS,
    GroupView,
    MessageView,
)
from quanju.domains.dispatch.queries.incidents import incident_named
from quanju.domains.geo.permissions import may_read_map
from quanju.domains.journal.actions.entries import consult
from quanju.domains.kernel.days import local_time
from quanju.domains.kernel.types import NotFound
from quanju.domains.patrol.permissions import may_read_zones
from quanju.domains.people.queries.candidates import candidates
from quanju.pages.coordination_room.drawing import Reader, drawn_options, drawn_seats
from quanju.pages.coordination_room.file_views import offered
from quanju.pages.coordination_room.forms import GroupForm
from quanju.pages.coordination_room.growing import answer_after, answer_since, reader_of
from quanju.pages.coordination_room.lists import COLUMNS
from quanju.pages.coordination_room.map_views import incident_of, known_map
from quanju.pages.coordination_room.plan_views import plan_verbs
from quanju.pages.coordination_room.talk import talk_verbs, told
from quanju.pages.shared.fields import DayField, Whole, Words, Yes, given, number_in
from quanju.pages.shared.listing import rows_of
from quanju.pages.shared.needs import needs_no_key
from quanju.pages.shared.once import carried_out, done_once
from quanju.pages.shared.proposals import shown_to
from quanju.pages.shared.request import Request


@never_cache
@require_GET
def groups(request: Request) -> HttpResponse:
    """One's own groups, and what is put up for approval."""
    by, at = request.actor, request.moment
    may_take_part(by).or_refuse()
    context = {
        "running": rows_of(COLUMNS, queries.own_groups(by, at=at)),
        "ended": rows_of(COLUMNS, queries.own_groups(by, at=at, is_running=False, most=20)),
        "drafts": rows_of(COLUMNS, queries.drafts_of(by, at=at)),
        "may_open": may_open_groups(by),
        "rules": queries.group_rules(at),
    }
    return render(request, "coordination_room/groups.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
def open_group(request: Request) -> HttpResponse:
    """A new group; from an incident the form comes filled, so that one press opens it."""
    may_open_groups(request.actor).or_refuse()
    data = request.POST if request.method == "POST" else None
    form = GroupForm(data, at=request.moment, initial=_known(request))
    if request.method == "POST" and form.is_valid():
        made = carried_out(form, lambda: _opened(request, form))
        if made is not None:
            number = made.partition(":")[2]
            return HttpResponseRedirect(reverse("coordination_room:group", args=[number]))
    context = {"form": form, "incident": request.GET.get("incident", "")}
    status = 422 if form.errors else 200
    return render(request, "coordination_room/open_group.html", context, status=status)


def _known(request: Request) -> dict[str, Any]:
    """What an incident tells already, and what its type usually wants."""
    rules = queries.group_rules(request.moment)
    number = request.GET.get("incident", "")
    if not number:
        return {}
    view = incident_named(number, actor=request.actor, at=request.moment)
    kind = rules.type_of(view.type_code, view.class_code)
    says = {f"fact_{code}": str(words) for code, words in kind.says.items()}
    return {
        **says,
        "kind": kind.code,
        "title": f"{view.type_name} {view.address}"[:60].strip(),
        "responsible": view.station_id,
        "fact_what": f"{view.number} {view.title}",
        "fact_where_when": f"{view.address} {local_time(view.received_at):%Y-%m-%d %H:%M}",
    }


def _opened(request: Request, form: GroupForm) -> str:
    said = form.cleaned_data
    return done_once(
        request,
        "coordination.open_group",
        lambda: opening.open_group(
            kind=said["kind"],
            title=said["title"],
            facts=form.facts,
            responsible=said["responsible"],
            classification=said["classification"],
            incident=request.GET.get("incident", ""),
            by=request.actor,
            at=request.moment,
        ),
    )


@never_cache
@require_GET
def group(request: Request, number: str) -> HttpResponse:
    """One group, for its members; the reading is recorded."""
    may_take_part(request.actor).or_refuse()
    view = queries.group_view(number, by=request.actor, at=request.moment)
    consult(
        subject=view.subject,
        by=request.actor,
        at=request.moment,
        purpose="coordinate",
        ongoing=queries.ONE_READING,
    )
    mine = view.member(request.actor.person_id)
    speaks = mine is not None and mine.speaks and view.is_running
    reader = Reader(view.number, request.actor.person_id, speaks)
    context = {**_context(request, view), **told(request, view, reader)}
    context["mending"] = _mending(request, view) if speaks else None
    return render(request, "coordination_room/group.html", context)


@never_cache
@require_GET
def stream(request: Request, number: str) -> HttpResponse:
    """A page of what is said; with `after`, only what was said since. No roll is called."""
    by, at = request.actor, request.moment
    may_take_part(by).or_refuse()
    after, since = (number_in(request.GET.get(name, "")) for name in ("after", "since"))
    if after is not None:
        return answer_after(request, number, after)
    if since is not None:
        return answer_since(request, number, since)
    place = queries.place_in(number, by=by, at=at)
    context = told(request, place, reader_of(place))
    return render(request, "coordination_room/stream_page.html", context)


@never_cache
@require_GET
def reach(request: Request, number: str) -> HttpResponse:
    """How far one's own messages have come, by their places."""
    may_take_part(request.actor).or_refuse()
    found = reach_of(number, by=request.actor, at=request.moment)
    return JsonResponse({str(place): counts for place, counts in found.items()})


@needs_no_key("how far one has come never goes back")
@require_POST
def note_seen(request: Request, number: str) -> HttpResponse:
    """The browser says how far its reader has come."""
    may_take_part(request.actor).or_refuse()
    said = given(request.POST, up_to=Whole(required=False), is_read=Yes())
    messages.note_seen(
        group=number,
        up_to=said["up_to"] or 0,
        is_read=said["is_read"],
        by=request.actor,
        at=request.moment,
    )
    return HttpResponse(status=204)


@never_cache
@require_GET
def side(request: Request, number: str) -> HttpResponse:
    """Seats, facts and verbs alone, for when something moved."""
    may_take_part(request.actor).or_refuse()
    view = queries.group_view(number, by=request.actor, at=request.moment)
    return render(request, "coordination_room/side.html", _context(request, view))


def _context(request: Request, view: GroupView) -> dict[str, Any]:
    by, at = request.actor, request.moment
    mine = view.member(by.person_id)
    (proposals,) = shown_to(by, open_proposals(view.subject))
    end = end_of(view.number, by=by, at=at)
    leads = mine is not None and mine.leads and view.is_running
    all_seats = request.GET.get("seats") == "all"
    return {
        "group": view,
        "mine": mine,
        "proposals": proposals,
        "is_owner": view.owner_id == by.person_id,
        "leads": leads,
        "seats": drawn_seats(view, is_all=all_seats),
        "all_seats": all_seats,
        "people": candidates(at=at) if leads else [],
        "outsiders": members.outsiders(at) if leads else [],
        "roles": [(code, MEMBER_ROLES[code]) for code in members.CALLABLE],
        "incident": incident_of(request, view),
        "items": items_of(view.number, by=by, at=at),
        **_choices(view, leads=leads, is_owner=view.owner_id == by.person_id),
        "end": end,
        "lessons_about": LESSONS.items(),
        "beside": [
            one
            for one in queries.group_of_incident(view.incident, by, at=at)
            if one.number != view.number
        ]
        if view.incident and view.owner_id == by.person_id
        else [],
        "run": run_of(view.number, by=by, at=at),
        "score_parts": [(SCORE_PARTS[one.code], one) for one in end.score.parts]
        if end.score
        else [],
        "packs": queries.group_rules(at).pack,
        "methane": METHANE.items(),
        # Places are suggested by the map: who may not read that says where in words.
        "map": known_map(at) if may_read_zones(by) and may_read_map(by) else None,
        **offered(at),
        "answering": number_in(request.GET.get("answer", "")),
        "asked_of": number_in(request.GET.get("ask", "")),
    }


def _choices(view: GroupView, *, leads: bool, is_owner: bool) -> dict[str, Any]:
    """Members as options: who can be asked; to a lead who can be taken out, to the owner who can
    take the group over."""
    others = [one for one in view.present if one.person_id != view.owner_id]
    heirs = [one for one in others if one.status == "joined" and not one.is_guest]
    workers = [one for one in view.present if one.speaks]
    chosen = {"workers": tuple((one.person_id, one.name, one.seat_name) for one in workers)}
    if leads:
        chosen["removable"] = tuple((one.pk, one.name, one.seat_name) for one in others)
    if is_owner and view.is_running:
        chosen["heirs"] = tuple((one.pk, one.name, one.seat_name) for one in heirs)
    return {name: drawn_options(rows) for name, rows in chosen.items()}


def _mending(request: Request, view: GroupView) -> MessageView | None:
    """One's own message that is to be corrected or struck out, where no script opens the form."""
    asked = number_in(request.GET.get("mend", ""))
    if asked is None:
        return None
    found = messages_in(view.pk, by=request.actor, at=request.moment, since=asked, most=1)
    is_mine = bool(found) and found[0].author_id == request.actor.person_id
    return found[0] if is_mine and found[0].place == asked and not found[0].struck_at else None


@require_POST
def act_on_group(request: Request, number: str, verb: str) -> HttpResponse:
    """One verb of a group; a refusal stands beside its button."""
    may_take_part(request.actor).or_refuse()
    common: dict[str, Any] = {"group": number, "by": request.actor, "at": request.moment}
    verbs: dict[str, Callable[[], Any]] = {
        "join": lambda: members.join_group(**common),
        "leave": lambda: members.leave_group(**_why(request), **common),
        "check": lambda: opening.check_opening(**common),
        "complete": lambda: opening.complete_opening(facts=_facts(request), **common),
        "call_in": lambda: _call_in(request, common),
        "remove": lambda: _remove(request, common),
        "hand_over": lambda: _hand_over(request, common),
        "guest": lambda: _guest(request, common),
        **talk_verbs(request, common),
        **plan_verbs(request, common),
        "note_lesson": lambda: lessons.note_lesson(
            **given(request.POST, about=Words(), said=Words()), **common
        ),
        "merge": lambda: proposing_merge.propose_merge(
            **given(request.POST, into=Words(), why=Words()), **common
        ),
    }
    if verb not in verbs:
        raise NotFound(subject=f"verb {verb[:20]}")
    done_once(request, f"coordination.{verb}_group", verbs[verb])
    return HttpResponseRedirect(_home(request, number))


def _home(request: Request, number: str) -> str:
    """The group, or one's list where the group is no longer to be seen."""
    try:
        queries.group_view(number, by=request.actor, at=request.moment)
    except NotFound:
        return reverse("coordination_room:groups")
    return reverse("coordination_room:group", args=[number])


def _why(request: Request) -> dict[str, Any]:
    return given(request.POST, why=Words())


def _facts(request: Request) -> dict[str, str]:
    codes = queries.group_rules(request.moment).facts
    said = given(request.POST, **{f"fact_{code}": Words() for code in codes})
    return {code: said[f"fact_{code}"] for code in codes if said[f"fact_{code}"]}


def _call_in(request: Request, common: dict[str, Any]) -> GroupView:
    said = given(request.POST, person=Whole(required=False), role=Words(), why=Words())
    return members.call_in(**said, **common)


def _remove(request: Request, common: dict[str, Any]) -> GroupView:
    said = given(request.POST, member=Whole(), why=Words())
    return members.remove_member(**said, **common)


def _hand_over(request: Request, common: dict[str, Any]) -> GroupView:
    return members.hand_over_group(**given(request.POST, member=Whole()), **common)


def _guest(request: Request, common: dict[str, Any]) -> object:
    said = given(
        request.POST,
        person=Whole(required=False),
        purpose=Words(),
        until_on=DayField(required=False),
    )
    until_on: date | None = said.pop("until_on")
    return members.propose_guest(until_on=until_on, **said, **common)
