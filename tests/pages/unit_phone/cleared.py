"""The crew has cleared and its report is due."""

from tests.pages.unit_phone.site import print_filled


def act() -> dict[str, object]:
    from quanju.domains.dispatch.actions import steps
    from quanju.domains.dispatch.models import Assignment, Incident
    from quanju.domains.kernel.clock import now
    from quanju.domains.people.models import Appointment
    from quanju.domains.people.queries.actors import actor_in

    desk = actor_in(Appointment.objects.get(person__username="desk"))
    job = {"incident": Incident.objects.get().number, "unit": Assignment.objects.get().unit_id}
    for verb in ("acknowledge_order", "depart", "arrive", "clear"):
        getattr(steps, verb)(**job, by=desk, at=now())
    return {}


if __name__ == "__main__":
    print_filled(act)
