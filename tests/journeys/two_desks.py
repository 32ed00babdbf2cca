"""Two dispatchers and who answers for the shift: `python -m tests.journeys.two_desks`."""

from tests.pages.unit_phone.site import print_filled, session_of


def fill() -> dict[str, object]:
    import tempfile
    from datetime import timedelta
    from pathlib import Path

    from django.test import Client
    from tests.builders import town
    from tests.builders.crews import a_unit, on_duty
    from tests.builders.incidents import an_incident
    from tests.builders.people import an_appointment, sign_in

    from quanju.domains.dispatch.actions.desks import take_desk
    from quanju.domains.kernel.clock import now

    early = now() - timedelta(days=1)
    town.load_all(Path(tempfile.mkdtemp()), at=early)
    on_duty(a_unit("P4"), where=(3, 2), at=now())
    windows, actors = {}, {}
    for name, role in (
        ("first", "dispatcher"),
        ("second", "dispatcher"),
        ("chief", "shift_supervisor"),
    ):
        client = Client()
        appointment = an_appointment(role, name=name, valid_from=early)
        actors[name] = sign_in(client, appointment)
        take_desk(by=actors[name], at=now())
        windows[name] = session_of(client)
    numbers = [an_incident(by=actors["first"], where=(3, 1), at=now()).number]
    numbers.append(an_incident(by=actors["second"], where=(5, 1), at=now()).number)
    return {**windows, "incidents": numbers}


if __name__ == "__main__":
    print_filled(fill)
