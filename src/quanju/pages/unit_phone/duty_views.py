"""The shift: sign on with a crew, sign off, activity."""

from django.http import HttpResponse
from django.views.decorators.http import require_POST

from quanju.domains.kernel.transaction import write
from quanju.domains.kernel.types import Refused, Text
from quanju.domains.patrol.actions import crews
from quanju.domains.patrol.actions import light as light_actions
from quanju.domains.people import queries as people
from quanju.pages.shared.once import once_of
from quanju.pages.shared.request import Request
from quanju.pages.unit_phone import order as shown
from quanju.pages.unit_phone.step_views import answer

LARGEST = 2**31 - 1


class UnknownColleague(Refused):
    """A colleague's account name that nobody has."""

    code = "UNKNOWN_COLLEAGUE"
    text = Text("没有账号“{name}”", "There is no account “{name}”")
    status = 422
    field = "more"


class NoUnitChosen(Refused):
    """Signing on needs a unit."""

    code = "NO_UNIT_CHOSEN"
    text = Text("请选择要上勤的警力", "Choose the unit that signs on")
    status = 422


@require_POST
def sign_on(request: Request) -> HttpResponse:
    """Begin the shift of a unit with this crew; whoever signs on is one of it."""
    shown.enter(request.actor)
    unit = _number(request.POST.get("unit", ""))
    if unit is None:
        raise NoUnitChosen
    by, at = request.actor, request.moment
    with write(), once_of(request, "unit.sign_on") as form:
        if not form.is_repeat:
            view = crews.sign_on(unit=unit, crew=_crew(request), by=by, at=at)
            form.answer = view.subject
    return answer(request)


@require_POST
def sign_off(request: Request) -> HttpResponse:
    """End the unit's shift."""
    shown.enter(request.actor)
    unit = shown.own_unit(request.actor)
    crews.sign_off(
        unit=unit.pk, by=request.actor, at=request.moment, confirmed=_is_confirmed(request)
    )
    return answer(request)


@require_POST
def activity(request: Request) -> HttpResponse:
    """Available, staging, on patrol, on a break."""
    shown.enter(request.actor)
    unit = shown.own_unit(request.actor)
    wanted = request.POST.get("activity", "")[:20]
    if wanted != unit.status:
        crews.set_activity(
            unit=unit.pk,
            activity=wanted,
            by=request.actor,
            at=request.moment,
            confirmed=_is_confirmed(request),
        )
    return answer(request)


@require_POST
def light(request: Request) -> HttpResponse:
    """The light of the car goes on or off, as the crew says."""
    shown.enter(request.actor)
    unit = shown.own_unit(request.actor)
    is_on = request.POST.get("light") == "on"
    light_actions.switch_light(unit=unit.pk, is_on=is_on, by=request.actor, at=request.moment)
    return answer(request)


@require_POST
def crew(request: Request) -> HttpResponse:
    """Change who rides."""
    shown.enter(request.actor)
    unit = shown.own_unit(request.actor)
    crews.change_crew(unit=unit.pk, crew=_crew(request), by=request.actor, at=request.moment)
    return answer(request)


def _crew(request: Request) -> list[int]:
    chosen = [n for text in request.POST.getlist("crew")[:50] if (n := _number(text)) is not None]
    if request.actor.person_id is not None and request.POST.get("without_me") != "yes":
        chosen.append(request.actor.person_id)
    names = request.POST.get("more", "")[:300].replace("，", " ").replace(",", " ").split()
    known = people.people_by_username() if names else {}
    for name in names:
        if name not in known:
            raise UnknownColleague(name=name[:40])
        chosen.append(known[name])
    return sorted(set(chosen))


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and int(text) <= LARGEST else None


def _is_confirmed(request: Request) -> bool:
    return request.POST.get("confirmed") == "yes"
