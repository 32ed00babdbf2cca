"""A small site for the journeys: a crew on shift and a desk, both signed in.

`python -m tests.journeys.site` fills the database of QUANJU_HOME and prints the sessions as JSON.
"""

from datetime import timedelta

from tests.pages.unit_phone.site import crew_on_shift, print_filled, session_of


def fill() -> dict[str, object]:
    """The invented town, P3 on shift, two dispatchers; nothing has happened yet."""
    from django.test import Client
    from tests.builders.people import an_appointment, sign_in

    from quanju.domains.kernel.clock import now

    crew = crew_on_shift()
    early = now() - timedelta(days=1)
    cookies = {"crew": session_of(crew.client)}
    for name in ("desk", "second desk"):
        client = Client()
        sign_in(client, an_appointment("dispatcher", name=name, valid_from=early))
        cookies[name] = session_of(client)
    return {"cookies": cookies}


if __name__ == "__main__":
    print_filled(fill)
