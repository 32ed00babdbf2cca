"""A desk with four crews and an incident: `python -m tests.pages.dispatch_desk.site`."""

from tests.pages.unit_phone.site import print_filled, session_of

AT_FIRST = {"P4": (3, 2), "P3": (2, 2), "P5": (1, 2), "P2": (8, 0)}


def fill() -> dict[str, object]:
    import tempfile
    from datetime import timedelta
    from pathlib import Path

    from django.test import Client
    from tests.builders import town
    from tests.builders.crews import a_unit, on_duty
    from tests.builders.incidents import an_incident
    from tests.builders.people import an_appointment, sign_in

    from quanju.domains.kernel.clock import now

    early = now() - timedelta(days=1)
    town.load_all(Path(tempfile.mkdtemp()), at=early)
    for sign, where in AT_FIRST.items():
        on_duty(a_unit(sign), where=where, at=now())
    client = Client()
    desk = sign_in(client, an_appointment("dispatcher", name="desk", valid_from=early))
    incident = an_incident(by=desk, where=(3, 1), at=now())
    return {**session_of(client), "incident": incident.number}


if __name__ == "__main__":
    print_filled(fill)
