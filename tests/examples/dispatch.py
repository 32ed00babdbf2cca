"""An incident, an order, a call, and what stands beside them at the desk."""

from datetime import datetime, timedelta
from pathlib import Path

from tests.builders import town
from tests.builders.crews import a_unit, on_duty
from tests.builders.files import a_photo
from tests.builders.incidents import an_incident, an_order
from tests.builders.people import actor_in, an_appointment
from tests.examples.found import Found

from quanju.domains.dispatch.actions.bridges import add_bridge
from quanju.domains.dispatch.actions.bulletins import make_bulletin
from quanju.domains.dispatch.actions.calls import answer_call
from quanju.domains.dispatch.actions.exercises import start_exercise
from quanju.domains.dispatch.actions.handover import sign_outgoing
from quanju.domains.dispatch.actions.merging import propose_merge
from quanju.domains.dispatch.actions.messages import send_message
from quanju.domains.dispatch.actions.scheduling import Arranged, schedule_incident
from quanju.domains.dispatch.actions.screens import open_screen
from quanju.domains.dispatch.actions.take_call import settle_call
from quanju.domains.dispatch.models import Alert, LostCall, RadioEntry
from quanju.domains.geo.actions.closures import set_circumstance
from quanju.domains.geo.actions.place_notes import propose_place_note
from quanju.domains.kernel.clock import now
from quanju.domains.kernel.days import local_day
from quanju.domains.patrol.actions import emergency
from quanju.domains.people.types import SERVICE, Actor


def a_lost_call(desk: Actor, at: datetime) -> int:
    """A caller who said nothing and is to be called back."""
    settle_call(ending="lost", caller_number="13900005678", by=desk, at=at)
    return LostCall.objects.get().pk


def planned() -> dict[str, object]:
    """What a scheduled incident is told by, but for its moment."""
    lon, lat = town.spot(3, 2)
    return {"type_code": "fight", "text": "x", "address": "x", "lon": lon, "lat": lat}


def fill(found: Found, folder: Path) -> None:
    early, at = now() - timedelta(days=1), now()
    town.load_all(folder, at=early)
    unit, _ = on_duty(a_unit("特-01"), where=(2, 2), at=at)
    incident = an_incident(at=at)
    order = an_order(incident, unit.pk, at=at)
    desk = an_appointment("dispatcher", name="example-dispatcher")
    other = an_incident(where=(3.2, 2), at=at)
    merge = {"incident": other.number, "into": incident.number}
    act = propose_merge(**merge, by=actor_in(desk), at=at)
    in_need, _ = on_duty(a_unit("特-02"), where=(3, 3), at=at)
    emergency.panic(unit=in_need.pk, by=actor_in(desk), at=at)
    alert = Alert.objects.create(kind="backup", subject=unit.subject, raised_at=at)
    told = {"does": "break", "entered_by_id": actor_in(desk).person_id, "entered_at": at}
    entry = RadioEntry.objects.create(unit_id=unit.pk, **told)
    found.by_part |= {
        "entry": entry.pk,
        "number": incident.number,
        "incident": incident.number,
        "subject": incident.subject,
        "call_sign": unit.call_sign,
        "unit": in_need.pk,
        "step": "acknowledge",
        "layer": "zones",
        "name": "zones",
        "z": 13,
        "x": 6821,
        "y": 2816,
        "alert": alert.pk,
        "proposal": act.pk,
        "verb": "add_note",
        "receipt": order.receipt_id,
    }
    photo = a_photo(incident, by=actor_in(desk), at=at)
    for name in ("file", "download", "picture", "thumbnail"):
        found.by_name[f"files:{name}"] = {"use": photo}
    call = answer_call(caller_number="13900001234", by=actor_in(desk), at=at)
    for name in ("line_form", "see_caller", "recording"):
        found.by_name[f"dispatch_desk:{name}"] = {"number": call.number}
    shift = sign_outgoing(by=actor_in(desk), at=at)
    made = make_bulletin(span="day", day=local_day(at), by=SERVICE, at=at)
    chief = an_appointment("shift_supervisor", name="example-supervisor")
    screen, key = open_screen(name="大厅", by=actor_in(chief), at=at)
    found.by_name["dispatch_desk:withdraw_screen"] = {"pk": screen.pk}
    for name in ("wall", "wall_now"):
        found.by_name[f"dispatch_desk:{name}"] = {"key": key}
    message = send_message(sent_to="all", text="x", by=actor_in(desk), at=at)
    for name in ("tell_message_by_radio", "end_message"):
        found.by_name[f"dispatch_desk:{name}"] = {"message": message.number}
    found.by_name["dispatch_desk:past_handover"] = {"pk": shift.pk}
    for name in ("bulletin", "issue_bulletin"):
        found.by_name[f"dispatch_desk:{name}"] = {"pk": made.pk}
    found.by_name["dispatch_desk:sign_handover"] = {"side": "incoming"}
    later = at + timedelta(days=1)
    kept = schedule_incident(what=Arranged(**planned(), begins_at=later), by=actor_in(desk), at=at)
    for name in ("change_scheduled", "withdraw_scheduled", "begin_scheduled"):
        found.by_name[f"dispatch_desk:{name}"] = {"number": kept.number}
    practised = start_exercise(title="x", by=actor_in(chief), at=at)
    found.by_name["dispatch_desk:end_exercise"] = {"pk": practised.pk}
    found.by_name["dispatch_desk:take_over_desk"] = {"desk": 1}
    found.by_name["dispatch_desk:call_back"] = {"pk": a_lost_call(actor_in(desk), at)}
    administrator = actor_in(an_appointment("system_admin", name="example-administrator"))
    bridge, _ = add_bridge(name="example", by=administrator, at=at)
    found.by_name["administration:withdraw_bridge"] = {"pk": bridge.pk}
    snow = set_circumstance(name_zh="雪", factor=1.4, by=actor_in(desk), at=at)
    until_on = local_day(at) + timedelta(days=9)
    where = dict(zip(("lon", "lat"), town.spot(3, 2), strict=True))
    note = propose_place_note(
        kind="hazard",
        about="road",
        place="西桥",
        text="限高",
        until_on=until_on,
        by=actor_in(desk),
        at=at,
        **where,
    )
    found.by_name["dispatch_desk:end_place_note"] = {"note": note.content["note"]}
    found.by_name["dispatch_desk:lift"] = {"kind": "circumstance", "pk": snow.pk}
    lon, lat = town.spot(3, 2)
    place = {"lon": lon, "lat": lat}
    key = "access-table"
    # What a body must hold so that the right is what decides.
    found.body |= {
        "api:create_incident": {"idempotency_key": key, "type_code": "fight", **place},
        "api:send_order": {"idempotency_key": key, "receipt": "x", "call_signs": []},
        "api:take_step": {"idempotency_key": f"{key}-step"},
        "api:give_feedback": {
            "idempotency_key": f"{key}-feedback",
            "disposition": "mediated",
            "type_code": "fight",
        },
        "api:accept_feedback": {"idempotency_key": f"{key}-accept"},
        "api:add_note": {"idempotency_key": f"{key}-note", "text": "x"},
        "api:move_incident": {"idempotency_key": f"{key}-place", **place},
        "api:report_position": place,
        "api:post_eido": {"idempotency_key": f"{key}-eido", "document": {}},
    }
    span = {"from_at": f"{early:%Y-%m-%dT%H:%M:%SZ}", "until_at": f"{at:%Y-%m-%dT%H:%M:%SZ}"}
    found.query |= {
        "api:suggest_places": {"q": "中央"},
        "api:list_measures": span,
        "api:get_eido": {"body": "traffic"},
    }
