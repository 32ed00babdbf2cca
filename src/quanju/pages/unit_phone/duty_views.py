"""The shift: sign on with a crew, sign off, activity."""

from django.http import HttpResponse
from django.views.decorators.http import require_POST

from quanju.domains.kernel.transaction import write
from quanju.domains.kernel.types import Refused, Text
from quanju.domains.patrol.actions import crews
from quanju.domains.patrol.actions import light as light_actions
from quanju.pages.shared.fields import Whole, Wholes, Words, Yes, given
from quanju.pages.shared.once import done_once, once_of
from quanju.pages.shared.request import Request
from quanju.pages.unit_phone import order as shown
from quanju.pages.unit_phone.step_views import answer


class NoUnitChosen(Refused):
    """Signing on needs a unit."""

    code = "NO_UNIT_CHOSEN"
    text = Text("请选择要上勤的警力", "Choose the unit that signs on")
    status = 422


@require_POST
def sign_on(request: Request) -> HttpResponse:
    """Begin the shift of a unit with this crew; whoever signs on is one of it."""
    shown.enter(request.actor)
    unit = given(request.POST, unit=Whole(required=False))["unit"]
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
    done_once(
        request,
        "unit.sign_off",
        lambda: crews.sign_off(
            unit=unit.pk, by=request.actor, at=request.moment, confirmed=_is_confirmed(request)
        ),
    )
    return answer(request)


@require_POST
def activity(request: Request) -> HttpResponse:
    """Available, staging, on patrol, on a break."""
    shown.enter(request.actor)
    unit = shown.own_unit(request.actor)
    wanted = given(request.POST, activity=Words())["activity"]
    if wanted != unit.status:
        done_once(
            request,
            "unit.activity",
            lambda: crews.set_activity(
                unit=unit.pk,
                activity=wanted,
                by=request.actor,
                at=request.moment,
                confirmed=_is_confirmed(request),
            ),
        )
    return answer(request)


@require_POST
def light(request: Request) -> HttpResponse:
    """The light of the car goes on or off, as the crew says."""
    shown.enter(request.actor)
    unit = shown.own_unit(request.actor)
    is_on = given(request.POST, light=Yes())["light"]
    done_once(
        request,
        "unit.light",
        lambda: light_actions.switch_light(
            unit=unit.pk, is_on=is_on, by=request.actor, at=request.moment
        ),
    )
    return answer(request)


@require_POST
def crew(request: Request) -> HttpResponse:
    """Change who rides."""
    shown.enter(request.actor)
    unit = shown.own_unit(request.actor)
    done_once(
        request,
        "unit.crew",
        lambda: crews.change_crew(
            unit=unit.pk, crew=_crew(request), by=request.actor, at=request.moment
        ),
    )
    return answer(request)


def _crew(request: Request) -> list[int]:
    sent = given(request.POST, crew=Wholes(required=False), without_me=Yes())
    chosen: list[int] = sent["crew"]
    if request.actor.person_id is not None and not sent["without_me"]:
        chosen.append(request.actor.person_id)
    return sorted(set(chosen))


def _is_confirmed(request: Request) -> bool:
    return bool(given(request.POST, confirmed=Yes())["confirmed"])
