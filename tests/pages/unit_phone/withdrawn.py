"""The desk withdraws the crew, whose round then goes on."""

from tests.pages.unit_phone.site import print_filled


def act() -> dict[str, object]:
    from quanju.domains.dispatch.actions.leaving import withdraw_unit
    from quanju.domains.dispatch.models import Assignment, Incident
    from quanju.domains.kernel.clock import now
    from quanju.domains.people.models import Appointment
    from quanju.domains.people.queries.actors import actor_in

    desk = actor_in(Appointment.objects.get(person__username="desk"))
    leave = {"incident": Incident.objects.get().number, "unit": Assignment.objects.get().unit_id}
    withdraw_unit(**leave, reason="not_needed", by=desk, at=now())
    return {}


if __name__ == "__main__":
    print_filled(act)
