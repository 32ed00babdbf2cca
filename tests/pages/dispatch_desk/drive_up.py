"""P2 drives up and a note comes in: `python -m tests.pages.dispatch_desk.drive_up`."""

from tests.pages.unit_phone.site import print_filled


def act() -> dict[str, object]:
    from tests.builders.town import spot

    from quanju.domains.dispatch.actions.notes import add_note
    from quanju.domains.dispatch.models import Incident
    from quanju.domains.kernel.clock import now
    from quanju.domains.patrol.actions import positions
    from quanju.domains.patrol.models import Unit
    from quanju.domains.people.models import Appointment
    from quanju.domains.people.queries.actors import actor_in
    from quanju.domains.people.types import SERVICE

    lon, lat = spot(3, 1)
    unit = Unit.objects.get(call_sign="P2").pk
    positions.report_position(unit=unit, lon=lon, lat=lat, by=SERVICE, at=now())
    desk = actor_in(Appointment.objects.get(person__username="desk"))
    add_note(incident=Incident.objects.get().number, text="围观增多", by=desk, at=now())
    return {}


if __name__ == "__main__":
    print_filled(act)
