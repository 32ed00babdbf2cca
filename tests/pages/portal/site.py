"""A reception centre and a report with its receipt, for what residents see in a browser.

`python -m tests.pages.portal.site` fills the database of QUANJU_HOME and prints number and code.
"""

from tests.pages.unit_phone.site import print_filled, session_of


def fill() -> dict[str, object]:
    """A theft that was entered at the centre; the officer who did it is signed in."""
    from django.test import Client
    from tests.builders.hall import lobby, the_centre
    from tests.builders.people import an_appointment, sign_in
    from tests.builders.reports import taken

    from quanju.domains.kernel.clock import now
    from quanju.domains.reception.actions.reports import give_receipt, say_no_evidence

    the_centre()
    lobby()
    client = Client()
    by = sign_in(client, an_appointment("reception_officer", organisation=the_centre()))
    report = taken(by, is_identity_checked=True, at=now())
    common = {"report": report.number, "by": by, "at": now()}
    say_no_evidence(why="没有监控", **common)
    give_receipt(address="https://example.org/", language="zh-hans", **common)
    client.get(f"/reports/{report.number}")
    return {
        "number": report.number,
        "code": report.code,
        "cookies": {"officer": session_of(client)},
    }


if __name__ == "__main__":
    print_filled(fill)
