"""Who hears what on the live stream: the rooms say it, the stream only asks."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from tests.builders.crews import a_crew, a_unit, on_duty
from tests.builders.people import a_station, an_actor, an_appointment, sign_in

from quanju.domains.journal import queries as journal
from quanju.domains.journal.stream import Told
from quanju.domains.journal.types import NOBODY_ELSE, EntryView, audience_of, events
from quanju.domains.kernel.clock import now
from quanju.domains.kernel.roles import ROLES
from quanju.domains.patrol.actions import emergency
from quanju.domains.people.types import STRANGER
from quanju.pages.live.views import Listener

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
DESK = dict.fromkeys(("dispatcher", "shift_supervisor"), Told.WHOLE)
LEADERS_COUNT = {"branch_leader": Told.COUNTED}
EVERYBODY = dict.fromkeys(ROLES, Told.WHOLE)
PLANNERS = (
    "reception_officer dispatcher shift_supervisor patrol_unit community_officer case_officer "
    "station_command investigation_analyst legal_supervision base_control_officer branch_leader "
    "auditor"
)

# Typed by hand once more: what each post hears that has nothing to do with the matter.
OPENLY = {
    "dispatch.incident_created": {**DESK, **LEADERS_COUNT},
    "patrol.unit_signed_on": {**DESK, **LEADERS_COUNT},
    "geo.road_closed": EVERYBODY,
    "rulebook.rule_approved": EVERYBODY,
    "planning.plan_started": dict.fromkeys(PLANNERS.split(), Told.WHOLE),
    "people.signed_in": {},
    "journal.consulted": {},
    "deadlines.clock_lapsed": {},
}


def an_entry(event="dispatch.order_sent", *, author="person:0", related=()):
    return EntryView(
        number=9,
        at=NOON,
        event=event,
        kind="alter",
        subject="incident:20261123-0001",
        related=tuple(related),
        author=author,
        role="",
        post="",
        organisation="",
        purpose="respond",
        result="ok",
        deny_code="",
        justification="",
        urgent=False,
    )


def hears(actor, entry):
    return Listener(actor, since=0).hears(entry)


def test_every_event_of_every_room_has_an_audience():
    real = [
        one.name
        for one in events()
        if not one.name.split(".")[0].endswith("test") and not one.name.startswith("trial.")
    ]
    assert len(real) > 100
    assert [name for name in real if audience_of(name) is NOBODY_ELSE] == []


def test_audiences_name_posts_that_there_are():
    for one in events():
        audience = audience_of(one.name)
        assert (audience.roles | audience.at_station | audience.counting) <= ROLES.keys(), one.name


def test_each_post_hears_its_rooms_and_no_other():
    for role in ROLES:
        actor = an_actor(role)
        for event, told in OPENLY.items():
            assert hears(actor, an_entry(event)) is told.get(role, Told.NOT), (role, event)


def test_whoever_an_entry_names_or_comes_from_hears_it():
    crew = an_actor("patrol_unit")
    assert hears(crew, an_entry()) is Told.NOT
    assert hears(crew, an_entry(related=[crew.subject])) is Told.WHOLE
    assert hears(crew, an_entry(author=crew.subject)) is Told.WHOLE
    assert hears(crew, an_entry("nobody.spoke", related=[crew.subject])) is Told.NOT
    assert hears(crew, an_entry("nobody.spoke", author=crew.subject)) is Told.WHOLE


def test_a_command_room_hears_of_its_own_station_only():
    mine, other = f"station:{a_station().pk}", f"station:{a_station('zhengyang').pk}"
    room, team = an_actor("station_command"), an_actor("case_officer")
    assert hears(room, an_entry(related=[mine])) is Told.WHOLE
    assert hears(room, an_entry(related=[other])) is Told.NOT
    assert hears(team, an_entry(related=[mine])) is Told.NOT


def test_a_command_room_hears_its_own_crew_call_for_help_and_no_other():
    unit = a_unit()
    _, (member, _) = on_duty(unit)
    emergency.panic(unit=unit.pk, by=member, at=NOON)
    emergency.end_emergency(unit=unit.pk, by=an_actor("dispatcher"), at=NOON)
    away = a_station("zhengyang").parts.get(kind="command_room")
    rooms = an_actor("station_command"), an_actor("station_command", organisation=away)
    told = [one for one in journal.history_of(unit.subject) if one.event.startswith("patrol.")]
    assert [one.event for one in told][1:] == ["patrol.panic_called", "patrol.emergency_ended"]
    for entry in told:
        assert [hears(room, entry) for room in rooms] == [Told.WHOLE, Told.NOT], entry.event


def test_without_a_post_nothing_is_heard():
    assert hears(STRANGER, an_entry("geo.road_closed")) is Told.NOT
    assert hears(STRANGER, an_entry(author=STRANGER.subject)) is Told.NOT


# --- positions: one sentence, `patrol.permissions.may_read_positions` -----------------------------

FOLLOWED = {
    "dispatcher": {"本所", "外所"},
    "shift_supervisor": {"本所", "外所"},
    "outside_liaison": {"本所", "外所"},
    "station_command": {"本所"},
}
ROWS = [["本所", 119.7, 49.2, "t"], ["外所", 119.8, 49.2, "t"]]


def test_positions_are_followed_by_those_who_may_read_them():
    on_duty(a_unit("本所"))
    on_duty(a_unit("外所", organisation=a_station("zhengyang")))
    for role in ROLES:
        heard = Listener(an_actor(role), since=0).narrow("positions", ROWS)
        assert {row[0] for row in heard} == FOLLOWED.get(role, set()), role


@pytest.mark.parametrize(("role", "sees"), [("patrol_unit", {"本所"}), ("volunteer", set())])
def test_a_crew_follows_its_own_unit_and_a_volunteer_none(role, sees):
    crew = a_crew(role=role)
    force = "volunteer" if role == "volunteer" else "special_police"
    on_duty(a_unit("本所", force_type=force), crew)
    heard = Listener(crew[0], since=0).narrow("positions", ROWS)
    assert {row[0] for row in heard} == sees


@pytest.mark.parametrize(
    ("role", "shows"), [("dispatcher", True), ("auditor", False), ("legal_supervision", False)]
)
def test_the_api_shows_positions_to_those_who_may_read_them(client, town, role, shows):
    on_duty(a_unit("本所"), where=(2, 2), at=now())
    sign_in(client, an_appointment(role))
    (unit,) = client.get("/api/v1/units").json()
    assert unit["call_sign"] == "本所"
    assert (unit["lon"] is not None, unit["lat"] is not None) == (shows, shows)


def test_colleagues_of_one_post_and_station_are_told_together():
    first, second = an_actor("dispatcher"), an_actor("dispatcher")
    assert Listener(first, since=0).scope == Listener(second, since=0).scope
    assert Listener(first, since=0).own != Listener(second, since=0).own
    here, there = an_actor("station_command"), a_station("zhengyang").parts.get(kind="command_room")
    elsewhere = an_actor("station_command", organisation=there)
    assert Listener(here, since=0).scope != Listener(elsewhere, since=0).scope


def test_news_of_the_own_account_is_looked_at_by_its_owner():
    """Were it told to a scope as a whole, nobody would notice that a session has ended."""
    me = an_actor("system_admin")
    listener = Listener(me, since=0)
    signed_out = replace(an_entry("people.signed_out"), subject=me.subject)
    assert listener.hears_openly(signed_out) is Told.NOT
    assert listener.hears(signed_out) is Told.WHOLE
    assert listener.is_to_ask_again
