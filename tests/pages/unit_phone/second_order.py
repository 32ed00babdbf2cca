"""The desk withdraws the crew and sends it to another incident: `python -m …second_order`."""

from tests.pages.unit_phone.site import print_filled


def act() -> dict[str, object]:
    from tests.builders.incidents import an_incident, an_order

    from quanju.domains.dispatch.actions.leaving import withdraw_unit
    from quanju.domains.dispatch.models import Assignment, Incident
    from quanju.domains.kernel.clock import now
    from quanju.domains.people.models import Appointment
    from quanju.domains.people.queries.actors import actor_in

    desk = actor_in(Appointment.objects.get(person__username="desk"))
    first, job = Incident.objects.get(), Assignment.objects.get()
    leave = {"incident": first.number, "unit": job.unit_id, "reason": "not_needed"}
    withdraw_unit(**leave, by=desk, at=now())
    second = an_incident(by=desk, where=(4, 2), type_code="theft", at=now())
    an_order(second, job.unit_id, by=desk, at=now())
    return {"incident": second.number}


if __name__ == "__main__":
    print_filled(act)
