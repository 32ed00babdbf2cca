"""More crews, four alerts and a call for help: `python -m tests.pages.dispatch_desk.crowded`."""

from tests.pages.unit_phone.site import print_filled


def fill() -> dict[str, object]:
    from datetime import timedelta

    from tests.builders.crews import a_unit, on_duty
    from tests.builders.incidents import an_incident

    from quanju.domains.dispatch.jobs import raise_due_alerts
    from quanju.domains.kernel.clock import now
    from quanju.domains.patrol.actions.emergency import panic

    for number in range(10, 24):
        on_duty(a_unit(f"巡特警机动-{number}"), where=(number % 8, number % 5), at=now())
    for number in range(4):
        an_incident(where=(number, 4), at=now() - timedelta(minutes=5))
    raise_due_alerts(now() - timedelta(minutes=2))  # the desk they are at has had its time
    unit, crew = on_duty(a_unit("P9"), where=(6, 2), at=now())
    panic(unit=unit.pk, by=crew[0], at=now())
    return {}


if __name__ == "__main__":
    print_filled(fill)
