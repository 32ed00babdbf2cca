"""A small site for the stories of groups: offices on duty, a leader, an agency, 428 ended groups.

`python -m tests.journeys.groups_site` fills the database of QUANJU_HOME and prints the sessions.
"""

from datetime import timedelta
from pathlib import Path
from tempfile import mkdtemp

from tests.pages.unit_phone.site import print_filled, session_of

GROUPS, URGENT = 428, 78
OFFICES = {
    "desk": "dispatcher",
    "station": "station_command",
    "legal": "legal_supervision",
    "analyst": "investigation_analyst",
    "base": "base_control_officer",
    "leader": "branch_leader",
    "agency": "outside_liaison",
    "keeper": "archivist",
}


def fill() -> dict[str, object]:
    """The invented town, everybody on duty and signed in, the archive of the article."""
    from django.test import Client
    from tests.builders import town
    from tests.builders.people import an_appointment, sign_in

    from quanju.domains.kernel.clock import now
    from quanju.domains.kernel.transaction import write
    from quanju.domains.people.models import Duty

    at = now()
    town.load_all(Path(mkdtemp()), at=at - timedelta(days=1))
    cookies, actors = {}, {}
    for name, role in OFFICES.items():
        client = Client()
        held = an_appointment(role, name=name, valid_from=at - timedelta(days=200))
        actors[name] = sign_in(client, held)
        cookies[name] = session_of(client)
        with write():
            Duty.objects.create(person_id=held.person_id, post_id=held.post_id, started_at=at)
    _past(actors, at)
    return {"cookies": cookies}


def _past(actors, at):
    from tests.builders.people import a_station

    from quanju.domains.coordination.actions.history import (
        PastGroup,
        PastItem,
        PastMember,
        load_past_groups,
    )
    from quanju.domains.coordination.queries.review import review_rules
    from quanju.domains.people.types import SERVICE

    minute, rules = timedelta(minutes=1), review_rules(at)
    seats = (
        PastMember(actors["desk"].person_id, "initiator", "lead", "指挥", 0 * minute),
        PastMember(actors["station"].person_id, "responsible", "owner", "指挥室", minute),
        PastMember(actors["legal"].person_id, "supervision", "observer", "法制", 2 * minute),
    )
    item = PastItem("现场核实", 0, 1, minute, 30 * minute, 20 * minute, "已核实")
    rows = [
        PastGroup(
            kind="urgent_incident" if number < URGENT else "dispute_mediation",
            title=f"示例事项 {number + 1}",
            facts={"what": "示例", "where_when": "示例", "basis": "示例", "closing": "示例"},
            incident="",
            responsible_id=a_station().pk,
            members=seats,
            said=((0, minute, "到场"), (1, 2 * minute, "收到")),
            items=(item,),
            answers={row.code: True for row in rules.requirement},
            mechanisms={row.code: "已落实" for row in rules.mechanism},
            outcome="已办结",
            result="现场控制" if number < URGENT else "",
            rating=4,
            begun_at=at - timedelta(days=150, hours=-6 * number),
            closed_at=at - timedelta(days=149, hours=-6 * number),
            archived_at=at - timedelta(days=148, hours=-6 * number),
        )
        for number in range(GROUPS)
    ]
    load_past_groups(rows, by=SERVICE, at=at)


if __name__ == "__main__":
    print_filled(fill)
