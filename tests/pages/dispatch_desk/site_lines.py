"""Two dispatchers and a telephone system: `python -m tests.pages.dispatch_desk.site_lines`."""

from tests.pages.unit_phone.site import print_filled, session_of


def fill() -> dict[str, object]:
    import tempfile
    from datetime import timedelta
    from pathlib import Path

    from django.test import Client
    from tests.builders import town
    from tests.builders.crews import a_unit, on_duty
    from tests.builders.lines import System
    from tests.builders.people import an_appointment, sign_in

    from quanju.domains.kernel.clock import now

    early = now() - timedelta(days=1)
    town.load_all(Path(tempfile.mkdtemp()), at=early)
    on_duty(a_unit("P3"), where=(2, 2), at=now())
    sessions = []
    for name in ("first", "second"):
        client = Client()
        sign_in(client, an_appointment("dispatcher", name=name, valid_from=early))
        sessions.append(session_of(client)["value"])
    key = System(at=now()).key
    return {**session_of(client), "value": sessions[0], "other": sessions[1], "key": key}


if __name__ == "__main__":
    print_filled(fill)
