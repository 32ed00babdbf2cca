"""Two incidents, a merge to decide, two alerts for the desk: `python -m tests.journeys.waiting`."""

from datetime import timedelta

from tests.pages.unit_phone.site import print_filled


def fill() -> dict[str, object]:
    from tests.builders.incidents import an_incident
    from tests.builders.people import actor_in

    from quanju.domains.dispatch.actions import merging
    from quanju.domains.dispatch.models import Alert
    from quanju.domains.kernel.clock import now
    from quanju.domains.people.models import Appointment

    desk = actor_in(Appointment.objects.get(person__username="second desk"))
    at = now() - timedelta(seconds=30)
    rows = [an_incident(by=desk, at=at, where=(2 + n / 10, 2)) for n in range(2)]
    merging.propose_merge(incident=rows[1].number, into=rows[0].number, by=desk, at=at)
    for n in (1, 2):
        Alert.objects.create(kind="no_answer", subject=f"unit:{n}", raised_at=at)
    return {}


if __name__ == "__main__":
    print_filled(fill)
