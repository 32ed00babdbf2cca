"""A centre, a station's case team and who looks at both: `python -m tests.journeys.reception`.

Prints the sessions of the people of the journey; nothing has happened yet.
"""

from tests.pages.unit_phone.site import print_filled, session_of

ROLES = {
    "case": "case_officer",
    "approver": "approver",
    "legal": "legal_supervision",
    "leader": "branch_leader",
}


def fill() -> dict[str, object]:
    """The reception centre with its lobby and its window; a station with its case team."""
    from django.test import Client
    from tests.builders.hall import the_centre
    from tests.builders.people import a_station, an_appointment, sign_in

    a_station()
    centre = the_centre()
    people = {
        "lobby": an_appointment("lobby_officer", organisation=centre, name="李大堂"),
        "window": an_appointment("reception_officer", organisation=centre, name="王接报"),
    } | {name: an_appointment(role, name=f"{name}-{role}") for name, role in ROLES.items()}
    cookies = {}
    for name, appointment in people.items():
        client = Client()
        sign_in(client, appointment)
        cookies[name] = session_of(client)
    return {"cookies": cookies}


if __name__ == "__main__":
    print_filled(fill)
