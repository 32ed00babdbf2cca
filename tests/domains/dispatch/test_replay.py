"""An incident replayed to the second: what was recorded, for whom it is, and recorded itself."""

from datetime import timedelta

import pytest
from tests.builders.incidents import a_crew_at, an_incident, an_order
from tests.builders.people import NOON, an_actor
from tests.builders.town import spot

from quanju.domains.dispatch.actions import steps
from quanju.domains.dispatch.actions.replaying import replay_incident
from quanju.domains.journal.models import Entry
from quanju.domains.kernel.types import Refused
from quanju.domains.patrol.actions import positions

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
LATER = NOON + 20 * MINUTE


@pytest.fixture
def gone(town):
    """P3 drives to a fight, a position each minute; it drove on after it was free again."""
    view, crew = a_crew_at("P3")
    row = an_incident()
    an_order(row, view.pk, at=NOON + MINUTE)
    job = {"incident": row.number, "unit": view.pk, "by": crew[0]}
    moments = {"acknowledge_order": 2, "depart": 3, "arrive": 5, "clear": 8, "done": 9}
    for minute in range(1, 13):
        at = NOON + minute * MINUTE
        lon, lat = spot(2 + minute / 10, 2)
        positions.report_position(unit=view.pk, lon=lon, lat=lat, by=crew[0], at=at)
        for verb, when in moments.items():
            if when == minute:
                getattr(steps, verb)(**job, at=at)
    return row, view


def test_a_crew_is_shown_while_it_had_the_job_and_never_before_or_after(gone):
    row, _ = gone
    told = replay_incident(incident=row.number, by=an_actor("shift_supervisor"), at=LATER)
    (track,) = told.tracks
    first, last = NOON + MINUTE, NOON + 9 * MINUTE
    assert track.call_sign == "P3"
    assert [state for _, state in track.states] == [
        "assigned",
        "acknowledged",
        "en_route",
        "on_scene",
        "reporting",
    ]
    assert all(first <= at < last for at, _, _ in track.points)
    assert len(track.points) >= 7
    assert (told.from_at, told.until_at) == (row.received_at, last)


def test_each_opening_is_recorded_for_the_incident_and_for_each_crew(gone):
    row, view = gone
    replay_incident(incident=row.number, by=an_actor("shift_supervisor"), at=LATER)
    read = [one.subject for one in Entry.objects.filter(at=LATER)]
    assert sorted(read) == sorted([row.subject, view.subject])


def test_legal_supervision_reads_it_without_positions(gone):
    row, _ = gone
    told = replay_incident(incident=row.number, by=an_actor("legal_supervision"), at=LATER)
    assert (told.has_positions, told.tracks[0].points) == (False, ())
    assert told.tracks[0].states


@pytest.mark.parametrize("role", ["dispatcher", "branch_leader", "patrol_unit", "auditor"])
def test_others_do_not_replay(gone, role):
    with pytest.raises(Refused):
        replay_incident(incident=gone[0].number, by=an_actor(role), at=LATER)


def test_positions_are_gone_once_they_are_no_longer_kept_fine(gone):
    row, _ = gone
    told = replay_incident(
        incident=row.number, by=an_actor("legal_supervision"), at=NOON + timedelta(days=40)
    )
    assert told.tracks[0].points == ()


def test_the_page_draws_it_from_the_first_call_on(gone, client):
    from tests.builders.people import an_appointment, sign_in

    sign_in(client, an_appointment("legal_supervision"))
    page = client.get(f"/dispatch/incidents/{gone[0].number}/replay")
    assert page.status_code == 200
    text = page.content.decode()
    assert 'id="replay-facts"' in text
    assert text.count("data-replay-entry") > 5
